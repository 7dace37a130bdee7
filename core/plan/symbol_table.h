/* SPDX-License-Identifier: MIT */
/*
 * symbol_table - the stamps of tier `symbols` by content, for as many files
 * as a tree has.
 *
 * What a warm run needs of all files is their stamps, 64 bytes each, so they
 * lie in a file of their own beside the index, "symbols", which is mapped and
 * not parsed; whole records are in the store.  The file is an index_file
 * with one section, the rows without order:
 *
 *     content, declared, inferred, code     digests, of 16 bytes (xxh3)
 *                                           or 32 (sha256) each
 *
 * Rows that a run did not use are kept while the table is less than four
 * times what it used, so that going back to an old branch is free.
 *
 * Ownership: owns its rows.  Threads: one at a time.
 */
#ifndef CORE_PLAN_SYMBOL_TABLE_H
#define CORE_PLAN_SYMBOL_TABLE_H

#include "core/base/buf.h"
#include "core/base/map.h"
#include "core/base/vec.h"
#include "core/python/symbols.h"

struct symbol_row {
    struct digest content;
    struct digest stamps[STAMPS];
    bool used;
};

struct symbol_table {
    enum hash_algorithm algorithm;
    struct map by_content; /* first 64 bits of the content -> row */
    struct {
        VEC_FIELDS(struct symbol_row);
    } rows;
    size_t used;
    bool changed; /* it has rows that the file has not */
};

void symbol_table_init(struct symbol_table *table,
                       enum hash_algorithm algorithm);
void symbol_table_release(struct symbol_table *table);

/* Add what the file at `path` holds, if it is one of this version. */
void symbol_table_load(struct symbol_table *table, const char *path);

/* The bytes of the file, appended to `out`. */
void symbol_table_write(const struct symbol_table *table, struct buf *out);

/* NULL if it is not known.  Valid until the next put. */
const struct symbol_row *symbol_table_find(struct symbol_table *table,
                                           const struct digest *content);

void symbol_table_put(struct symbol_table *table, const struct digest *content,
                      const struct digest *stamps);

#endif
