/* SPDX-License-Identifier: MIT */
#include "core/run/candidates.h"

static void
mark(const struct view *view, const struct comparison *comparison,
     const struct file_list *files, bool *marks)
{
    const struct tree *tree = &comparison->after->state->tree;
    for (size_t i = 0; i < files->len; i++) {
        file_id file = tree_find_file(&view->state->tree,
                                      tree->files.items[files->items[i]].path);
        if (file != NO_FILE) {
            marks[file] = true;
        }
    }
}

int
candidates_find(struct candidates *candidates, struct view *view,
                struct key_kind kind, struct err *err)
{
    struct base compared;
    struct base_options options;
    size_t len = view->state->tree.files.len + 1;
    bool **affected = &candidates->affected[key_kind_number(kind)];
    if (!candidates->base || *affected) {
        return 0;
    }
    options = *candidates->base;
    options.level = kind.level;
    options.precision = kind.precision;
    options.level_given = options.precision_given = false;
    if (base_compare(candidates->disk, &options, &compared, err) != 0) {
        return -1;
    }
    *affected = ARENA_ARRAY(&view->arena, bool, len);
    mark(view, &compared.comparison, &compared.comparison.affected, *affected);
    if (!candidates->changed) {
        candidates->changed = ARENA_ARRAY(&view->arena, bool, len);
        mark(view, &compared.comparison, &compared.comparison.changed,
             candidates->changed);
    }
    base_release(&compared);
    return 0;
}

bool
candidates_has(const struct candidates *candidates, struct key_kind kind,
               enum conf_on on, file_id file)
{
    if (!candidates->base || on == CONF_ON_ALL) {
        return true;
    }
    return on == CONF_ON_CHANGED
               ? candidates->changed[file]
               : candidates->affected[key_kind_number(kind)][file];
}
