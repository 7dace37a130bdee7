/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/portions.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/plan/order.h"
#include "core/sys/path.h"

enum { COUNT_MAX = 1000000 };

int
portions_parse(const char *text, struct portion_options *options,
               struct err *err)
{
    char *end;
    *options = (struct portion_options){.by = PORTION_SINGLE};
    if (!text) {
        return 0;
    }
    if (strcmp(text, "component") == 0 || strcmp(text, "folder") == 0) {
        options->by = text[0] == 'c' ? PORTION_COMPONENT : PORTION_FOLDER;
        return 0;
    }
    long count = strtol(text, &end, 10);
    if (end == text || *end != '\0' || count < 1 || count > COUNT_MAX) {
        return err_set(err, ERR_USAGE,
                       "--batch needs a number of files, component or folder, "
                       "not `%s`",
                       text);
    }
    options->by = count == 1 ? PORTION_SINGLE : PORTION_COUNT;
    options->count = (uint32_t)count;
    return 0;
}

/* ---- what belongs together */

struct placing {
    struct arena *arena;
    struct view *view;
    const struct portion_options *options;
    file_id *files; /* of the analyzer, sorted by path */
    size_t len;
    uint32_t *groups; /* by place in `files`: number of the portion */
    uint32_t groups_len;
};

static struct str
path_of(const struct placing *placing, size_t at)
{
    return placing->view->state->tree.files.items[placing->files[at]].path;
}

static void
choose_files(struct placing *placing, const struct analyzer *analyzer)
{
    const struct tree *tree = &placing->view->state->tree;
    struct order order;
    order_init(&order, tree);
    placing->files = ARENA_ARRAY(placing->arena, file_id, order.len + 1);
    for (size_t i = 0; i < order.len; i++) {
        const struct tree_file *file = &tree->files.items[order.files[i]];
        if (file->flags & FILE_SUBJECT &&
            analyzer_wants(analyzer, file->path)) {
            placing->files[placing->len++] = order.files[i];
        }
    }
    order_release(&order);
}

static void
group_by_count(struct placing *placing)
{
    for (size_t i = 0; i < placing->len; i++) {
        struct str path = path_of(placing, i);
        placing->groups[i] = placing->groups_len;
        if (hash_64(path.data, path.len) % placing->options->count == 0) {
            placing->groups_len++;
        }
    }
    placing->groups_len++;
}

/* Files of one folder stand apart where a folder's name sorts between. */
static void
group_by_folder(struct placing *placing)
{
    struct intern folders;
    intern_init(&folders);
    for (size_t i = 0; i < placing->len; i++) {
        placing->groups[i] =
            intern_text(&folders, path_folder(path_of(placing, i)));
    }
    placing->groups_len = (uint32_t)folders.len;
    intern_release(&folders);
}

/* Below `declared` keys hold no graph; at `content` nothing is parsed. */
static void
group_by_component(struct placing *placing, enum level level)
{
    enum level seen = level < LEVEL_DECLARED ? LEVEL_CONTENT : level;
    const struct scc *scc =
        &view_keys(placing->view, key_kind(seen, PRECISION_FILE))->scc;
    uint32_t *groups = memory_new((scc->len + 1) * sizeof(*groups));
    memset(groups, 0xff, (scc->len + 1) * sizeof(*groups));
    for (size_t i = 0; i < placing->len; i++) {
        uint32_t component = scc->component[placing->files[i]];
        if (groups[component] == UINT32_MAX) {
            groups[component] = placing->groups_len++;
        }
        placing->groups[i] = groups[component];
    }
    free(groups);
}

static void
group(struct placing *placing, const struct analyzer *analyzer)
{
    placing->groups = ARENA_ARRAY(placing->arena, uint32_t, placing->len + 1);
    if (analyzer->row.scope == CONF_SCOPE_PROJECT) {
        placing->groups_len = 1;
    } else if (placing->options->by == PORTION_COUNT) {
        group_by_count(placing);
    } else if (placing->options->by == PORTION_FOLDER) {
        group_by_folder(placing);
    } else if (placing->options->by == PORTION_COMPONENT) {
        group_by_component(placing, analyzer->kind.level);
    } else {
        for (size_t i = 0; i < placing->len; i++) {
            placing->groups[i] = placing->groups_len++;
        }
    }
}

/* ---- portions */

static struct str
name_of(const struct placing *placing, const struct analyzer *analyzer,
        struct str first)
{
    if (analyzer->row.scope == CONF_SCOPE_PROJECT) {
        return STR("project");
    }
    return placing->options->by == PORTION_FOLDER
               ? path_join(placing->arena, path_folder(first), STR("folder"))
               : first;
}

/* Sorted files fill their portions in order. */
static void
deal(const struct placing *placing, const struct analyzer *analyzer,
     struct portions *portions)
{
    struct arena *arena = placing->arena;
    uint32_t *sizes = ARENA_ARRAY(arena, uint32_t, placing->groups_len + 1);
    file_id **lists = ARENA_ARRAY(arena, file_id *, placing->groups_len + 1);
    size_t *at = ARENA_ARRAY(arena, size_t, placing->groups_len + 1);
    for (size_t i = 0; i < placing->len; i++) {
        sizes[placing->groups[i]]++;
    }
    for (size_t i = 0; i < placing->len; i++) {
        uint32_t number = placing->groups[i];
        if (!lists[number]) {
            struct str name = name_of(placing, analyzer, path_of(placing, i));
            lists[number] = ARENA_ARRAY(arena, file_id, sizes[number]);
            VEC_PUSH(portions,
                     (struct portion){name, lists[number], sizes[number]});
        }
        lists[number][at[number]++] = placing->files[i];
    }
}

void
portions_make(struct arena *arena, struct view *view,
              const struct analyzer *analyzer,
              const struct portion_options *options, struct portions *portions)
{
    struct placing placing = {.arena = arena, .view = view, .options = options};
    choose_files(&placing, analyzer);
    group(&placing, analyzer);
    deal(&placing, analyzer, portions);
}
