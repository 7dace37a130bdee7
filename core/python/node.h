/* SPDX-License-Identifier: MIT */
/*
 * node - texts behind the nodes of a parse tree.
 *
 * Private to core/python: it shows tree-sitter's types.
 *
 * Ownership: results borrow from the source or live in the arena.
 */
#ifndef CORE_PYTHON_NODE_H
#define CORE_PYTHON_NODE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "core/python/grammar.h"

struct source {
    struct str text;
};

/* The bytes of the node. */
struct str source_text(const struct source *source, TSNode node);

/* A dotted name without the blanks and errors that may stand in it. */
struct str source_dotted(const struct grammar *grammar,
                         const struct source *source, struct arena *arena,
                         TSNode node);

/* The last identifier of `a.b.c`, or of `c`; empty for anything else. */
struct str source_last_name(const struct grammar *grammar,
                            const struct source *source, TSNode node);

/*
 * The value of a string literal without escapes and fields, or of several
 * that stand side by side; false if it has either, or is something else.
 */
bool source_string(const struct grammar *grammar, const struct source *source,
                   struct arena *arena, TSNode node, struct str *value);

/* How often `byte` stands in the node, at most UINT16_MAX. */
uint16_t source_count(const struct source *source, TSNode node, char byte);

/* The first direct child of that kind, or a null node. */
TSNode source_child_of_kind(TSNode node, TSSymbol symbol);

#endif
