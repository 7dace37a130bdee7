/* SPDX-License-Identifier: MIT */
/*
 * walk_tokens - the walk of symbol_walk.h puts tokens and directives where
 * they belong.
 *
 * Private to core/python: it shows tree-sitter's types.
 */
#ifndef CORE_PYTHON_WALK_TOKENS_H
#define CORE_PYTHON_WALK_TOKENS_H

#include "core/python/symbol_walk.h"

/* Tokens go where the place they stand in belongs. */
void walk_turn_back(struct symbol_walk *walk);

/* The token at these offsets, unless a string around it has been put. */
void walk_put_token(struct symbol_walk *walk, uint32_t from, uint32_t to);

/* A comment, which is put if it is a directive. */
void walk_put_comment(struct symbol_walk *walk, TSNode node,
                      const struct walk_frame *parent);

/* A statement of the module begins, or a directive between two of them. */
void walk_begin_unit(struct symbol_walk *walk, uint32_t at);

#endif
