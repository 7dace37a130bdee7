/* SPDX-License-Identifier: MIT */
/*
 * walk_statements - the walk of symbol_walk.h at the borders of statements
 * and blocks: marks (A5), docstrings (A6).
 *
 * Private to core/python: it shows tree-sitter's types.
 */
#ifndef CORE_PYTHON_WALK_STATEMENTS_H
#define CORE_PYTHON_WALK_STATEMENTS_H

#include "core/python/symbol_walk.h"

/* A statement of the module or of a block begins; frames lie side by side. */
void walk_begin_statement(struct symbol_walk *walk, TSNode node,
                          struct walk_frame *statement,
                          struct walk_frame *block);
void walk_end_statement(struct symbol_walk *walk,
                        const struct walk_frame *statement);

#endif
