/* SPDX-License-Identifier: MIT */
/*
 * lint - the analyzers of one manifest, with all that its edges are made of:
 * a view of the tree, identities, keys, and which files go together.
 *
 * Ownership: owns everything until lint_close.  Threads: one at a time;
 * opening it may start processes (a tool is asked for its version).
 */
#ifndef PLUGINS_NINJA_LINT_H
#define PLUGINS_NINJA_LINT_H

#include "plugins/ninja/portions.h"

struct lint_options {
    const struct disk_options *disk;
    char *const *environment;
    struct str cache_dir;       /* absolute, NUL-terminated */
    struct conf_list analyzers; /* names; none: what the project has */
    struct portion_options portions;
};

/* One analyzer. */
struct linter {
    const struct analyzer *analyzer;
    bool identified;    /* if not, its edges fail until it is installed */
    struct digest tool; /* which one it is; zero if it is not there */
    struct view_analyzer keys;
    struct digest identity; /* with all that configures it anywhere */
    struct portions portions;
};

struct lint {
    const struct lint_options *options;
    struct arena arena;
    struct view view;
    struct identities *identities;
    struct analyzer_list analyzers;
    struct linter *linters; /* by analyzer */
    size_t len;
};

/* As far as view_load goes, with the tools.  ERR_USAGE for an unknown
   analyzer. */
int lint_open(const struct lint_options *options, struct lint *lint,
              struct err *err);
/* Everything else. */
void lint_resolve(struct lint *lint);
void lint_close(struct lint *lint);

#endif
