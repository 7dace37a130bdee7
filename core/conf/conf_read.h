/* SPDX-License-Identifier: MIT */
/*
 * conf_read - the steps of loading that fill a struct conf.  Private to
 * conf/; conf.c calls them in this order: defaults, file, environment, then
 * the check of what only makes sense together.
 *
 * Ownership: all texts live in conf->arena.
 * Threads: one conf per thread while loading.
 */
#ifndef CORE_CONF_CONF_READ_H
#define CORE_CONF_CONF_READ_H

#include "core/base/err.h"
#include "core/conf/conf.h"
#include "core/conf/conf_table.h"
#include "core/conf/conf_yaml.h"

/* Every row of `table` that has a default, into the zeroed struct `base`. */
void conf_read_defaults(struct arena *arena, const struct conf_table *table,
                        void *base);

/* The settings of a tree that was read from the file called `name`. */
int conf_read_tree(struct conf *conf, const char *name,
                   const struct conf_node *root, struct err *err);

/* One row of `analyzers:` from the mapping `map`, as a preset's file has it:
   its name and preset are `name`.  NULL for `map`: only defaults. */
int conf_read_preset(struct arena *arena, struct str name,
                     const struct conf_node *map, struct conf_analyzer *row,
                     struct err *err);

/* The DEPSTAMP_* variables among `environment`. */
int conf_read_environment(struct conf *conf, char *const *environment,
                          struct err *err);

/* One setting from text; a list is separated by ":". */
int conf_read_text(struct conf *conf, const struct conf_key *key,
                   struct str text, const char *origin, struct err *err);

/*
 * Tiers must name analyzers and tiers that exist, once each, and falling
 * back from one to the next must come to an end.  `root` is the tree again,
 * for the places of what is wrong.
 */
int conf_check_tiers(const struct conf *conf, const char *name,
                     const struct conf_node *root, struct err *err);

/* Keys of one row that do not go together; `map` is the row again. */
int conf_check_analyzer(const struct conf_analyzer *row, const char *name,
                        const struct conf_node *map, struct err *err);

/* Is `name` among conf_presets? */
bool conf_is_preset(struct str name);
/* Is it one of those that need no program? */
bool conf_is_builtin(struct str name);

#endif
