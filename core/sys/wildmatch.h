/* SPDX-License-Identifier: MIT */
/*
 * wildmatch - git's globs, compiled once and matched without backtracking
 * into the past.
 *
 * `*`, `?` and `[...]` never match "/"; "**" between slashes matches any
 * number of folders (gitignore(5), "PATTERN FORMAT").  git's own matcher
 * calls itself for every star and needs exponential time for `a*a*a*a*b`.
 * Here only two places are ever tried again, the last `*` of the current
 * path component and the last "**": an earlier star cannot do better, for it
 * would only leave less text to a later one that takes any text.
 *
 * Ownership: a compiled pattern lives in the arena given and borrows
 * nothing.  Threads: read-only once compiled.
 */
#ifndef CORE_SYS_WILDMATCH_H
#define CORE_SYS_WILDMATCH_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/str.h"

/*
 * A pattern that asks for more bytes than this matches nothing: no system
 * has such paths (PATH_MAX is 4096), and it bounds what a rule file can make
 * us allocate.
 */
enum { WILDMATCH_TEXT_MAX = 1 << 16 };

struct wildmatch;

/*
 * NULL if `pattern` can match nothing: an unclosed or unknown class, a
 * backslash at the end, or longer than any path.
 */
const struct wildmatch *wildmatch_compile(struct arena *arena,
                                          struct str pattern);

/* Does all of `text` match?  False if `wild` is NULL. */
bool wildmatch_test(const struct wildmatch *wild, struct str text);

/* The number of bytes in front of the first `*`, `?`, `[` or backslash. */
size_t wildmatch_plain_prefix(struct str pattern);

#endif
