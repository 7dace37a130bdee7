/* SPDX-License-Identifier: MIT */
/*
 * tiers - in which order the analyzers of a run come, and for which files.
 *
 * Without `tiers:` all analyzers are one tier.  An analyzer that several
 * tiers name runs in the first of them.
 *
 * Ownership: lives in the arena given, borrows the configuration.
 * Threads: one at a time.
 */
#ifndef CORE_RUN_TIERS_H
#define CORE_RUN_TIERS_H

#include "core/run/analyzer.h"

struct tier {
    const struct conf_tier *row; /* NULL: all analyzers, on affected files */
    struct analyzer_list analyzers;
    struct conf_list paths; /* globs; not set: all */
    bool waits;             /* runs only if another falls back to it */
};

struct tier_list {
    VEC_FIELDS(struct tier);
};

struct tier_options {
    const struct analyzer_project *project;
    const char *tier;             /* --tier: this one alone; or NULL */
    const struct conf_list *only; /* --only: these analyzers; may be empty */
};

/* ERR_USAGE for a tier or an analyzer that there is not. */
int tiers_select(struct arena *arena, const struct tier_options *options,
                 struct tier_list *tiers, struct err *err);
void tiers_release(struct tier_list *tiers);

/* The row of the configuration, or NULL. */
const struct conf_tier *tier_find(const struct conf *conf, struct str name);

#endif
