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

/* Whether keys follow whole files or names (design.md, 1). */
enum precision { PRECISION_FILE, PRECISION_SYMBOL, PRECISIONS };

/* What keys are made of. */
struct key_kind {
    enum level level;
    enum precision precision;
};

/* As many kinds as key_kind_number can give. */
enum { KEY_KINDS = LEVELS * PRECISIONS };

static inline unsigned
key_kind_number(struct key_kind kind)
{
    return (unsigned)kind.level * PRECISIONS + (unsigned)kind.precision;
}

const char *precision_name(enum precision precision);
/* ERR_USAGE with the words that are known. */
int precision_parse(const char *text, enum precision *precision,
                    struct err *err);

/* ERR_USAGE with the words that are known. */
int level_parse(const char *text, enum level *level, struct err *err);

/* True if a dependency is represented by a stamp of tier `symbols`. */
static inline bool
level_needs_symbols(enum level level)
{
    return level >= LEVEL_DECLARED && level <= LEVEL_CODE;
}

/* Names matter only where a level knows of them. */
static inline struct key_kind
key_kind(enum level level, enum precision precision)
{
    bool by_name = level_needs_symbols(level);
    return (struct key_kind){level, by_name ? precision : PRECISION_FILE};
}

/* Which stamp, if level_needs_symbols. */
static inline enum stamp_level
level_stamp(enum level level)
{
    return (enum stamp_level)((int)STAMP_DECLARED + (int)level -
                              (int)LEVEL_DECLARED);
}

#endif
