/* SPDX-License-Identifier: MIT */
/*
 * shape - tree-sitter's answer for all lines that differ only in names.
 *
 * What a line of names, dots, commas, brackets and keywords imports depends
 * on the kinds of its tokens alone: `from a.b import c` is parsed as `from
 * x.y import z` was.  So the answer for the first line of a shape is kept as
 * positions of names, and read off for the others.  Home Assistant has
 * 14,144 distinct import statements of a few hundred shapes; tree-sitter
 * needs 7 us for a statement, reading off 0.5.
 *
 * The names that mean something by themselves (keywords, __future__, and
 * what statement.h watches) are part of the shape.  Lines with anything else
 * in them (strings, numbers, non-ASCII) and lines with an error have none.
 *
 * Ownership: the table owns its memory.  Threads: one table per thread.
 * Calling sequence: shape_read, and if that is true shape_apply; if that is
 * not, parse the line and call shape_learn.
 */
#ifndef CORE_PYTHON_SHAPE_H
#define CORE_PYTHON_SHAPE_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "core/python/statement.h"

struct shape_table;

struct shape_table *shape_table_new(void);
void shape_table_free(struct shape_table *table);

/*
 * Find the names of `line`, behind the word `lazy` if that is said; false if
 * it has no shape.
 */
bool shape_read(struct shape_table *table, struct str line, bool lazy);

/* Fill `out` for the line last read; false if its shape is not known. */
bool shape_apply(struct shape_table *table, struct arena *arena,
                 struct statement *out);

/*
 * Keep what the line last read imports.  Its `imports` point into `text`,
 * which begins with a copy of the line; one that does not is not kept.
 */
void shape_learn(struct shape_table *table, struct str text,
                 const struct import *imports, size_t len);

/* True for names that are part of the shape. */
bool shape_is_word(struct str name);

#endif
