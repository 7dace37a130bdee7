/* SPDX-License-Identifier: MIT */
#include "core/run/groups.h"

#include "core/base/intern.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

struct grouping {
    struct arena *arena;
    const struct task *task;
    struct intern names; /* of folders or modules */
    struct map known;    /* folder -> folder that configures it; module ->
                            how many files have its name */
};

static bool
configures(const struct grouping *grouping, struct str folder)
{
    const struct conf_list *names = &grouping->task->analyzer->row.nearest;
    for (size_t i = 0; i < names->len; i++) {
        struct str path = path_join(grouping->arena, folder, names->items[i]);
        path =
            path_join(grouping->arena, grouping->task->view->disk->root, path);
        if (file_exists(path.data)) {
            return true;
        }
    }
    return false;
}

/* The nearest folder from `folder` on that has such a file, or the root. */
static uint32_t
find(struct grouping *grouping, struct str folder)
{
    uint32_t group;
    uint32_t id = intern_text(&grouping->names, folder);
    if (map_get(&grouping->known, id, &group)) {
        return group;
    }
    group = folder.len == 0 || configures(grouping, folder)
                ? id
                : find(grouping, path_folder(folder));
    map_put(&grouping->known, id, group);
    return group;
}

static void
by_nearest(struct grouping *grouping, uint32_t *groups)
{
    const struct answers *answers = &grouping->task->answers;
    for (size_t i = 0; i < answers->items.len; i++) {
        groups[i] = find(grouping, path_folder(answers->items.items[i].path));
    }
}

/* The `number`-th file of a module's name is in group `number`. */
static void
by_module(struct grouping *grouping, bool stubs, uint32_t *groups)
{
    dir_id root;
    struct buf name;
    const struct answers *answers = &grouping->task->answers;
    buf_init(&name, BUF_UNLIMITED);
    for (size_t i = 0; i < answers->items.len; i++) {
        const struct answer *answer = &answers->items.items[i];
        if (str_ends_with(answer->path, STR(".pyi")) != stubs ||
            answer->file == NO_FILE) {
            continue;
        }
        buf_clear(&name);
        resolve_module_name(&grouping->task->view->state->resolver,
                            answer->file, &name, &root);
        text_id id = intern_text(&grouping->names, buf_view(&name));
        groups[i] = (*map_entry(&grouping->known, id, 0))++;
    }
    buf_release(&name);
}

uint32_t *
groups_find(struct arena *arena, const struct task *task)
{
    struct grouping grouping = {.arena = arena, .task = task};
    enum conf_batch_by how = task->analyzer->row.batch_by;
    if (how == CONF_BATCH_BY_ANY) {
        return NULL;
    }
    intern_init(&grouping.names);
    uint32_t *groups =
        ARENA_ARRAY(arena, uint32_t, task->answers.items.len + 1);
    if (how == CONF_BATCH_BY_NEAREST) {
        by_nearest(&grouping, groups);
    } else {
        by_module(&grouping, true, groups);
        by_module(&grouping, false, groups);
    }
    map_release(&grouping.known);
    intern_release(&grouping.names);
    return groups;
}
