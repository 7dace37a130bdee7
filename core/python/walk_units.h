/* SPDX-License-Identifier: MIT */
/*
 * walk_units - what the walk over a tree notes for units (unit_marks.h).
 *
 * Private to core/python: it shows tree-sitter's types.
 */
#ifndef CORE_PYTHON_WALK_UNITS_H
#define CORE_PYTHON_WALK_UNITS_H

#include "core/python/symbol_walk.h"

/* A statement of the module begins, or a directive between two of them. */
void walk_units_begin(struct symbol_walk *walk);
/* The node of the statement that began last. */
void walk_units_statement(struct symbol_walk *walk, TSNode node,
                          const struct walk_frame *statement);

/* A node that is no statement of the module begins. */
void walk_units_node(struct symbol_walk *walk, TSNode node,
                     struct walk_frame *frame, struct walk_frame *parent);

/* An identifier that is no keyword argument, parameter's word or the like. */
void walk_units_mention(struct symbol_walk *walk, struct str name, bool dotted,
                        const struct walk_frame *frame,
                        const struct walk_frame *parent);
/* A string with prefix and quotes, or a comment that is a type. */
void walk_units_text(struct symbol_walk *walk, uint32_t from, uint32_t to,
                     struct walk_frame *parent);

/* A comment that is about the whole file (A4). */
void walk_units_directive(struct symbol_walk *walk);

/* A name is bound by the statement at hand. */
void walk_units_bind(struct symbol_walk *walk, struct str name, bool assigned);
/* `global` names it. */
void walk_units_global(struct symbol_walk *walk, struct str name,
                       const struct walk_frame *statement);
/* An import statement begins; and a name that it binds, or "*". */
void walk_units_import(struct symbol_walk *walk, TSNode node);
void walk_units_imported(struct symbol_walk *walk, struct str name,
                         bool aliased);
/* It ends. */
void walk_units_import_end(struct symbol_walk *walk);

#endif
