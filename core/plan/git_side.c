/* SPDX-License-Identifier: MIT */
#include "core/plan/git_side.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/plan/git_tree.h"
#include "core/python/text.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

/* All that a side's state keeps alive. */
struct side {
    struct git_world *world;
    struct state *state;
    struct git_tree tree; /* what the listing means; its tree is moved out */
    struct import_builder *builder;
    struct facts_table facts;
};

/* Files whose blobs have to be read, and what they said. */
struct fetch {
    struct side *side;
    struct state *state;
    struct import_reader *reader;
    struct buf scratch;
    struct {
        VEC_FIELDS(const struct git_entry *);
    } entries;
    struct {
        VEC_FIELDS(file_id);
    } files;
    struct {
        VEC_FIELDS(const struct import_list *);
    } lists;
};

static bool
path_in(const struct git_paths *paths, struct str path)
{
    size_t from = 0;
    size_t to = paths->len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = str_compare(paths->items[middle], path);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return false;
}

bool
git_world_on_disk(const struct git_world *world, const struct git_entry *entry)
{
    const struct git_entry *known = git_tree_entry(&world->commit, entry->path);
    return known && str_equal(known->oid, entry->oid) &&
           known->repository == entry->repository &&
           !path_in(&world->differing, entry->path);
}

/* The scan has read these very bytes: take what it found. */
static bool
take_from_disk(struct fetch *fetch, file_id file, const struct git_entry *entry)
{
    struct state *disk = fetch->side->world->disk;
    struct tree_file *to = &fetch->state->tree.files.items[file];
    file_id id = tree_find_file(&disk->tree, entry->path);
    if (id == NO_FILE || id >= disk->facts.len ||
        !git_world_on_disk(fetch->side->world, entry)) {
        return false;
    }
    const struct tree_file *from = &disk->tree.files.items[id];
    if (!(from->flags & FILE_HASHED) || (from->flags & FILE_FAILED) ||
        !disk->facts.items[id].table) {
        return false;
    }
    to->digest = from->digest;
    to->flags |= FILE_HASHED;
    state_set_facts(fetch->state, file, disk->facts.items[id].table,
                    disk->facts.items[id].entry);
    return true;
}

static void
find_contents(struct fetch *fetch)
{
    struct tree *tree = &fetch->state->tree;
    const struct git_tree *source = &fetch->side->tree;
    for (file_id file = 0; file < tree->files.len; file++) {
        struct tree_file *entry_file = &tree->files.items[file];
        const struct git_entry *entry =
            git_tree_content(source, entry_file->path);
        state_set_facts(fetch->state, file, NULL, 0);
        if (!entry || !(entry_file->flags & FILE_SUBJECT)) {
            continue;
        }
        if (entry->mode == GIT_EXECUTABLE) {
            entry_file->flags |= FILE_EXEC;
        }
        if (!take_from_disk(fetch, file, entry)) {
            VEC_PUSH(&fetch->entries, entry);
            VEC_PUSH(&fetch->files, file);
        }
    }
}

static int
take_blob(void *context, size_t i, struct str bytes, struct err *err)
{
    struct fetch *fetch = context;
    struct tree_file *file =
        &fetch->state->tree.files.items[fetch->files.items[i]];
    (void)err;
    hash_bytes(fetch->state->conf->cache.hash, bytes.data, bytes.len,
               &file->digest);
    file->flags |= FILE_HASHED;
    fetch->lists.items[i] =
        import_read(fetch->reader, text_decode(bytes, &fetch->scratch, NULL));
    return 0;
}

static int
read_blobs(struct fetch *fetch, struct err *err)
{
    struct side *side = fetch->side;
    struct string_imports strings = state_string_settings(fetch->state->conf);
    size_t len = fetch->entries.len;
    side->builder = import_builder_new(&strings);
    fetch->reader = import_reader_new(side->builder);
    for (size_t i = 0; i < len; i++) {
        VEC_PUSH(&fetch->lists, NULL);
    }
    struct git_wanted wanted = {.entries = fetch->entries.items,
                                .len = len,
                                .take = take_blob,
                                .context = fetch};
    int status = len > 0 ? git_read_blobs(side->world->git, &wanted, err) : 0;
    if (status == 0) {
        struct import_sources sources = {.lists = fetch->lists.items,
                                         .len = len};
        import_build_table(side->builder, &sources, &side->facts);
        for (size_t i = 0; i < len; i++) {
            state_set_facts(fetch->state, fetch->files.items[i], &side->facts,
                            (uint32_t)i);
        }
    }
    import_reader_free(fetch->reader);
    return status;
}

