/* SPDX-License-Identifier: MIT */
/*
 * items - the facts of one file while they are collected, by line.
 *
 * Ownership: the vector's memory is the reader's, statements are the known
 * table's or live in the reader's arena.  Threads: one at a time.
 */
#ifndef CORE_PYTHON_ITEMS_H
#define CORE_PYTHON_ITEMS_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "core/base/vec.h"

struct chain;
struct known;

/* One statement at one place of a file. */
struct import_item {
    uint32_t line;
    uint32_t flags; /* enum import_flag: what the place adds */
    const struct known *known;
    size_t start; /* offsets of the logical line, for pragmas */
    size_t end;
};

struct import_items {
    VEC_FIELDS(struct import_item);
};

/* What import_read gives (imports.h). */
struct import_list {
    struct import_item *items;
    size_t len;
    struct chain *const *chains; /* chains.h */
    size_t chains_len;
};

/*
 * Put the items from `middle` on among those before it, by line; both parts
 * are in that order already, and equal lines stay in theirs.
 */
void items_merge(struct import_items *items, size_t middle);

#endif
