/* SPDX-License-Identifier: MIT */
#include "core/sys/walk_folder.h"

/*
 * Both arrays are in the order of whole paths, without a sort.  Among files
 * a folder "a" stands where "a/" would, behind "a-b.py"; as a folder it
 * stands in front of a folder "a-b", whose entries come before its own.  So
 * each folder is met twice, first as a name, then, when the names that start
 * with it are through, as a place: until then it waits on a stack.
 */
struct assembly {
    struct walk_result *result;
    struct {
        VEC_FIELDS(void *);
    } slots;
    struct {
        VEC_FIELDS(file_id);
    } before_ids;
};

/* Is `path` before `folder` and a slash?  They are never equal. */
static bool
is_before_inside(struct str path, struct str folder)
{
    if (path.len > folder.len && str_starts_with(path, folder))
        return (unsigned char)path.data[folder.len] < '/';
    return str_compare(path, folder) <= 0;
}

static void
put_file(struct assembly *assembly, struct walk_file *file, dir_id dir)
{
    file->file.dir = dir;
    VEC_PUSH(&assembly->result->tree.files, file->file);
    VEC_PUSH(&assembly->slots, file->slot);
    VEC_PUSH(&assembly->before_ids, file->before);
}

static void
put_folder(struct assembly *assembly, struct walk_folder *folder, dir_id parent)
{
    struct walk_result *result = assembly->result;

    folder->id = (dir_id)result->tree.dirs.len;
    VEC_PUSH(&result->tree.dirs, (struct tree_dir){.path = folder->path,
                                                   .parent = parent,
                                                   .flags = folder->flags,
                                                   .sig = folder->sig});
    result->failed_dirs += folder->unreadable;
    if (folder->os_errno && result->trouble.code == ERR_NONE)
        err_set(&result->trouble, ERR_IO, "%s", folder->failure);
    if (folder->failure) {
        buf_text(&result->failures, folder->failure);
        buf_byte(&result->failures, '\n');
    }
}

static void put_entries(struct assembly *assembly, struct walk_folder *folder);

/* The files up to the place of `inner`, then what is in it.  No path is
   longer than PATH_MAX, so this goes 2,048 deep at most. */
static size_t
put_inside(struct assembly *assembly, struct walk_folder *folder, size_t next,
           struct walk_folder *inner)
{
    while (next < folder->files_len &&
           is_before_inside(folder->files[next].file.path, inner->path))
        put_file(assembly, &folder->files[next++], folder->id);
    put_entries(assembly, inner);
    return next;
}

static void
put_entries(struct assembly *assembly, struct walk_folder *folder)
{
    struct walk_folder *waiting = NULL;
    size_t next = 0;

    for (size_t i = 0; i < folder->folders_len; i++) {
        struct walk_folder *inner = &folder->folders[i];
        if (inner->gone)
            continue;
        for (; waiting && !is_before_inside(inner->path, waiting->path);
             waiting = waiting->outer)
            next = put_inside(assembly, folder, next, waiting);
        put_folder(assembly, inner, folder->id);
        inner->outer = waiting;
        waiting = inner;
    }
    for (; waiting; waiting = waiting->outer)
        next = put_inside(assembly, folder, next, waiting);
    while (next < folder->files_len)
        put_file(assembly, &folder->files[next++], folder->id);
}

/* Parents stand before what they hold, so one pass from the end will do. */
static void
spread_counts(struct tree *tree)
{
    for (size_t i = tree->dirs.len; i > 1; i--) {
        const struct tree_dir *dir = &tree->dirs.items[i - 1];
        tree->dirs.items[dir->parent].flags |= dir->flags & DIR_COUNTS;
    }
}

void
walk_assemble(struct walk_folder *root, struct walk_result *result)
{
    struct assembly assembly = {.result = result};

    put_folder(&assembly, root, NO_DIR);
    put_entries(&assembly, root);
    result->tree.sorted_dirs = result->tree.dirs.len;
    result->tree.sorted_files = result->tree.files.len;
    result->slots = assembly.slots.items;
    result->before_ids = assembly.before_ids.items;
    spread_counts(&result->tree);
}
