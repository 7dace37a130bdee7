/* SPDX-License-Identifier: MIT */
#include "core/store/db.h"

#include <stdlib.h>
#include <time.h>

#include "core/base/memory.h"
#include "core/store/connection.h"
#include "core/store/pending.h"
#include "core/sys/file.h"

enum { DAY_SECONDS = 86400 };

enum statement {
    GET,
    ADD_PAYLOAD,
    ADD_ENTRY,
    TOUCH,
    DELETE_PAYLOAD,
    DELETE_ENTRY,
    STATEMENTS
};

/* ?1 and ?2 are the row's name wherever it occurs. */
static const char *const statement_sql[STATEMENTS] = {
    [GET] = "SELECT e.payload, e.sum, e.day, p.value FROM entry AS e "
            "LEFT JOIN payload AS p ON p.id = e.payload "
            "WHERE e.kind = ?1 AND e.key = ?2",
    [ADD_PAYLOAD] = "INSERT INTO payload (value) VALUES (?3)",
    [ADD_ENTRY] = "INSERT OR REPLACE INTO entry "
                  "(kind, key, payload, sum, size, day) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [TOUCH] = "UPDATE entry SET day = ?3 WHERE kind = ?1 AND key = ?2",
    [DELETE_PAYLOAD] = "DELETE FROM payload WHERE id = ?3",
    [DELETE_ENTRY] = "DELETE FROM entry WHERE kind = ?1 AND key = ?2",
};

struct names {
    VEC_FIELDS(struct row_name);
};

struct db {
    struct connection connection;
    sqlite3_stmt *statements[STATEMENTS]; /* NULL until they are needed */
    bool writable;
    bool snapshot; /* a transaction for reading is open */
    int64_t today;
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
    memset(db->statements, 0, sizeof(db->statements));
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

