/* SPDX-License-Identifier: MIT */
/*
 * symbol_names - what the walk over a tree learns about names: definitions,
 * uses, and the few forms that are known by a name.
 *
 * Private to core/python: it shows tree-sitter's types.
 */
#ifndef CORE_PYTHON_SYMBOL_NAMES_H
#define CORE_PYTHON_SYMBOL_NAMES_H

#include "core/python/symbol_walk.h"

/* The row of the offset, which only grows during a walk. */
uint32_t symbol_walk_row(struct symbol_walk *walk, uint32_t at);
/* Its column in code points; the row has been asked for. */
uint32_t symbol_walk_column(struct symbol_walk *walk, uint32_t at);

/* A class or function begins: define it unless it is in a body. */
void symbol_names_define(struct symbol_walk *walk, TSNode node,
                         struct walk_frame *frame,
                         const struct walk_frame *parent);
/* Its block begins, and with that its head ends. */
void symbol_names_open(struct symbol_walk *walk,
                       const struct walk_frame *owner);
/* A function ends. */
void symbol_names_end(struct symbol_walk *walk, const struct walk_frame *frame);

/* A name is bound in the module or a class, by the innermost statement. */
void symbol_names_bind(struct symbol_walk *walk, struct str name);
/* A dotted name in a pattern: a name alone is bound. */
void symbol_names_capture(struct symbol_walk *walk, TSNode node);
/* An attribute is assigned to. */
void symbol_names_attribute(struct symbol_walk *walk, TSNode node);
/* All names that an import statement binds. */
void symbol_names_import(struct symbol_walk *walk, TSNode node);
/* The statement that bound names ends. */
void symbol_names_close(struct symbol_walk *walk,
                        const struct walk_frame *statement);

/* An identifier as it stands under `parent`. */
void symbol_names_identifier(struct symbol_walk *walk, uint32_t from,
                             uint32_t to, const struct walk_frame *frame,
                             struct walk_frame *parent);

/* Is the attribute one of a plain name, as `self.x` (D4)? */
bool symbol_names_has_owner(const struct symbol_walk *walk, TSNode attribute);

/* The identifier behind the first word of the node: `class NAME`. */
struct str symbol_names_after_word(const struct symbol_walk *walk, TSNode node);
/* The identifier that ends at the offset, or empty. */
struct str symbol_names_before(const struct symbol_walk *walk, size_t end);

/* May the byte be part of an identifier? */
static inline bool
is_name_byte(char byte)
{
    unsigned char c = (unsigned char)byte;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c >= '0' && c <= '9') || c >= 0x80;
}

#endif
