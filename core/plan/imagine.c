/* SPDX-License-Identifier: MIT */
#include "core/plan/imagine.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/plan/past.h"
#include "core/sys/path.h"

/* All files of the tree that are `path` or lie below it. */
static size_t
find_existing(const struct tree *tree, struct str path, struct file_list *files)
{
    size_t before = files->len;
    for (size_t i = 0; i < tree->files.len; i++) {
        const struct tree_file *file = &tree->files.items[i];
        if (!(file->flags & FILE_RULES) && path_is_below(file->path, path)) {
            VEC_PUSH(files, (file_id)i);
        }
    }
    return files->len - before;
}

/* On disk, but nothing that the project knows: nobody depends on it. */
static bool
is_stranger(struct state *state, struct str path)
{
    return tree_find_dir(&state->tree, path) != NO_DIR ||
           tree_probe_file(&state->tree, path) != NO_FILE;
}

static void
mark(struct base *base, const struct file_list *touched)
{
    size_t len = base->after->tree.files.len + 1;
    base->touched = memory_zero(len);
    base->imagined = memory_zero(len);
    for (size_t i = 0; i < touched->len; i++) {
        base->touched[touched->items[i]] = 1;
    }
    for (size_t i = 0; i < base->absent.len; i++) {
        file_id file =
            tree_find_file(&base->after->tree, base->absent.items[i]);
        if (file != NO_FILE) {
            base->imagined[file] = 1;
        }
    }
}

int
imagine_files(const struct disk_options *disk, const struct str *paths,
              size_t len, struct base *base, struct err *err)
{
    struct file_list touched = {0};
    struct disk_report report;
    for (size_t i = 0; i < len; i++) {
        if (find_existing(&base->before->tree, paths[i], &touched) == 0 &&
            !is_stranger(base->before, paths[i])) {
            VEC_PUSH(&base->absent, paths[i]);
        }
    }
    base->after = base->before;
    if (base->absent.len > 0) {
        base->after = NULL;
        if (disk_load(disk, &base->after, &report, err) != 0) {
            VEC_RELEASE(&touched);
            return -1;
        }
        for (size_t i = 0; i < base->absent.len; i++) {
            past_add_file(base->after, base->absent.items[i]);
        }
        state_resolve(base->after);
        touched.len = 0;
        for (size_t i = 0; i < len; i++) {
            find_existing(&base->after->tree, paths[i], &touched);
        }
    }
    mark(base, &touched);
    VEC_RELEASE(&touched);
    return 0;
}
