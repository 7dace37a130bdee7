/* SPDX-License-Identifier: MIT */
#include "core/run/groups.h"

#include "core/base/intern.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

struct grouping {
    struct arena *arena;
    const struct task *task;
    struct intern folders;
    struct map known; /* folder -> folder that configures it */
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
    uint32_t id = intern_text(&grouping->folders, folder);
    if (map_get(&grouping->known, id, &group)) {
        return group;
    }
    group = folder.len == 0 || configures(grouping, folder)
                ? id
                : find(grouping, path_folder(folder));
    map_put(&grouping->known, id, group);
    return group;
}

uint32_t *
groups_find(struct arena *arena, const struct task *task)
{
    struct grouping grouping = {.arena = arena, .task = task};
    if (task->analyzer->row.batch_by == CONF_BATCH_BY_ANY) {
        return NULL;
    }
    intern_init(&grouping.folders);
    uint32_t *groups =
        ARENA_ARRAY(arena, uint32_t, task->answers.items.len + 1);
    for (size_t i = 0; i < task->answers.items.len; i++) {
        groups[i] =
            find(&grouping, path_folder(task->answers.items.items[i].path));
    }
    map_release(&grouping.known);
    intern_release(&grouping.folders);
    return groups;
}
