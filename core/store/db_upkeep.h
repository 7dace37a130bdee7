/* SPDX-License-Identifier: MIT */
/*
 * db_upkeep - what the store holds as a whole: how much, whether it is
 * sound, and what may go.
 *
 * What goes first is what was wanted least lately: by day, then by run, then
 * by age in the store.  Whoever knows of rows that are in use without being
 * asked for (answers.h) says so by db_use before.
 *
 * Removal is done in short transactions, so that other processes wait for a
 * few milliseconds at most, and the file becomes smaller by that.
 *
 * Ownership: none.  Threads: as the handle.
 */
#ifndef CORE_STORE_DB_UPKEEP_H
#define CORE_STORE_DB_UPKEEP_H

#include "core/store/db.h"

enum { DB_KINDS = 4 }; /* one more than the largest of enum db_kind */

/* "symbols"; NULL for what is no kind. */
const char *db_kind_name(uint32_t kind);

struct db_count {
    uint64_t entries;
    uint64_t bytes; /* as they are stored */
    uint64_t raw;   /* before compression */
};

struct db_sizes {
    struct db_count kinds[DB_KINDS];
    struct db_count all;
    uint64_t file_bytes; /* in use in the file, free pages left out */
};

/* Reads all entries, not their values: 1 us each. */
void db_sizes_read(struct db *db, struct db_sizes *sizes);

/* Bytes in use in the file; takes no time. */
uint64_t db_used_bytes(struct db *db);

/* What goes.  0 stands for no such limit. */
struct db_limits {
    uint64_t max_bytes;   /* of the file; see db_used_bytes */
    uint64_t max_days;    /* since it was last wanted */
    int64_t unused_since; /* it was not wanted in this run nor later */
    bool dry_run;
};

/* Count what goes into `gone`; -1 if it cannot be written. */
int db_prune(struct db *db, const struct db_limits *limits,
             struct db_count *gone, struct err *err);

/* Empty the store, in place. */
int db_clear(struct db *db, struct err *err);

struct db_verified {
    uint64_t entries;
    uint64_t damaged; /* of them; they are forgotten */
    uint64_t orphans; /* values without an entry; they are removed */
    bool sound;       /* the file's structure is */
};

/* Read everything and check it.  What is not whole goes if it can. */
int db_verify(struct db *db, struct db_verified *verified, struct err *err);

/* What to list. */
struct db_filter {
    int64_t born_since; /* that came in this run or later; 0: all */
};

/*
 * Call `each` for every sound row of this handle's namespace, sorted by kind
 * and key, with its value as it was put.  Stops when it returns false.
 */
typedef bool db_each_row(void *context, enum db_kind kind,
                         const struct digest *key, struct str value);
int db_each(struct db *db, const struct db_filter *filter, db_each_row *each,
            void *context, struct err *err);

#endif
