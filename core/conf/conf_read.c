/* SPDX-License-Identifier: MIT */
#include "core/conf/conf_read.h"

#include <inttypes.h>

#include "core/base/nearest.h"
#include "core/conf/conf_value.h"

/* One mapping of the file on its way into one struct. */
struct target {
    struct arena *arena;
    struct conf *conf; /* NULL in a row, which holds no rows */
    const char *name;  /* of the file */
    const struct conf_table *table;
    void *base;
    uint64_t given;      /* rows of the table that were read */
    struct str *origins; /* by row, or NULL */
    struct str section;  /* "cache", or empty */
    const char *owner;   /* "an analyzer", or NULL: for messages */
};

static int read_map(struct target *target, const struct conf_node *map,
                    struct err *err);

void
conf_read_defaults(struct arena *arena, const struct conf_table *table,
                   void *base)
{
    for (size_t i = 0; i < table->len; i++)
        conf_value_default(arena, &table->keys[i], base);
}

/* ---- lists and texts */

static int
read_text(struct target *target, const struct conf_key *key,
          const struct conf_node *node, struct str *out, struct err *err)
{
    int result;

    if (node->kind != CONF_NODE_SCALAR)
        result = err_set(err, ERR_FORMAT, "`%s` must hold texts only, not a %s",
                         key->path,
                         node->kind == CONF_NODE_LIST ? "list" : "mapping");
    else if (conf_node_is_null(node))
        result = err_set(err, ERR_FORMAT, "`%s` has an item without a value",
                         key->path);
    else
        result = conf_value_text(target->arena, key, node->text, out, err);
    return result == 0 ? 0 : conf_node_blame(node, target->name, err);
}

static int
check_len(const struct conf_key *key, size_t len, struct err *err)
{
    size_t max = key->type == CONF_ANALYZERS ? CONF_ANALYZERS_MAX
                 : key->type == CONF_TIERS   ? CONF_TIERS_MAX
                                             : CONF_LIST_MAX;

    if (len <= max)
        return 0;
    return err_set(err, ERR_LIMIT, "`%s` has %zu rows, and %zu is the limit",
                   key->path, len, max);
}

static int
check_list(const struct target *target, const struct conf_key *key,
           const struct conf_node *node, struct err *err)
{
    int result;

    if (node->kind == CONF_NODE_LIST)
        result = check_len(key, node->len, err);
    else
        result = err_set(err, ERR_FORMAT,
                         "`%s` must be a list, such as [a, b]; [] is an "
                         "empty one",
                         key->path);
    return result == 0 ? 0 : conf_node_blame(node, target->name, err);
}

static int
read_list(struct target *target, const struct conf_key *key,
          const struct conf_node *node, struct conf_list *list, struct err *err)
{
    if (check_list(target, key, node, err) != 0)
        return -1;
    list->items = ARENA_ARRAY(target->arena, struct str, node->len);
    list->set = true;
    for (list->len = 0; list->len < node->len; list->len++)
        if (read_text(target, key, node->items[list->len],
                      &list->items[list->len], err) != 0)
            return -1;
    return 0;
}

