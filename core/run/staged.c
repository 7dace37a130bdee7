/* SPDX-License-Identifier: MIT */
#include "core/run/staged.h"

#include "core/sys/file.h"
#include "core/sys/git.h"
#include "core/sys/listing.h"
#include "core/sys/path.h"
#include "core/sys/sweep.h"

static const char *const environments[] = {".venv", "venv", "env"};

enum { COPIED_MAX_BYTES = 64 << 20, NEIGHBOURS_MAX = 4096 };

static int
copy_file(struct arena *arena, struct str from, struct str to, struct str path,
          struct err *err)
{
    struct buf bytes;
    buf_init(&bytes, COPIED_MAX_BYTES);
    int status = file_read(FILE_HERE, path_join(arena, from, path).data, &bytes,
                           NULL, err);
    if (status == 0) {
        status = file_replace(path_join(arena, to, path).data, bytes.data,
                              bytes.len, err);
    }
    buf_release(&bytes);
    return status;
}

/* Files that no commit has and imports reach. */
static int
copy_ignored(struct arena *arena, const struct staged_options *options,
             struct str to, struct err *err)
{
    struct state *state;
    struct disk_report report;
    int status = 0;
    if (disk_load(options->disk, &state, &report, err) != 0) {
        return -1;
    }
    state_resolve(state);
    for (size_t i = 0; i < state->tree.files.len && status == 0; i++) {
        const struct tree_file *file = &state->tree.files.items[i];
        if (file->flags & FILE_IGNORED && !(file->flags & FILE_FAILED) &&
            !file_exists(path_join(arena, to, file->path).data)) {
            status = copy_file(arena, options->disk->root, to, file->path, err);
        }
    }
    state_free(state);
    return status;
}

static void
copy_if_there(struct arena *arena, struct str from, struct str to,
              struct str path)
{
    struct err err;
    (void)copy_file(arena, from, to, path, &err);
}

/*
 * The copy is a top level of its own, so that the rules by which the cache
 * folder ignores itself do not hold in it, with the rules that hold for the
 * project: those of folders above its root, and info/exclude.
 */
static int
copy_rules(struct arena *arena, const struct git *git, struct str folder,
           struct err *err)
{
    struct str above = STR("");
    struct str rest = git_prefix(git);
    struct str mark = path_join(arena, folder, STR(".git"));
    if (file_make_folders(path_join(arena, mark, STR("info")).data, err) != 0) {
        return -1;
    }
    copy_if_there(arena, git_common_dir(git), mark, STR("info/exclude"));
    while (rest.len > 0) {
        copy_if_there(arena, git_top(git), folder,
                      path_join(arena, above, STR(".gitignore")));
        above = path_join(arena, above, str_split(&rest, '/'));
    }
    return 0;
}

static void
link_environments(struct arena *arena, struct str root, struct str copy)
{
    for (size_t i = 0; i < sizeof(environments) / sizeof(*environments); i++) {
        struct str name = str_from(environments[i]);
        const char *from = path_join(arena, root, name).data;
        if (file_is_folder(from)) {
            file_link(from, path_join(arena, copy, name).data);
        }
    }
}

/*
 * Settings such as `mypy_path = ../lib` mean what lies beside the repository,
 * and what configures a tool may lie there too.  Where the repository is one
 * of thousands of files, hardly any of them is meant.
 */
static void
link_neighbours(struct arena *arena, struct str top, struct str folder)
{
    struct listing listing;
    struct str parent = path_folder(top);
    int fd = file_open_folder(parent.len > 0 ? arena_cstr(arena, parent) : "/");
    if (fd < 0) {
        return;
    }
    listing_init(&listing);
    bool whole = listing_read(&listing, fd) == 0 &&
                 listing.entries.len <= NEIGHBOURS_MAX;
    for (size_t i = 0; i < listing.entries.len && whole; i++) {
        struct str name = listing.entries.items[i].name;
        if (!str_equal(name, path_name(top)) && !str_equal(name, STR(".git"))) {
            file_link(arena_printf(arena, "%.*s/%s", (int)parent.len,
                                   parent.data, name.data),
                      path_join(arena, folder, name).data);
        }
    }
    listing_release(&listing);
    file_close_folder(fd);
}

/* What a copy is made of. */
struct copying {
    const struct staged_options *options;
    struct git *git;
    struct str commit; /* empty: the index */
};

static void
share_folder(struct arena *arena, struct str cache_dir, struct staged *staged)
{
    const char *path = path_join(arena, cache_dir, STR("staged.lock")).data;
    if (lock_take(&staged->lock, path) == LOCK_TAKEN) {
        sweep_away(path_join(arena, cache_dir, STR("staged")).data);
        lock_release(&staged->lock);
    }
    (void)lock_share(&staged->lock, path);
}

static int
make_copy(struct arena *arena, const struct copying *copying,
          struct staged *staged, struct err *err)
{
    const struct staged_options *options = copying->options;
    staged->folder = str_from(
        arena_printf(arena, "%.*s/staged/%u", (int)options->cache_dir.len,
                     options->cache_dir.data, options->owner));
    share_folder(arena, options->cache_dir, staged);
    sweep_away(staged->folder.data);
    struct str name = path_name(git_top(copying->git));
    struct str top =
        path_join(arena, staged->folder, name.len > 0 ? name : STR("copy"));
    struct git_copy copy = {copying->commit, top};
    if (file_make_folders(top.data, err) != 0 ||
        copy_rules(arena, copying->git, top, err) != 0 ||
        git_write_copy(copying->git, &copy, arena, &staged->root, err) != 0 ||
        copy_ignored(arena, options, staged->root, err) != 0) {
        return -1;
    }
    link_environments(arena, options->disk->root, staged->root);
    link_neighbours(arena, git_top(copying->git), staged->folder);
    return 0;
}

int
staged_open(struct arena *arena, const struct staged_options *options,
            struct staged *staged, struct err *err)
{
    bool same = false;
    *staged = (struct staged){.root = options->disk->root, .lock = {-1}};
    struct copying copying = {.options = options,
                              .git = git_open(options->disk->root.data, err)};
    if (!copying.git) {
        return -1;
    }
    int status = options->revision ? git_commit(copying.git, options->revision,
                                                arena, &copying.commit, err)
                                   : 0;
    if (status == 0) {
        status = git_is_on_disk(copying.git, copying.commit, &same, err);
    }
    if (status == 0 && !same) {
        status = make_copy(arena, &copying, staged, err);
    }
    git_close(copying.git);
    if (status != 0) {
        staged_close(staged);
    }
    return status;
}

void
staged_close(struct staged *staged)
{
    if (staged->folder.len > 0) {
        sweep_away(staged->folder.data);
    }
    lock_release(&staged->lock);
}

int
staged_any(const char *root, bool *any, struct err *err)
{
    struct arena arena;
    struct str head;
    struct git *git = git_open(root, err);
    if (!git) {
        return -1;
    }
    arena_init(&arena);
    int status = git_commit(git, "HEAD", &arena, &head, err);
    if (status == 0) {
        status = git_has_staged(git, head, any, err);
    }
    arena_release(&arena);
    git_close(git);
    return status;
}
