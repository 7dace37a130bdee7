/* SPDX-License-Identifier: MIT */
/*
 * strings - where a string literal ends, f-strings with all their nesting.
 *
 * Follows tree-sitter-python's scanner.c where that and CPython differ, so
 * that our logical lines are those of the full tree; for instance a
 * backslash hides a quote in raw strings too (which is CPython's rule as
 * well), and a newline ends a single-quoted string unless it is the first
 * character after the quote or an escape (which is only tree-sitter's).
 */
#ifndef CORE_PYTHON_STRINGS_H
#define CORE_PYTHON_STRINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/python/lines.h"

struct string_span {
    size_t end;     /* behind the closing quote, or where we gave up */
    bool is_format; /* f or t prefix: it may hold code */
};

/*
 * The literal whose first quote stands at `quote`.  Its prefix letters lie
 * between `from` (the line's start) and there.  An unclosed one ends with
 * its opening quotes (triple) or its line, and marks the text as damaged.
 */
void string_scan(struct line_scanner *scanner, size_t from, size_t quote,
                 struct string_span *span);

/* lines.c: the first special byte (block.h) at or after `pos`, or the end. */
size_t line_next_special(struct line_scanner *scanner, size_t pos);

#endif
