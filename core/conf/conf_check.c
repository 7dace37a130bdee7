/* SPDX-License-Identifier: MIT */
#include "core/conf/conf_read.h"

#include "core/base/nearest.h"

/* ---- rows of analyzers */

/* A row may say where built-in analyzers work, and nothing else. */
static int
check_builtin(const struct conf_analyzer *row, const char *name,
              const struct conf_node *map, struct err *err)
{
    static const char *const fine[] = {"preset", "paths", "exclude"};

    for (size_t i = 0; map->kind == CONF_NODE_MAP && i < map->len; i += 2) {
        bool is_fine = false;
        for (size_t k = 0; k < sizeof(fine) / sizeof(*fine); k++)
            is_fine |= str_equal(map->items[i]->text, str_from(fine[k]));
        if (is_fine)
            continue;
        err_set(err, ERR_FORMAT,
                "`%s` means nothing to `%s`, which is built in; it has "
                "`paths` and `exclude`",
                conf_excerpt(map->items[i]->text).text,
                conf_excerpt(row->preset).text);
        return conf_node_blame(map->items[i], name, err);
    }
    return 0;
}

/* A status cannot mean both. */
static int
check_statuses(const struct conf_analyzer *row, const char *name,
               const struct conf_node *map, struct err *err)
{
    const struct conf_node *place = conf_node_find(map, STR("findings"));
    int status = 0;

    while (status < 256 && !(conf_status_is(&row->clean, status) &&
                             conf_status_is(&row->findings, status)))
        status++;
    /* What a preset says is not known here. */
    if (!place)
        place = conf_node_find(map, STR("clean"));
    if (status == 256 || !place || row->preset.len > 0)
        return 0;
    err_set(err, ERR_FORMAT, "status %d is in both `clean` and `findings`",
            status);
    return conf_node_blame(place, name, err);
}

static int
check_pattern(const struct conf_analyzer *row, const char *name,
              const struct conf_node *map, struct err *err)
{
    const struct conf_node *output = conf_node_find(map, STR("output"));
    const struct conf_node *pattern = conf_node_find(map, STR("pattern"));
    bool is_regex = str_equal(row->output, STR("regex"));

    if (is_regex == (pattern != NULL) || (!output && !pattern))
        return 0;
    if (is_regex)
        err_set(err, ERR_FORMAT,
                "`output: regex` needs a `pattern` with groups called path "
                "and line");
    else
        err_set(err, ERR_FORMAT, "`pattern` is for `output: regex` alone");
    return conf_node_blame(is_regex ? output : pattern, name, err);
}

int
conf_check_analyzer(const struct conf_analyzer *row, const char *name,
                    const struct conf_node *map, struct err *err)
{
    if (conf_is_builtin(row->preset))
        return check_builtin(row, name, map, err);
    if (check_statuses(row, name, map, err) != 0)
        return -1;
    return check_pattern(row, name, map, err);
}

/* ---- tiers */

static bool
is_skip(struct str past_limit)
{
    return str_equal(past_limit, STR("skip"));
}

static bool
is_analyzer(const struct conf *conf, struct str name)
{
    for (size_t i = 0; i < conf->analyzers_len; i++)
        if (str_equal(conf->analyzers[i].row.name, name))
            return true;
    return conf_is_preset(name);
}

static int
refuse_analyzer(const struct conf *conf, struct str name, struct err *err)
{
    struct nearest nearest = nearest_to(name);

    for (size_t i = 0; i < conf->analyzers_len; i++)
        nearest_offer(&nearest, conf->analyzers[i].row.name);
    for (size_t i = 0; i < conf_presets_len; i++)
        nearest_offer(&nearest, str_from(conf_presets[i]));
    err_set(err, ERR_FORMAT, "unknown analyzer `%s`", conf_excerpt(name).text);
    if (nearest.best.len > 0)
        return err_set(err, ERR_FORMAT, "%s; did you mean `%s`?", err->text,
                       conf_excerpt(nearest.best).text);
    return err_set(err, ERR_FORMAT, "%s; describe it under `analyzers`",
                   err->text);
}

/* Number of the tier, or -1. */
static ptrdiff_t
find_tier(const struct conf *conf, struct str name)
{
    for (size_t i = 0; i < conf->tiers_len; i++)
        if (str_equal(conf->tiers[i].row.name, name))
            return (ptrdiff_t)i;
    return -1;
}

static int
refuse_tier(const struct conf *conf, struct str name, struct err *err)
{
    struct nearest nearest = nearest_to(name);

    nearest_offer(&nearest, STR("skip"));
    for (size_t i = 0; i < conf->tiers_len; i++)
        nearest_offer(&nearest, conf->tiers[i].row.name);
    err_set(err, ERR_FORMAT,
            "`past_limit` is skip or the name of a tier, "
            "not `%s`",
            conf_excerpt(name).text);
    if (nearest.best.len > 0)
        err_set(err, ERR_FORMAT, "%s; did you mean `%s`?", err->text,
                conf_excerpt(nearest.best).text);
    return -1;
}

/*
 * From a tier to what it falls back to, and on.  A circle further on is
 * reported at a tier that is part of it.
 */
static int
check_fallbacks(const struct conf *conf, size_t start, struct err *err)
{
    ptrdiff_t at = (ptrdiff_t)start;

    for (size_t steps = 0; steps < conf->tiers_len; steps++) {
        at = find_tier(conf, conf->tiers[at].past_limit);
        if (at < 0) /* skip, or what is refused where it stands */
            return 0;
        if (at == (ptrdiff_t)start)
            return err_set(err, ERR_FORMAT,
                           "`past_limit` of tier `%s` leads back to it; end "
                           "with `past_limit: skip`",
                           conf_excerpt(conf->tiers[start].row.name).text);
    }
    return 0;
}

static int
check_analyzers(const struct conf *conf, const struct conf_tier *tier,
                const char *name, const struct conf_node *list, struct err *err)
{
    for (size_t i = 0; i < tier->analyzers.len; i++) {
        if (is_analyzer(conf, tier->analyzers.items[i]))
            continue;
        refuse_analyzer(conf, tier->analyzers.items[i], err);
        return conf_node_blame(list->items[i], name, err);
    }
    return 0;
}

static int
check_tier(const struct conf *conf, size_t i, const char *name,
           const struct conf_node *map, struct err *err)
{
    const struct conf_tier *tier = &conf->tiers[i];
    const struct conf_node *past = conf_node_find(map, STR("past_limit"));

    if (find_tier(conf, tier->row.name) != (ptrdiff_t)i) {
        err_set(err, ERR_FORMAT, "a second tier called `%s`",
                conf_excerpt(tier->row.name).text);
        return conf_node_blame(conf_node_find(map, STR("name")), name, err);
    }
    if (check_analyzers(conf, tier, name, conf_node_find(map, STR("analyzers")),
                        err) != 0)
        return -1;
    if (is_skip(tier->past_limit))
        return 0;
    if (find_tier(conf, tier->past_limit) < 0)
        refuse_tier(conf, tier->past_limit, err);
    else if (check_fallbacks(conf, i, err) == 0)
        return 0;
    return conf_node_blame(past, name, err);
}

int
conf_check_tiers(const struct conf *conf, const char *name,
                 const struct conf_node *root, struct err *err)
{
    const struct conf_node *tiers = conf_node_find(root, STR("tiers"));

    for (size_t i = 0; i < conf->tiers_len; i++)
        if (check_tier(conf, i, name, tiers->items[i], err) != 0)
            return -1;
    return 0;
}
