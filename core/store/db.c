/* SPDX-License-Identifier: MIT */
#include "core/store/db.h"

#include <stdlib.h>
#include <time.h>

#include "core/base/memory.h"
#include "core/store/connection.h"
#include "core/store/pending.h"
#include "core/store/rows.h"
#include "core/sys/file.h"

enum { DAY_SECONDS = 86400 };

struct names {
    VEC_FIELDS(struct row_name);
};

struct db {
    struct connection connection;
    struct rows rows;
    bool writable;
    bool snapshot; /* a transaction for reading is open */
    struct pending pending;
    struct names wanted; /* found, with a day that is past */
    struct names broken; /* found, and not whole */
    struct err problem;
};

/* ---- opening */

static void
disconnect(struct db *db)
{
    connection_close(&db->connection);
    rows_close(&db->rows);
    db->snapshot = false;
}

static void
release(struct db *db)
{
    connection_release(&db->connection);
    pending_release(&db->pending);
    VEC_RELEASE(&db->wanted);
    VEC_RELEASE(&db->broken);
    free(db);
}

struct db *
db_open(const char *dir, struct err *err)
{
    struct db *db = memory_zero(sizeof(*db));
    struct err ignored;

    (void)file_make_folders(dir, &ignored);
    connection_init(&db->connection, dir, "store.db");
    pending_init(&db->pending);
    db->rows = (struct rows){
        .connection = &db->connection,
        .today = (int64_t)time(NULL) / DAY_SECONDS,
    };
    db->writable = connection_open(&db->connection);
    if (db->writable) {
        return db;
    }
    connection_describe(&db->connection, "open", err);
    if (connection_open_immutable(&db->connection)) {
        return db;
    }
    release(db);
    return NULL;
}

/* ---- writing */

static int
write_rows(struct db *db)
{
    int rc = SQLITE_OK;
    for (size_t i = 0; i < db->broken.len && rc == SQLITE_OK; i++) {
        rc = row_forget(&db->rows, &db->broken.items[i]);
    }
    for (size_t i = 0; i < db->pending.len && rc == SQLITE_OK; i++) {
        const struct pending_row *row = &db->pending.items[i];
        rc = row_write(&db->rows, &row->name, row->sum,
                       pending_value(&db->pending, row));
    }
    if (db->broken.len > 0 && rc == SQLITE_OK) {
        rc = rows_collect(&db->rows);
    }
    return rc;
}

static int
write_days(struct db *db)
{
    int rc = SQLITE_OK;
    for (size_t i = 0; i < db->wanted.len && rc == SQLITE_OK; i++) {
        rc = row_touch(&db->rows, &db->wanted.items[i]);
    }
    return rc;
}

static void
end_snapshot(struct db *db)
{
    if (db->snapshot) {
        connection_execute(&db->connection, "COMMIT");
        db->snapshot = false;
    }
}

/* One transaction with all that waits.  On failure nothing is written. */
static int
write_all(struct db *db, bool days, struct err *err)
{
    end_snapshot(db);
    int rc = connection_execute(&db->connection, "BEGIN IMMEDIATE");
    if (rc == SQLITE_OK) {
        rc = write_rows(db);
    }
    if (rc == SQLITE_OK && days) {
        rc = write_days(db);
    }
    if (rc == SQLITE_OK) {
        rc = connection_execute(&db->connection, "COMMIT");
    }
    if (rc != SQLITE_OK) {
        connection_describe(&db->connection, "write", err);
    }
    if (db->connection.sqlite &&
        !sqlite3_get_autocommit(db->connection.sqlite)) {
        sqlite3_exec(db->connection.sqlite, "ROLLBACK", NULL, NULL, NULL);
    }
    return rc;
}

/* Connect anew, to an empty file if this one is damaged. */
static bool
renew(struct db *db, struct err *err)
{
    if (db->connection.damaged) {
        connection_empty(&db->connection);
        db->wanted.len = 0;
        db->broken.len = 0;
    }
    disconnect(db);
    if (connection_open(&db->connection)) {
        return true;
    }
    connection_describe(&db->connection, "write", err);
    disconnect(db);
    return false;
}

/* Nothing more is written; the first reason is kept. */
static void
give_up(struct db *db, const struct err *err)
{
    if (db->problem.code == ERR_NONE) {
        db->problem = *err;
    }
    db->writable = false;
}

