/* SPDX-License-Identifier: MIT */
/*
 * wildclass - the bytes that a bracket expression of a glob stands for.
 *
 * "[a-z_]", "[!0-9]", "[^[:space:]]", "[]x]": the syntax of git's wildmatch,
 * oddities included, because a rule means what git says it means.  Named
 * classes are ASCII whatever the locale.
 *
 * Ownership: plain data.  Threads: safe everywhere.
 */
#ifndef CORE_SYS_WILDCLASS_H
#define CORE_SYS_WILDCLASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

struct wildclass {
    uint64_t bits[4];
};

static inline bool
wildclass_has(const struct wildclass *set, unsigned char byte)
{
    return set->bits[byte >> 6] >> (byte & 63) & 1;
}

/*
 * Read the expression whose "[" stands at `at` in `pattern`.  Returns the
 * index behind its "]", or 0 if it is unclosed or names an unknown class, in
 * which case git lets the whole pattern match nothing.  "/" is never in the
 * set.
 */
size_t wildclass_parse(struct str pattern, size_t at, struct wildclass *set);

#endif
