/* SPDX-License-Identifier: MIT */
/*
 * harvest - what the nodes of a parse tree import, and what they bind.
 *
 * One walk over the tree of a line (or, for a damaged file, of the whole
 * text) collects imports, calls that import, strings that count as imports,
 * and names that come to stand for TYPE_CHECKING or import_module.  Flags
 * are those that the tree shows.
 *
 * Private to core/python: it shows tree-sitter's types.
 *
 * Ownership: texts borrow from the source or live in the arena; the vectors
 * are the harvest's own and are emptied by the next walk.
 * Threads: one harvest per thread.
 */
#ifndef CORE_PYTHON_HARVEST_H
#define CORE_PYTHON_HARVEST_H

#include "core/python/node.h"
#include "core/python/statement.h"

/* One node on the way down. */
struct harvest_level {
    TSSymbol symbol;
    uint8_t flags;      /* for what stands in it */
    uint8_t body_flags; /* for what stands in its body */
    uint8_t rest_flags; /* for the `elif` and `else` still to come */
};

struct harvest {
    struct {
        VEC_FIELDS(struct import);
    } imports;
    struct statement_aliases bound;
    /* The rest is its own. */
    TSTreeCursor cursor;
    TSTreeCursor inner; /* over the children of one node */
    bool has_cursors;
    struct {
        VEC_FIELDS(struct harvest_level);
    } levels; /* from the root down to the cursor */
};

/* What is walked. */
struct harvest_job {
    const struct grammar *grammar;
    struct source source;
    const struct statement_aliases *aliases; /* bound before; may be NULL */
    const struct string_imports *strings;
    struct arena *arena;
    TSNode root;
    uint32_t first_row; /* rows of the text that are not the line's */
    bool lazy;          /* `lazy` was cut off in front of the text */
};

void harvest_release(struct harvest *harvest);
void harvest_walk(struct harvest *harvest, const struct harvest_job *job);

#endif
