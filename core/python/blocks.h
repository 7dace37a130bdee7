/* SPDX-License-Identifier: MIT */
/*
 * blocks - which compound statements lie around a line.
 *
 * Kept by indentation, as the language does: a line closes all blocks that
 * are indented as deep as it is.  A block carries the flags of what stands
 * in it, so nothing is looked up later; only a `try` learns from a clause
 * behind it (`except ImportError`) that what it holds is weak.
 *
 * Ownership: the stack owns its memory and borrows the lines.
 * Threads: one at a time.
 */
#ifndef CORE_PYTHON_BLOCKS_H
#define CORE_PYTHON_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "core/base/vec.h"
#include "core/python/items.h"
#include "core/python/statement.h"

struct block {
    enum clause clause;
    struct str line; /* its header */
    uint32_t indent;
    uint32_t body_indent; /* 0 before its first line */
    uint8_t flags;        /* enum import_flag, for all that stands in it */
    /* if, elif: all branches so far fail only when type checking. */
    bool else_is_type_checking;
    /* try, and its except clauses: the facts of the try body. */
    size_t first;
    size_t end;
};

struct block_stack {
    VEC_FIELDS(struct block);
};

/* How a line stands among the blocks. */
struct block_line {
    enum clause clause;
    struct str line;
    uint32_t indent;
    bool odd;      /* the language wants no such line here */
    uint8_t flags; /* enum import_flag, for the line itself */
    bool branch_is_type_checking;
    size_t first; /* except: the facts of the try body */
    size_t end;
};

void block_stack_release(struct block_stack *stack);
void block_clear(struct block_stack *stack);

/*
 * Close what the line closes and say how it stands; `items_len` facts were
 * found before it.
 */
void block_enter(struct block_stack *stack, struct str line, uint32_t indent,
                 size_t items_len, struct block_line *place);

/*
 * If the line begins a clause, what follows deeper stands in it.  If it is an
 * `except ImportError`, the facts of its try body among `items` become weak.
 */
void block_open(struct block_stack *stack, const struct block_line *place,
                uint8_t guards, struct import_items *items);

/* True if a clause still to come can make a fact weak. */
bool block_has_open_try(const struct block_stack *stack, size_t items_len);

#endif
