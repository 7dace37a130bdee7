/* SPDX-License-Identifier: MIT */
#include "core/plan/git_sides.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/plan/git_side.h"
#include "core/plan/git_tree.h"
#include "core/sys/path.h"

/* All that both states stand on. */
struct git_world_owner {
    struct git_world world;
    struct git_listing other; /* of the side that is not `commit` */
    bool disk_is_state;       /* the disk is one of the two states */
};

void
git_sides_release(struct git_world_owner *owner)
{
    if (!owner) {
        return;
    }
    struct git_world *world = &owner->world;
    git_listing_release(&world->commit);
    git_listing_release(&owner->other);
    VEC_RELEASE(&world->differing);
    git_close(world->git);
    if (!owner->disk_is_state) {
        state_free(world->disk);
    }
    arena_release(&world->arena);
    free(owner);
}

static int
list_commit(struct git_world *world, const char *revision,
            struct git_listing *listing, struct str *commit, struct err *err)
{
    if (git_commit(world->git, revision, &world->arena, commit, err) != 0) {
        return -1;
    }
    return git_list_commit(world->git, *commit, &world->arena, listing, err);
}

/*
 * The commit whose blobs the disk may hold, and where it does not.  Before
 * the first commit the index can be compared, with nothing, but there is no
 * revision to go back to.
 */
static int
list_known(struct git_world *world, const char *revision, bool may_be_unborn,
           struct err *err)
{
    struct str commit;
    if (list_commit(world, revision, &world->commit, &commit, err) != 0) {
        return -1;
    }
    if (!may_be_unborn && git_is_unborn(world->git, commit)) {
        return err_set(err, ERR_GIT,
                       "%s has no commit yet; commit first, or compare with "
                       "--staged or --baseline FILE",
                       revision);
    }
    return git_differing(world->git, commit, &world->arena, &world->differing,
                         err);
}

/*
 * Folders that hold tracked files exist for git although they are ignored,
 * and so do symlinks to folders, which are entries of their own.
 */
static void
count_tracked_folders(struct git_world *world)
{
    struct tree *tree = &world->disk->tree;
    for (size_t i = 0; i < tree->dirs.len; i++) {
        struct tree_dir *dir = &tree->dirs.items[i];
        bool ignored = dir->flags & DIR_IGNORED;
        if (ignored ? git_tree_has_folder(&world->commit, dir->path)
                    : (dir->flags & DIR_LINK) != 0) {
            dir->flags |= DIR_COUNTS;
        }
    }
}

static int
load_since(struct git_world_owner *owner, const struct base_options *options,
           struct base *base, struct err *err)
{
    struct git_world *world = &owner->world;
    const char *revision = options->since ? options->since : "HEAD";
    base->label = revision;
    if (list_known(world, revision, false, err) != 0 ||
        git_side_load(world, &world->commit, &base->before, err) != 0) {
        return -1;
    }
    count_tracked_folders(world);
    owner->disk_is_state = true;
    base->after = world->disk;
    base->after->git_folders = true;
    state_resolve(base->after);
    return 0;
}

static int
load_staged(struct git_world_owner *owner, struct base *base, struct err *err)
{
    struct git_world *world = &owner->world;
    base->label = "HEAD";
    if (list_known(world, "HEAD", true, err) != 0 ||
        git_list_index(world->git, &world->arena, &owner->other, err) != 0) {
        return -1;
    }
    return git_side_load(world, &world->commit, &base->before, err) == 0
               ? git_side_load(world, &owner->other, &base->after, err)
               : -1;
}

static int
load_revisions(struct git_world_owner *owner,
               const struct base_options *options, struct base *base,
               struct err *err)
{
    struct git_world *world = &owner->world;
    struct str from;
    base->label = options->from_ref;
    if (list_known(world, options->to_ref, false, err) != 0 ||
        list_commit(world, options->from_ref, &owner->other, &from, err) != 0) {
        return -1;
    }
    return git_side_load(world, &owner->other, &base->before, err) == 0
               ? git_side_load(world, &world->commit, &base->after, err)
               : -1;
}

/* Say it where an answer rests on it. */
static void
note_ignored(const struct git_world *world, const struct state *state)
{
    for (size_t i = 0; i < state->tree.files.len; i++) {
        const struct tree_file *file = &state->tree.files.items[i];
        bool linked = state->tree.dirs.items[file->dir].flags & DIR_LINK;
        if ((file->flags & FILE_IGNORED) && (file->flags & FILE_HASHED) &&
            !linked && !git_tree_entry(&world->commit, file->path)) {
            log_write(world->log, LOG_NOTE,
                      "ignored files that imports reach are taken from disk "
                      "as unchanged (%s)",
                      file->path.data);
            return;
        }
    }
}

static void
note_submodules(const struct git_world *world,
                const struct git_listing *listing)
{
    for (size_t i = 0; i < listing->opaque.len; i++) {
        struct str path = listing->opaque.items[i];
        log_write(world->log, LOG_NOTE,
                  "the submodule %.*s cannot be read at the recorded commit "
                  "and is taken as unchanged",
                  (int)path.len, path.data);
    }
}

int
git_sides_load(const struct disk_options *disk,
               const struct base_options *options, struct base *base,
               struct err *err)
{
    struct git_world_owner *owner = memory_zero(sizeof(*owner));
    struct git_world *world = &owner->world;
    struct disk_report report;
    struct span span = span_begin(disk->timeline, PHASE_GIT);
    base->git = owner;
    arena_init(&world->arena);
    world->root = disk->root;
    world->conf = disk->conf;
    world->log = disk->log;
    rules_load(&world->arena, disk->root, disk->conf, &world->rules);
    world->git = git_open(disk->root.data, err);
    if (!world->git || disk_load(disk, &world->disk, &report, err) != 0) {
        return -1;
    }
    int status = options->staged     ? load_staged(owner, base, err)
                 : options->from_ref ? load_revisions(owner, options, base, err)
                                     : load_since(owner, options, base, err);
    if (status == 0) {
        note_ignored(world, base->after);
        note_submodules(world, &world->commit);
        note_submodules(world, &owner->other);
    }
    span_end(&span);
    return status;
}