    connection_init(&db->connection, dir, "store.db");
    pending_init(&db->pending);
    db->today = (int64_t)time(NULL) / DAY_SECONDS;
    (void)file_make_folders(dir, &ignored);
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

/* ---- rows */

static sqlite3_stmt *
statement(struct db *db, enum statement which, const struct row_name *name)
{
    sqlite3_stmt **place = &db->statements[which];
    if (!*place) {
        connection_note(
            &db->connection,
            sqlite3_prepare_v3(db->connection.sqlite, statement_sql[which], -1,
                               SQLITE_PREPARE_PERSISTENT, place, NULL));
    }
    if (*place) {
        sqlite3_bind_int64(*place, 1, name->kind);
        sqlite3_bind_blob(*place, 2, name->key.bytes, DIGEST_BYTES,
                          SQLITE_STATIC);
    }
    return *place;
}

/* Run a bound statement that gives no rows. */
static int
run(struct db *db, sqlite3_stmt *bound)
{
    int rc = sqlite3_step(bound);
    sqlite3_reset(bound);
    return rc == SQLITE_DONE ? SQLITE_OK : connection_note(&db->connection, rc);
}

/* Run `which`, whose ?3 is a number. */
static int
run_number(struct db *db, enum statement which, const struct row_name *name,
           int64_t number)
{
    sqlite3_stmt *bound = statement(db, which, name);
    if (!bound) {
        return sqlite3_errcode(db->connection.sqlite);
    }
    sqlite3_bind_int64(bound, 3, number);
    return run(db, bound);
}

enum row_state { ROW_ABSENT, ROW_SOUND, ROW_BROKEN, ROW_TROUBLE };

struct row {
    enum row_state state;
    int rc;          /* with ROW_TROUBLE */
    int64_t payload; /* its id */
    uint64_t sum;
    int64_t day;
    struct str value; /* with ROW_SOUND, until row_done */
};

static void
row_done(struct db *db)
{
    sqlite3_reset(db->statements[GET]);
}

static struct row
row_read(struct db *db, const struct row_name *name)
{
    sqlite3_stmt *bound = statement(db, GET, name);
    int rc = bound ? connection_note(&db->connection, sqlite3_step(bound))
                   : sqlite3_errcode(db->connection.sqlite);
    if (rc == SQLITE_DONE) {
        return (struct row){.state = ROW_ABSENT};
    }
    if (rc != SQLITE_ROW) {
        return (struct row){.state = ROW_TROUBLE, .rc = rc};
    }
    struct row row = {
        .state = ROW_BROKEN,
        .payload = sqlite3_column_int64(bound, 0),
        .sum = (uint64_t)sqlite3_column_int64(bound, 1),
        .day = sqlite3_column_int64(bound, 2),
    };
    if (sqlite3_column_type(bound, 3) == SQLITE_BLOB) {
        row.value.data = sqlite3_column_blob(bound, 3);
        row.value.len = (size_t)sqlite3_column_bytes(bound, 3);
        row.state =
            row_sum(name, row.value) == row.sum ? ROW_SOUND : ROW_BROKEN;
    }
    return row;
}

static int
row_delete(struct db *db, const struct row_name *name, int64_t payload)
{
    int rc = run_number(db, DELETE_PAYLOAD, name, payload);
    return rc != SQLITE_OK ? rc : run_number(db, DELETE_ENTRY, name, 0);
}

/* ---- writing */

static int
add_row(struct db *db, const struct pending_row *row)
{
    struct str value = pending_value(&db->pending, row);
    sqlite3_stmt *bound = statement(db, ADD_PAYLOAD, &row->name);
    if (!bound) {
        return sqlite3_errcode(db->connection.sqlite);
    }
    sqlite3_bind_blob64(bound, 3, value.data, value.len, SQLITE_STATIC);
    int rc = run(db, bound);
    bound = rc == SQLITE_OK ? statement(db, ADD_ENTRY, &row->name) : NULL;
    if (!bound) {
        return rc != SQLITE_OK ? rc : sqlite3_errcode(db->connection.sqlite);
    }
    sqlite3_bind_int64(bound, 3,
                       sqlite3_last_insert_rowid(db->connection.sqlite));
    sqlite3_bind_int64(bound, 4, (int64_t)row->sum);
    sqlite3_bind_int64(bound, 5, (int64_t)row->len);
    sqlite3_bind_int64(bound, 6, db->today);
    return run(db, bound);
}

/* Two processes that work out the same write it once. */
static int
write_row(struct db *db, const struct pending_row *row)
{
    struct row before = row_read(db, &row->name);
    row_done(db);
    switch (before.state) {
    case ROW_TROUBLE:
        return before.rc;
    case ROW_ABSENT:
        return add_row(db, row);
    case ROW_SOUND:
        if (before.sum == row->sum) {
            return before.day == db->today
                       ? SQLITE_OK
                       : run_number(db, TOUCH, &row->name, db->today);
        }
        break;
    case ROW_BROKEN:
        break;
    }
    int rc = row_delete(db, &row->name, before.payload);
    return rc != SQLITE_OK ? rc : add_row(db, row);
}

/* Look again: another process may have mended it. */
static int
forget_row(struct db *db, const struct row_name *name)
{
    struct row row = row_read(db, name);
    row_done(db);
    if (row.state == ROW_TROUBLE) {
        return row.rc;
    }
    return row.state == ROW_BROKEN ? row_delete(db, name, row.payload)
                                   : SQLITE_OK;
}

static int
write_rows(struct db *db)
{
    int rc = SQLITE_OK;
    for (size_t i = 0; i < db->broken.len && rc == SQLITE_OK; i++) {
        rc = forget_row(db, &db->broken.items[i]);
    }
    for (size_t i = 0; i < db->pending.len && rc == SQLITE_OK; i++) {
        rc = write_row(db, &db->pending.items[i]);
    }
    return rc;
}

static int
write_days(struct db *db)
{
    int rc = SQLITE_OK;
    for (size_t i = 0; i < db->wanted.len && rc == SQLITE_OK; i++) {
        rc = run_number(db, TOUCH, &db->wanted.items[i], db->today);
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
    struct row row = row_read(db, &name);
    if (row.state == ROW_SOUND) {
        found = append(out, row.value);
    }
    row_done(db);
    if (row.state == ROW_TROUBLE) {
        mind_trouble(db, row.rc);
    } else if (row.state == ROW_BROKEN && db->writable) {
        VEC_PUSH(&db->broken, name);
    } else if (found && row.day != db->today && db->writable) {
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
