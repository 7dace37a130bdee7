/* SPDX-License-Identifier: MIT */
/*
 * record_table - the records of tier `symbols` (symbols.h) for as many files
 * as a tree has, mapped.
 *
 * Commands that look at units need the records of all files at once, which
 * is 2.4 KB a file; asking the store for each would take longer than all
 * else.  So they lie in a file of their own beside the index, "units", that
 * only these commands read and write.  It is an index_file with two sections:
 *
 *     rows     content (32), where the record begins (8), its length (8)
 *     records  one behind the other
 *
 * It is written anew when a good part of what is needed is not in it; what is
 * new meanwhile is in the store.
 *
 * Ownership: owns the mapping and the rows added.  Threads: one at a time.
 */
#ifndef CORE_PLAN_RECORD_TABLE_H
#define CORE_PLAN_RECORD_TABLE_H

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/hash.h"
#include "core/base/map.h"
#include "core/base/vec.h"
#include "core/store/index.h"

struct record_row {
    struct digest content;
    struct str record;
    bool used;
};

struct record_table {
    enum hash_algorithm algorithm;
    struct arena arena;
    struct index_file file;
    bool mapped;
    struct map by_content; /* first 64 bits of the content -> row */
    struct {
        VEC_FIELDS(struct record_row);
    } rows;
    size_t used;
    size_t added;
};

void record_table_init(struct record_table *table,
                       enum hash_algorithm algorithm);
void record_table_release(struct record_table *table);

/* Add what the file at `path` holds, if it is one of this version. */
void record_table_load(struct record_table *table, const char *path);

/* Does so much differ from the file that it is worth writing? */
bool record_table_is_stale(const struct record_table *table);
int record_table_save(const struct record_table *table, const char *path,
                      struct err *err);

/* The record, valid as long as the table; no data if it is not known. */
struct str record_table_find(struct record_table *table,
                             const struct digest *content);

/* Copies the record. */
void record_table_put(struct record_table *table, const struct digest *content,
                      struct str record);

#endif
