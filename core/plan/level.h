/* SPDX-License-Identifier: MIT */
/*
 * level - how much of a dependency an analyzer can see (design.md, 1).
 *
 * In this order each level sees all that the ones before it see.
 */
#ifndef CORE_PLAN_LEVEL_H
#define CORE_PLAN_LEVEL_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/python/symbols.h"

enum level {
    LEVEL_NONE,     /* nothing */
    LEVEL_NAMES,    /* what each import resolves to */
    LEVEL_DECLARED, /* its declarations, function bodies left out */
    LEVEL_INFERRED, /* and the bodies of functions without return types */
    LEVEL_CODE,     /* all its tokens */
    LEVEL_CONTENT,  /* its bytes */
    LEVELS,
};

const char *level_name(enum level level);

/* ERR_USAGE with the words that are known. */
int level_parse(const char *text, enum level *level, struct err *err);

/* True if a dependency is represented by a stamp of tier `symbols`. */
static inline bool
level_needs_symbols(enum level level)
{
    return level >= LEVEL_DECLARED && level <= LEVEL_CODE;
}

/* Which stamp, if level_needs_symbols. */
static inline enum stamp_level
level_stamp(enum level level)
{
    return (enum stamp_level)((int)STAMP_DECLARED + (int)level -
                              (int)LEVEL_DECLARED);
}

#endif
