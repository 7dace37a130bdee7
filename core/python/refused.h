/* SPDX-License-Identifier: MIT */
/*
 * refused - forms that Python refuses, although tree-sitter has a tree for
 * them without an error.
 *
 * The grammar of tree-sitter-python is wider than Python's: it reads most of
 * Python 2, and leaves to others what may stand where.  A file that Python
 * refuses counts by its content (A1), since analyzers quote the line of the
 * error.  What is refused here no Python from 3.9 to 3.15 compiles, and one
 * of its parsers at least complains about; what only the compiler finds
 * (`return` outside of functions, names that are given twice) is no error to
 * the tools, which stop at the tree.
 *
 * Not looked for: names of characters that Unicode does not have ("\N{…}"),
 * and numbers that are too long.
 *
 * A form that is not found makes a stamp too weak, one that is found by
 * mistake makes a file count by its content: the tests compare both ways
 * with Python itself.
 *
 * Private to core/python: it shows tree-sitter's types.
 */
#ifndef CORE_PYTHON_REFUSED_H
#define CORE_PYTHON_REFUSED_H

#include "core/python/symbol_walk.h"

/* The bit of a frame's `seen` for something that has to follow. */
enum { SEEN_PENDING = 1 };

/* Is the innermost node refused where it stands, by what came before it? */
bool refused_node(const struct symbol_walk *walk, TSNode node);

/* Most nodes are not asked about, and most of the time goes into those. */
static inline bool
refused_part(const struct symbol_walk *walk, TSNode node,
             const struct walk_frame *frame, const struct walk_frame *parent)
{
    return (form_looks((enum node_form)parent->form) ||
            form_is_looked_at((enum node_form)frame->form)) &&
           refused_node(walk, node);
}

/* Something had to follow in the node, which ends now. */
static inline bool
refused_end(const struct walk_frame *frame)
{
    return frame->seen & SEEN_PENDING;
}

/* A string with this prefix; what formatted ones hold are nodes. */
bool refused_string(struct str prefix, struct str text, bool formatted);

/* A name that is a keyword to Python only. */
static inline bool
refused_name(struct str source, uint32_t from, uint32_t to)
{
    return to - from == 5 && source.data[from] == 'a' &&
           (str_equal(str_slice(source, from, to), STR("async")) ||
            str_equal(str_slice(source, from, to), STR("await")));
}

#endif
