/* SPDX-License-Identifier: MIT */
/*
 * known - each distinct import statement, parsed once per process.
 *
 * Shared by all readers: 64 shards with a lock each, so that threads hardly
 * ever meet.  A statement is parsed outside of the lock; if two threads
 * parse the same one at the same time, the first to come back wins.
 *
 * Ownership: the table owns its statements, and the arenas of readers that
 * were handed over.  Threads: safe.
 */
#ifndef CORE_PYTHON_KNOWN_H
#define CORE_PYTHON_KNOWN_H

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/python/statement.h"

struct known {
    struct str text;
    uint64_t hash;
    enum clause clause;
    struct statement statement;
};

struct import_builder;
struct known_table;

struct known_table *known_new(const struct string_imports *strings);
void known_free(struct known_table *table);
const struct string_imports *known_strings(const struct known_table *table);

/* What `text` says; parsed into `arena` if nobody asked before. */
const struct known *known_find(struct known_table *table,
                               struct statement_parser *parser, struct str text,
                               enum clause clause, struct arena *arena);

/* Take over the memory of a reader. */
void known_adopt(struct known_table *table, struct arena *arena);

/* table.c */
struct known_table *import_builder_known(struct import_builder *builder);

#endif
