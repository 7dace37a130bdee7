/* SPDX-License-Identifier: MIT */
/*
 * walk_bodies - the walk of symbol_walk.h enters and leaves what has names of
 * its own: functions, classes, lambdas; and decides on outermost bodies.
 *
 * Private to core/python: it shows tree-sitter's types.
 */
#ifndef CORE_PYTHON_WALK_BODIES_H
#define CORE_PYTHON_WALK_BODIES_H

#include "core/python/symbol_walk.h"

bool walk_begins_scope(const struct walk_frame *frame,
                       const struct walk_frame *parent);

/* A scope of its own begins: a block of a class or function, a lambda. */
void walk_open_scope(struct symbol_walk *walk, struct walk_frame *frame,
                     const struct walk_frame *parent);
void walk_close_scope(struct symbol_walk *walk, const struct walk_frame *frame);

/* The open body ends: who sees it is known now. */
void walk_close_body(struct symbol_walk *walk);

#endif
