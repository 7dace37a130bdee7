/* SPDX-License-Identifier: MIT */
/*
 * level - how much of a dependency an analyzer can see (design.md, 1).
 *
 * `declared`, `inferred` and `code` stand in the table of the design and are
 * not computed yet; level_parse says so.
 */
#ifndef CORE_PLAN_LEVEL_H
#define CORE_PLAN_LEVEL_H

#include "core/base/err.h"

enum level {
    LEVEL_NONE,    /* nothing */
    LEVEL_NAMES,   /* what each import resolves to */
    LEVEL_CONTENT, /* its bytes */
    LEVELS,
};

const char *level_name(enum level level);

/* ERR_USAGE with the words that are known. */
int level_parse(const char *text, enum level *level, struct err *err);

#endif