static int
load_contents(struct side *side, struct state *state, struct err *err)
{
    struct fetch fetch = {.side = side, .state = state};
    buf_init(&fetch.scratch, BUF_UNLIMITED);
    find_contents(&fetch);
    int status = read_blobs(&fetch, err);
    buf_release(&fetch.scratch);
    VEC_RELEASE(&fetch.entries);
    VEC_RELEASE(&fetch.files);
    VEC_RELEASE(&fetch.lists);
    return status;
}

static int
keep_blob(void *context, size_t i, struct str bytes, struct err *err)
{
    (void)i;
    (void)err;
    buf_str(context, bytes);
    return 0;
}

/* A file that resolution met: its blob, or what lies on disk. */
static int
read_side(void *context, const struct tree_file *file, struct buf *out,
          struct stat_sig *sig, struct err *err)
{
    struct side *side = context;
    struct git_world *world = side->world;
    const struct git_entry *entry = git_tree_content(&side->tree, file->path);
    if (sig) {
        memset(sig, 0, sizeof(*sig));
    }
    if (!entry || git_world_on_disk(world, entry)) {
        struct str path = path_join(&world->arena, world->root,
                                    entry ? entry->path : file->path);
        return file_read(FILE_HERE, path.data, out, NULL, err);
    }
    struct git_wanted wanted = {
        .entries = &entry, .len = 1, .take = keep_blob, .context = out};
    return git_read_blobs(world->git, &wanted, err);
}

/* Blobs on their way into the buffers of state_read_many. */
struct many {
    struct {
        VEC_FIELDS(const struct git_entry *);
    } entries;
    struct {
        VEC_FIELDS(struct buf *);
    } outs;
};

static int
keep_one(void *context, size_t i, struct str bytes, struct err *err)
{
    struct many *many = context;
    (void)err;
    buf_str(many->outs.items[i], bytes);
    return 0;
}

static void
read_side_many(void *context, const file_id *files, size_t len,
               struct buf *outs)
{
    struct side *side = context;
    struct git_world *world = side->world;
    struct many many = {0};
    struct err err;
    for (size_t i = 0; i < len; i++) {
        const struct tree_file *file = &side->state->tree.files.items[files[i]];
        const struct git_entry *entry =
            git_tree_content(&side->tree, file->path);
        buf_clear(&outs[i]);
        if (entry && !git_world_on_disk(world, entry)) {
            VEC_PUSH(&many.entries, entry);
            VEC_PUSH(&many.outs, &outs[i]);
        } else if (read_side(side, file, &outs[i], NULL, &err) != 0) {
            outs[i].full = true;
        }
    }
    struct git_wanted wanted = {.entries = many.entries.items,
                                .len = many.entries.len,
                                .take = keep_one,
                                .context = &many};
    if (wanted.len > 0 && git_read_blobs(world->git, &wanted, &err) != 0) {
        for (size_t i = 0; i < many.outs.len; i++) {
            many.outs.items[i]->full = true;
        }
    }
    VEC_RELEASE(&many.entries);
    VEC_RELEASE(&many.outs);
}

static void
release_side(void *pointer)
{
    struct side *side = pointer;
    git_tree_release(&side->tree);
    import_builder_free(side->builder);
    free(side);
}

int
git_side_load(struct git_world *world, const struct git_listing *listing,
              struct state **out, struct err *err)
{
    struct side *side = memory_zero(sizeof(*side));
    struct state *state = state_new(world->conf);
    side->world = world;
    side->state = state;
    state->git_folders = true;
    state->loaded = side;
    state->release_loaded = release_side;
    if (git_tree_build(&side->tree, world, listing, &state->tree, err) != 0 ||
        load_contents(side, state, err) != 0) {
        state_free(state);
        return -1;
    }
    state->tree.lister = git_tree_list;
    state->tree.prober = git_tree_probe;
    state->tree.lister_context = &side->tree;
    state->read = read_side;
    state->read_many = read_side_many;
    state->symbols = world->disk->symbols;
    state->timeline = world->disk->timeline;
    state->read_context = side;
    state_resolve(state);
    *out = state;
    return 0;
}
