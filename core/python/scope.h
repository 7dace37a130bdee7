/* SPDX-License-Identifier: MIT */
/*
 * scope - where a node of a tree stands: its text, and what names mean there.
 *
 * Private to core/python: it shows tree-sitter's types.
 */
#ifndef CORE_PYTHON_SCOPE_H
#define CORE_PYTHON_SCOPE_H

#include "core/base/arena.h"
#include "core/python/grammar.h"
#include "core/python/node.h"
#include "core/python/statement.h"

struct scope {
    const struct grammar *grammar;
    const struct source *source;
    const struct statement_aliases *aliases; /* of lines before; may be NULL */
    const struct statement_aliases *bound;   /* of the same tree, so far */
    struct arena *arena;
};

#endif
