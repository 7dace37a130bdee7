/* SPDX-License-Identifier: MIT */
#include "core/conf/conf_preset.h"

#include <assert.h>

#include "core/conf/conf.h"
#include "core/conf/conf_read.h"
#include "core/conf/conf_unit.h"
#include "core/conf/conf_value.h"

bool
conf_is_preset(struct str name)
{
    for (size_t i = 0; i < conf_presets_len; i++)
        if (str_equal(str_from(conf_presets[i]), name))
            return true;
    return false;
}

bool
conf_is_builtin(struct str name)
{
    return str_equal(name, STR("syntax")) || str_equal(name, STR("imports"));
}

static const struct conf_preset_file *
find_file(struct str name)
{
    for (size_t i = 0; i < conf_preset_files_len; i++)
        if (str_equal(str_from(conf_preset_files[i].name), name))
            return &conf_preset_files[i];
    return NULL;
}

void
conf_preset(struct arena *arena, struct str name, struct conf_analyzer *preset)
{
    const struct conf_preset_file *file = find_file(name);
    const struct conf_node *root = NULL;
    struct arena nodes;
    struct err err;
    int result;

    arena_init(&nodes);
    if (file)
        root = conf_yaml_read(
            &nodes, file->name,
            (struct str){(const char *)file->bytes, file->len}, &err);
    result = conf_read_preset(arena, name, root, preset, &err);
    arena_release(&nodes);
    /* The files are ours: one that is refused is a broken invariant. */
    assert(result == 0 && (root || !file));
    (void)result;
}

/* ---- a row and its preset */

/* What two items have in common if only one of them may stay. */
static struct str
item_name(const struct conf_key *key, struct str item)
{
    ptrdiff_t equals = str_find_byte(item, '=');

    if (key->rule != CONF_ASSIGNMENT || equals < 0)
        return item;
    return str_slice(item, 0, (size_t)equals);
}

static bool
has_item(const struct conf_key *key, const struct conf_list *list,
         struct str item)
{
    for (size_t i = 0; i < list->len; i++)
        if (str_equal(item_name(key, list->items[i]), item_name(key, item)))
            return true;
    return false;
}

/* The preset's items that the row does not have, then the row's. */
static struct conf_list
join_lists(struct arena *arena, const struct conf_key *key,
           const struct conf_list *row, const struct conf_list *preset)
{
    struct conf_list both = {.set = true};

    both.items = ARENA_ARRAY(arena, struct str, row->len + preset->len);
    for (size_t i = 0; i < preset->len; i++)
        if (!has_item(key, row, preset->items[i]))
            both.items[both.len++] = preset->items[i];
    for (size_t i = 0; i < row->len; i++)
        both.items[both.len++] = row->items[i];
    return both;
}

static bool
gives(const struct conf_row *row, size_t key)
{
    return row->given >> key & 1;
}

void
conf_analyzer_complete(struct arena *arena, const struct conf_analyzer *row,
                       struct conf_analyzer *complete)
{
    struct conf_analyzer preset;

    *complete = *row;
    if (row->preset.len == 0)
        return;
    conf_preset(arena, row->preset, &preset);
    for (size_t i = 0; i < conf_analyzer_keys.len; i++) {
        const struct conf_key *key = &conf_analyzer_keys.keys[i];
        if (!gives(&preset.row, i))
            continue;
        if (!gives(&row->row, i))
            conf_value_copy(key, &preset, complete);
        else if (key->adds)
            conf_value_set_list(key,
                                join_lists(arena, key,
                                           conf_value_list(key, row),
                                           conf_value_list(key, &preset)),
                                complete);
    }
    complete->row.given |= preset.row.given;
}

bool
conf_status_is(const struct conf_list *list, int status)
{
    struct conf_status_range range;

    for (size_t i = 0; i < list->len; i++)
        if (conf_unit_status(list->items[i], &range) && range.from <= status &&
            status <= range.to)
            return true;
    return false;
}