static int
read_depends(struct target *target, const struct conf_key *key,
             const struct conf_node *map, struct err *err)
{
    struct conf *conf = target->conf;

    conf->depends =
        ARENA_ARRAY(&conf->arena, struct conf_depends, map->len / 2);
    for (size_t i = 0; i < map->len; i += 2) {
        struct conf_depends *row = &conf->depends[conf->depends_len++];
        if (read_text(target, key, map->items[i], &row->subject, err) != 0 ||
            read_list(target, key, map->items[i + 1], &row->data, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- rows */

/* Without a preset and a command there is nothing to run. */
static int
check_analyzer(struct conf_analyzer *row, struct err *err)
{
    if (row->preset.len == 0 && !row->command.set &&
        conf_is_preset(row->row.name))
        row->preset = row->row.name;
    if (row->command.set && row->command.len == 0)
        return err_set(err, ERR_FORMAT,
                       "`command` of `%s` is empty; name the program to run",
                       conf_excerpt(row->row.name).text);
    if (row->preset.len == 0 && !row->command.set)
        return err_set(err, ERR_FORMAT,
                       "analyzer `%s` needs a `command` or a `preset`",
                       conf_excerpt(row->row.name).text);
    return 0;
}

/* Whether it is a regular expression is known to who matches it. */
static void
note_pattern(const struct conf_node *map, struct conf_analyzer *row)
{
    const struct conf_node *pattern = NULL;
    if (!conf_node_is_null(map))
        pattern = conf_node_find(map, STR("pattern"));
    if (pattern) {
        row->pattern_line = pattern->line;
        row->pattern_column = pattern->column;
    }
}

static int
read_analyzer(struct target *target, const struct conf_node *name,
              const struct conf_node *map, struct conf_analyzer *row,
              struct err *err)
{
    static const struct conf_key name_key = {.path = "analyzers",
                                             .rule = CONF_NAME};
    struct target inner = {.arena = target->arena,
                           .name = target->name,
                           .table = &conf_analyzer_keys,
                           .base = row,
                           .owner = "an analyzer"};

    if (read_text(target, &name_key, name, &row->row.name, err) != 0)
        return -1;
    conf_read_defaults(target->arena, &conf_analyzer_keys, row);
    row->row.line = name->line;
    row->row.column = name->column;
    if (!conf_node_is_null(map) && read_map(&inner, map, err) != 0)
        return -1;
    row->row.given = inner.given;
    note_pattern(map, row);
    if (check_analyzer(row, err) != 0)
        return conf_node_blame(name, target->name, err);
    return conf_check_analyzer(row, target->name, map, err);
}

int
conf_read_preset(struct arena *arena, struct str name,
                 const struct conf_node *map, struct conf_analyzer *row,
                 struct err *err)
{
    const char *file = arena_cstr(arena, name);
    struct target target = {.arena = arena,
                            .name = file,
                            .table = &conf_analyzer_keys,
                            .base = row,
                            .owner = "an analyzer"};

    *row = (struct conf_analyzer){.row.name = str_from(file)};
    row->preset = row->row.name;
    conf_read_defaults(arena, &conf_analyzer_keys, row);
    if (!map)
        return 0;
    if (read_map(&target, map, err) != 0)
        return -1;
    row->row.given = target.given;
    return conf_check_analyzer(row, file, map, err);
}

static int
read_analyzers(struct target *target, const struct conf_node *map,
               struct err *err)
{
    struct conf *conf = target->conf;

    conf->analyzers_set = true;
    conf->analyzers =
        ARENA_ARRAY(&conf->arena, struct conf_analyzer, map->len / 2);
    for (size_t i = 0; i < map->len; i += 2)
        if (read_analyzer(target, map->items[i], map->items[i + 1],
                          &conf->analyzers[conf->analyzers_len++], err) != 0)
            return -1;
    return 0;
}

static int
check_tier(const struct conf_tier *tier, struct err *err)
{
    if (tier->row.name.len == 0)
        return err_set(err, ERR_FORMAT, "a tier needs a `name`");
    if (str_equal(tier->row.name, STR("skip")))
        return err_set(err, ERR_FORMAT,
                       "a tier cannot be called `skip`, which `past_limit` "
                       "has a meaning for");
    if (tier->analyzers.len == 0)
        return err_set(err, ERR_FORMAT,
                       "tier `%s` needs `analyzers`, a list of at least one",
                       conf_excerpt(tier->row.name).text);
    return 0;
}

static int
read_tier(struct target *target, const struct conf_node *map,
          struct conf_tier *tier, struct err *err)
{
    struct target inner = {.arena = target->arena,
                           .name = target->name,
                           .table = &conf_tier_keys,
                           .base = tier,
                           .owner = "a tier"};

    conf_read_defaults(target->arena, &conf_tier_keys, tier);
    tier->row.line = map->line;
    tier->row.column = map->column;
    if (read_map(&inner, map, err) != 0)
        return -1;
    tier->row.given = inner.given;
    if (check_tier(tier, err) != 0)
        return conf_node_blame(map, target->name, err);
    return 0;
}

static int
read_tiers(struct target *target, const struct conf_key *key,
           const struct conf_node *list, struct err *err)
{
    struct conf *conf = target->conf;

    /* All rows commented out, as with the mappings. */
    if (conf_node_is_null(list))
        return 0;
    if (check_list(target, key, list, err) != 0)
        return -1;
    conf->tiers_set = true;
    conf->tiers = ARENA_ARRAY(&conf->arena, struct conf_tier, list->len);
    for (size_t i = 0; i < list->len; i++)
        if (read_tier(target, list->items[i], &conf->tiers[conf->tiers_len++],
                      err) != 0)
            return -1;
    return 0;
}

/* ---- maps */

static int
read_scalar(struct target *target, const struct conf_key *key,
            const struct conf_node *node, struct err *err)
{
    int result;

    if (node->kind != CONF_NODE_SCALAR)
        result = err_set(err, ERR_FORMAT, "`%s` must be one value, not a %s",
                         key->path,
                         node->kind == CONF_NODE_LIST ? "list" : "mapping");
    else if (conf_node_is_null(node))
        result = err_set(err, ERR_FORMAT,
                         "`%s` has no value; write one or remove the line",
                         key->path);
    else if (!node->plain && key->type == CONF_BOOL)
        result =
            err_set(err, ERR_FORMAT,
                    "`%s` must be true or false without quotes", key->path);
    else
        result =
            conf_value_set(target->arena, key, node->text, target->base, err);
    return result == 0 ? 0 : conf_node_blame(node, target->name, err);
}

static int
read_section(struct target *target, const struct conf_key *key,
             const struct conf_node *map, struct err *err)
{
    struct target inner = *target;

    inner.section = str_from(key->path);
    inner.given = 0;
    return read_map(&inner, map, err);
}

/* What holds keys of its own; without a value it holds none. */
static int
read_nested(struct target *target, const struct conf_key *key,
            const struct conf_node *map, struct err *err)
{
    if (conf_node_is_null(map))
        return 0;
    if (map->kind != CONF_NODE_MAP) {
        err_set(err, ERR_FORMAT, "`%s` must be a mapping, such as `%s: {…}`",
                key->path, key->path);
        return conf_node_blame(map, target->name, err);
    }
    if (check_len(key, map->len / 2, err) != 0)
        return conf_node_blame(map, target->name, err);
    if (key->type == CONF_SECTION)
        return read_section(target, key, map, err);
    if (key->type == CONF_DEPENDS)
        return read_depends(target, key, map, err);
    return read_analyzers(target, map, err);
}

static int
read_value(struct target *target, const struct conf_key *key,
           const struct conf_node *node, struct err *err)
{
    struct conf_list list = {0};

    if (conf_value_is_scalar(key))
        return read_scalar(target, key, node, err);
    if (key->type == CONF_TIERS)
        return read_tiers(target, key, node, err);
    if (key->type != CONF_TEXTS)
        return read_nested(target, key, node, err);
    if (read_list(target, key, node, &list, err) != 0)
        return -1;
    conf_value_set_list(key, list, target->base);
    return 0;
}

static int
refuse_key(const struct target *target, const struct conf_node *node,
           struct err *err)
{
    struct nearest nearest = nearest_to(node->text);

    for (size_t i = 0; i < target->table->len; i++) {
        const struct conf_key *key = &target->table->keys[i];
        if (str_equal(conf_key_section(key), target->section))
            nearest_offer(&nearest, conf_key_name(key));
    }
    err_set(err, ERR_FORMAT, "unknown key `%s`", conf_excerpt(node->text).text);
    if (target->owner)
        err_set(err, ERR_FORMAT, "%s of %s", err->text, target->owner);
    else if (target->section.len > 0)
        err_set(err, ERR_FORMAT, "%s in `%s`", err->text,
                conf_excerpt(target->section).text);
    if (nearest.best.len > 0)
        err_set(err, ERR_FORMAT, "%s; did you mean `%s`?", err->text,
                conf_excerpt(nearest.best).text);
    else
        err_set(err, ERR_FORMAT, "%s; `depstamp config show` lists them all",
                err->text);
    return conf_node_blame(node, target->name, err);
}

/* The row that `name` means in the target's section, or NULL. */
static const struct conf_key *
find_key(const struct target *target, struct str name)
{
    for (size_t i = 0; i < target->table->len; i++) {
        const struct conf_key *key = &target->table->keys[i];
        if (str_equal(conf_key_section(key), target->section) &&
            str_equal(conf_key_name(key), name))
            return key;
    }
    return NULL;
}

static int
read_map(struct target *target, const struct conf_node *map, struct err *err)
{
    if (map->kind != CONF_NODE_MAP) {
        err_set(err, ERR_FORMAT,
                "expected keys and values, such as `roots: "
                "[src]`, not %s",
                map->kind == CONF_NODE_LIST ? "a list" : "plain text");
        return conf_node_blame(map, target->name, err);
    }
    for (size_t i = 0; i < map->len; i += 2) {
        const struct conf_node *name = map->items[i];
        const struct conf_key *key = find_key(target, name->text);
        if (!key)
            return refuse_key(target, name, err);
        size_t at = (size_t)(key - target->table->keys);
        target->given |= UINT64_C(1) << at;
        if (target->origins)
            target->origins[at] = str_from(arena_printf(
                target->arena, "%s:%" PRIu32, target->name, name->line));
        if (read_value(target, key, map->items[i + 1], err) != 0)
            return -1;
    }
    return 0;
}

int
conf_read_tree(struct conf *conf, const char *name,
               const struct conf_node *root, struct err *err)
{
    struct target target = {.arena = &conf->arena,
                            .conf = conf,
                            .name = name,
                            .table = &conf_settings,
                            .base = conf,
                            .origins = conf->origins};

    /* A file of comments only. */
    if (conf_node_is_null(root))
        return 0;
    return read_map(&target, root, err);
}
