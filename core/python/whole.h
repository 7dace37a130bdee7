/* SPDX-License-Identifier: MIT */
/*
 * whole - the facts of a file whose lines do not tell them.
 *
 * In broken text tree-sitter sees statements that no line of it shows: on its
 * way out of an error it skips newlines, and takes the inside of strings for
 * code.  Other text only looks broken: a statement cannot end where a line
 * does, and tree-sitter, unlike Python, goes on in the next.  So where signs
 * of damage were met, the text is parsed whole as well, which happens to 3
 * of 31,347 files of real projects.
 *
 * Threads: one parser and arena per thread.
 */
#ifndef CORE_PYTHON_WHOLE_H
#define CORE_PYTHON_WHOLE_H

#include "core/python/items.h"
#include "core/python/statement.h"

struct whole_request {
    struct statement_parser *parser;
    const struct string_imports *strings;
    struct arena *arena;
    struct str text;
};

/*
 * Bring `items`, found line by line, in accord with the full tree: if that
 * has an error, what it adds is added; if not, it has the last word.
 */
void whole_merge(const struct whole_request *request,
                 struct import_items *items);

#endif
