/* SPDX-License-Identifier: MIT */
#include "core/run/tiers.h"

#include "core/base/nearest.h"

const struct conf_tier *
tier_find(const struct conf *conf, struct str name)
{
    for (size_t i = 0; i < conf->tiers_len; i++) {
        if (str_equal(conf->tiers[i].row.name, name)) {
            return &conf->tiers[i];
        }
    }
    return NULL;
}

static int
refuse(const struct conf *conf, const char *name, struct err *err)
{
    struct nearest nearest = nearest_to(str_from(name));
    for (size_t i = 0; i < conf->tiers_len; i++) {
        nearest_offer(&nearest, conf->tiers[i].row.name);
    }
    if (conf->tiers_len == 0) {
        return err_set(err, ERR_USAGE,
                       "no tier `%s`: depstamp.yaml has no `tiers:`", name);
    }
    if (nearest.best.len == 0) {
        return err_set(err, ERR_USAGE, "no tier `%s`", name);
    }
    return err_set(err, ERR_USAGE, "no tier `%s`; did you mean `%.*s`?", name,
                   (int)nearest.best.len, nearest.best.data);
}

static bool
is_in(const struct analyzer_list *list, struct str name)
{
    for (size_t i = 0; i < list->len; i++) {
        if (str_equal(list->items[i].name, name)) {
            return true;
        }
    }
    return false;
}

static bool
is_taken(const struct tier_list *tiers, struct str name)
{
    for (size_t i = 0; i < tiers->len; i++) {
        if (is_in(&tiers->items[i].analyzers, name)) {
            return true;
        }
    }
    return false;
}

struct selecting {
    struct arena *arena;
    const struct tier_options *options;
};

/* Analyzers of one tier, without those that an earlier one has. */
static int
add_tier(const struct selecting *selecting, const struct conf_tier *row,
         const struct conf_list *names, struct tier_list *tiers,
         struct err *err)
{
    struct tier tier = {.row = row};
    struct analyzer_list all = {0};
    if (analyzers_select(selecting->arena, selecting->options->project, names,
                         &all, err) != 0) {
        VEC_RELEASE(&all);
        return -1;
    }
    for (size_t i = 0; i < all.len; i++) {
        if (!is_taken(tiers, all.items[i].name) &&
            !is_in(&tier.analyzers, all.items[i].name)) {
            VEC_PUSH(&tier.analyzers, all.items[i]);
        }
    }
    if (row) {
        tier.paths = row->paths;
    }
    VEC_RELEASE(&all);
    VEC_PUSH(tiers, tier);
    return 0;
}

static int
add_only(const struct selecting *selecting, const struct conf_tier *row,
         struct tier_list *tiers, struct err *err)
{
    struct conf_list names = {.set = true};
    names.items =
        ARENA_ARRAY(selecting->arena, struct str, row->analyzers.len + 1);
    for (size_t i = 0; i < row->analyzers.len; i++) {
        struct str name = row->analyzers.items[i];
        bool wanted = selecting->options->only->len == 0;
        for (size_t j = 0; j < selecting->options->only->len; j++) {
            wanted |= str_equal(selecting->options->only->items[j], name);
        }
        if (wanted) {
            names.items[names.len++] = name;
        }
    }
    return names.len == 0 ? 0 : add_tier(selecting, row, &names, tiers, err);
}

/* One tier, and those that it falls back to (conf_check: no cycles). */
static int
add_chain(const struct selecting *selecting, const struct conf_tier *row,
          struct tier_list *tiers, struct err *err)
{
    for (; row;
         row = tier_find(selecting->options->project->conf, row->past_limit)) {
        size_t before = tiers->len;
        if (add_only(selecting, row, tiers, err) != 0) {
            return -1;
        }
        for (size_t i = before; i < tiers->len; i++) {
            tiers->items[i].waits = before > 0;
        }
    }
    return 0;
}

static int
add_all(const struct selecting *selecting, struct tier_list *tiers,
        struct err *err)
{
    const struct conf *conf = selecting->options->project->conf;
    if (selecting->options->tier) {
        const struct conf_tier *row =
            tier_find(conf, str_from(selecting->options->tier));
        return row ? add_chain(selecting, row, tiers, err)
                   : refuse(conf, selecting->options->tier, err);
    }
    if (selecting->options->only->len > 0 || conf->tiers_len == 0) {
        return add_tier(selecting, NULL, selecting->options->only, tiers, err);
    }
    for (size_t i = 0; i < conf->tiers_len; i++) {
        if (add_only(selecting, &conf->tiers[i], tiers, err) != 0) {
            return -1;
        }
    }
    return 0;
}

int
tiers_select(struct arena *arena, const struct tier_options *options,
             struct tier_list *tiers, struct err *err)
{
    *tiers = (struct tier_list){0};
    struct selecting selecting = {arena, options};
    if (add_all(&selecting, tiers, err) != 0) {
        tiers_release(tiers);
        return -1;
    }
    return 0;
}

void
tiers_release(struct tier_list *tiers)
{
    for (size_t i = 0; i < tiers->len; i++) {
        VEC_RELEASE(&tiers->items[i].analyzers);
    }
    VEC_RELEASE(tiers);
}
