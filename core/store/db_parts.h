/* SPDX-License-Identifier: MIT */
/*
 * db_parts - what a handle on the store is made of.  Private to db*.c.
 */
#ifndef CORE_STORE_DB_PARTS_H
#define CORE_STORE_DB_PARTS_H

#include "core/store/connection.h"
#include "core/store/db.h"
#include "core/store/pending.h"
#include "core/store/rows.h"
#include "core/store/squeeze.h"

struct names {
    VEC_FIELDS(struct row_name);
};

struct db {
    struct connection connection;
    struct rows rows;
    bool writable;
    bool snapshot;  /* a transaction for reading is open */
    bool knows_run; /* rows.run is set */
    struct pending pending;
    struct names wanted; /* found, with a day or a run that is past */
    struct names broken; /* found, and not whole */
    struct squeeze *squeeze;
    struct buf packed; /* a value on its way */
    struct err problem;
};

/* A handle whose file is not open yet, and its end, without writing. */
struct db *db_new(const char *dir, struct str namespace);
void db_release(struct db *db);

/* Write all that waits, days and runs too. */
void db_settle(struct db *db);
/* Reading is faster within one; a transaction ends it. */
void db_begin_snapshot(struct db *db);
void db_end_snapshot(struct db *db);

/*
 * Make sure that rows.run is the newest run, and that the file is open.
 * False if it cannot be.
 */
bool db_is_open(struct db *db);

/*
 * Do `work` in one transaction for writing: all of it or nothing.  -1 with
 * what stands in its way.
 */
typedef int db_work(struct db *db, void *context); /* SQLite's status */
int db_transact(struct db *db, db_work *work, void *context, struct err *err);

/* The first column of the first row that `sql` gives, or `otherwise`. */
int64_t db_number(struct db *db, const char *sql, int64_t otherwise);

/*
 * Append what a sound row holds.  False if it does not fit, which sets
 * out->full, or is not what it says.
 */
bool db_unpack(struct db *db, struct packed value, struct buf *out);

#endif