/*
 * A row that is not whole tells of damage from outside, and where a page
 * points to the wrong place there would be such rows again and again.
 */
static void
check_for_damage(struct db *db)
{
    if (db->broken.len > 0 && db->connection.sqlite &&
        !connection_is_sound(&db->connection)) {
        db->connection.damaged = true;
    }
}

static bool
has_work(const struct db *db, bool days)
{
    return db->pending.len > 0 || db->broken.len > 0 ||
           (days && db->wanted.len > 0) || db->connection.damaged;
}

/*
 * Write what waits.  In a second attempt if the file turns out to be
 * damaged, or was emptied by another process.
 */
static void
commit(struct db *db, bool days)
{
    struct err err;
    int rc = SQLITE_OK;
    end_snapshot(db);
    if (!db->writable || !has_work(db, days)) {
        return;
    }
    check_for_damage(db);
    for (int turn = 0; turn < 2; turn++) {
        bool anew =
            turn > 0 || db->connection.damaged || !db->connection.sqlite;
        rc = SQLITE_ERROR;
        if (anew && !renew(db, &err)) {
            break;
        }
        rc = write_all(db, days, &err);
        if (rc == SQLITE_OK || connection_is_outside(rc)) {
            break;
        }
    }
    if (rc != SQLITE_OK && db->pending.len > 0) {
        give_up(db, &err);
    }
    pending_clear(&db->pending);
    db->broken.len = 0;
}

/* ---- the handle */

static struct row_name
name_of(enum db_kind kind, const struct digest *key)
{
    return (struct row_name){.kind = (uint32_t)kind, .key = *key};
}

/*
 * Within one transaction a get makes no system call while pages are cached.
 * Without WAL that would keep others from writing, so each get is its own.
 */
static void
begin_snapshot(struct db *db)
{
    if (db->connection.wal && !db->snapshot) {
        db->snapshot =
            connection_execute(&db->connection, "BEGIN") == SQLITE_OK;
    }
}

static bool
append(struct buf *out, struct str value)
{
    buf_str(out, value);
    return !out->full;
}

/* Whoever holds a lock for long holds up one get, not all of them. */
static void
mind_trouble(struct db *db, int rc)
{
    int primary = rc & 0xff;
    if (primary == SQLITE_BUSY || primary == SQLITE_PROTOCOL) {
        disconnect(db);
    }
}

int
db_get(struct db *db, enum db_kind kind, const struct digest *key,
       struct buf *out)
{
    struct row_name name = name_of(kind, key);
    struct str value;
    bool found = false;

    if (pending_get(&db->pending, &name, &value)) {
        return append(out, value);
    }
    if (!db->connection.sqlite) {
        return 0;
    }
    begin_snapshot(db);
    struct row row = row_read(&db->rows, &name);
    if (row.state == ROW_SOUND) {
        found = append(out, row.value);
    }
    row_done(&db->rows);
    if (row.state == ROW_TROUBLE) {
        mind_trouble(db, row.rc);
    } else if (row.state == ROW_BROKEN && db->writable) {
        VEC_PUSH(&db->broken, name);
    } else if (found && row.day != db->rows.today && db->writable) {
        VEC_PUSH(&db->wanted, name);
    }
    return found;
}

void
db_put(struct db *db, enum db_kind kind, const struct digest *key,
       struct str value)
{
    struct row_name name = name_of(kind, key);
    struct err err;

    if (value.len > DB_VALUE_MAX) {
        return;
    }
    if (!db->writable) {
        err_set(&err, ERR_IO, "cannot write %s: it is read-only",
                db->connection.path);
        give_up(db, &err);
        return;
    }
    pending_put(&db->pending, &name, value);
    if (pending_is_full(&db->pending)) {
        commit(db, false);
    }
}

void
db_flush(struct db *db)
{
    commit(db, false);
}

void
db_close(struct db *db)
{
    if (db) {
        commit(db, true);
        release(db);
    }
}

bool
db_writable(const struct db *db)
{
    return db->writable;
}

const char *
db_problem(const struct db *db)
{
    return db->problem.code == ERR_NONE ? NULL : db->problem.text;
}

const char *
db_version(void)
{
    return sqlite3_libversion();
}
