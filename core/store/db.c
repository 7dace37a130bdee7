/* SPDX-License-Identifier: MIT */
#include "core/store/db.h"

#include <stdlib.h>
#include <time.h>

#include "core/base/memory.h"
#include "core/store/db_parts.h"
#include "core/sys/file.h"

enum {
    DAY_SECONDS = 86400,
    PACK_LEVEL = 1,  /* 10 us for 4 KB; level 3 gains 4 % for twice that */
    PACK_FROM = 128, /* shorter values gain nothing */
    PACK_GAIN = 8,   /* at least an eighth */
};

/* ---- opening */

static void
disconnect(struct db *db)
{
    connection_close(&db->connection);
    rows_close(&db->rows);
    db->snapshot = false;
    db->knows_run = false;
}

void
db_release(struct db *db)
{
    connection_release(&db->connection);
    pending_release(&db->pending);
    VEC_RELEASE(&db->wanted);
    VEC_RELEASE(&db->broken);
    squeeze_free(db->squeeze);
    buf_release(&db->packed);
    free(db);
}

int64_t db_space(struct str namespace)
{
    return namespace.len == 0 || str_equal(namespace, STR("main"))
               ? ROWS_SPACE_MAIN
               : (int64_t)(hash_64(namespace.data, namespace.len) | 1);
}

struct db *
db_open(const char *dir, struct err *err)
{
    return db_open_as(dir, STR(""), err);
}

struct db *
db_new(const char *dir, struct str namespace)
{
    struct db *db = memory_zero(sizeof(*db));
    connection_init(&db->connection, dir, "store.db");
    pending_init(&db->pending);
    buf_init(&db->packed, BUF_UNLIMITED);
    db->squeeze = squeeze_new(PACK_LEVEL);
    db->rows = (struct rows){
        .connection = &db->connection,
        .today = (int64_t)time(NULL) / DAY_SECONDS,
        .space = db_space(namespace),
    };
    return db;
}

struct db *
db_open_as(const char *dir, struct str namespace, struct err *err)
{
    struct err ignored;
    (void)file_make_folders(dir, &ignored);
    struct db *db = db_new(dir, namespace);
    db->writable = connection_open(&db->connection);
    if (db->writable) {
        return db;
    }
    connection_describe(&db->connection, "open", err);
    if (connection_open_immutable(&db->connection)) {
        return db;
    }
    db_release(db);
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

void
db_end_snapshot(struct db *db)
{
    if (db->snapshot) {
        connection_execute(&db->connection, "COMMIT");
        db->snapshot = false;
    }
}

/* -1 leaves nothing written. */
static int
transact(struct db *db, db_work *work, void *context, struct err *err)
{
    db_end_snapshot(db);
    int rc = connection_execute(&db->connection, "BEGIN IMMEDIATE");
    if (rc == SQLITE_OK) {
        rc = work(db, context);
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

static int
write_all(struct db *db, void *context)
{
    const bool *days = context;
    int rc = write_rows(db);
    return rc == SQLITE_OK && *days ? write_days(db) : rc;
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
    db_end_snapshot(db);
    if (!db->writable || !has_work(db, days)) {
        return;
    }
    check_for_damage(db);
    (void)db_is_open(db);
    for (int turn = 0; turn < 2; turn++) {
        bool anew =
            turn > 0 || db->connection.damaged || !db->connection.sqlite;
        rc = SQLITE_ERROR;
        if (anew && !renew(db, &err)) {
            break;
        }
        rc = transact(db, write_all, &days, &err);
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
void
db_begin_snapshot(struct db *db)
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

bool
db_unpack(struct db *db, struct packed value, struct buf *out)
{
    if (value.raw == 0) {
        return append(out, value.bytes);
    }
    return value.raw <= DB_VALUE_MAX &&
           squeeze_unpack(db->squeeze, value.bytes, (size_t)value.raw, out);
}

/* What a row that was read means for the time after. */
static void
note_row(struct db *db, const struct row_name *name, const struct row *row,
         bool found)
{
    if (row->state == ROW_TROUBLE) {
        mind_trouble(db, row->rc);
    } else if (row->state == ROW_BROKEN && db->writable) {
        VEC_PUSH(&db->broken, *name);
    } else if (found && db->writable &&
               (row->day != db->rows.today || row->run != db->rows.run)) {
        VEC_PUSH(&db->wanted, *name);
    }
}

int
db_get(struct db *db, enum db_kind kind, const struct digest *key,
       struct buf *out)
{
    struct row_name name = name_of(kind, key);
    struct packed value;
    bool found = false;

    if (pending_get(&db->pending, &name, &value)) {
        return db_unpack(db, value, out);
    }
    if (!db_is_open(db)) {
        return 0;
    }
    db_begin_snapshot(db);
    struct row row = row_read(&db->rows, &name);
    if (row.state == ROW_SOUND && row_is_readable(&db->rows, &row)) {
        found = db_unpack(db, row.value, out);
        row.state = found || out->full ? ROW_SOUND : ROW_BROKEN;
    }
    row_done(&db->rows);
    note_row(db, &name, &row, found);
    return found;
}

/* As it is, where packing gains little. */
static struct packed
pack(struct db *db, struct str value)
{
    buf_clear(&db->packed);
    if (value.len >= PACK_FROM &&
        squeeze_pack(db->squeeze, value, &db->packed) &&
        db->packed.len <= value.len - value.len / PACK_GAIN) {
        return (struct packed){buf_view(&db->packed), value.len};
    }
    return (struct packed){value, 0};
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
    pending_put(&db->pending, &name, pack(db, value));
    if (pending_is_full(&db->pending)) {
        commit(db, false);
    }
}

bool
db_add(struct db *db, enum db_kind kind, const struct digest *key,
       struct str value)
{
    struct row_name name = name_of(kind, key);
    struct packed before;
    bool absent = !pending_get(&db->pending, &name, &before);

    if (absent && db_is_open(db)) {
        db_begin_snapshot(db);
        struct row row = row_read(&db->rows, &name);
        absent = row.state != ROW_SOUND || !row_is_readable(&db->rows, &row);
        row_done(&db->rows);
    }
    if (absent) {
        db_put(db, kind, key, value);
    }
    return absent && db->writable;
}

bool
db_has(struct db *db, enum db_kind kind, const struct digest *key)
{
    struct row_name name = name_of(kind, key);
    struct packed value;
    if (pending_get(&db->pending, &name, &value)) {
        return true;
    }
    if (!db_is_open(db)) {
        return false;
    }
    db_begin_snapshot(db);
    return row_exists(&db->rows, &name);
}

void
db_use(struct db *db, enum db_kind kind, const struct digest *key)
{
    if (db->writable) {
        VEC_PUSH(&db->wanted, name_of(kind, key));
    }
}

void
db_settle(struct db *db)
{
    commit(db, true);
    db->wanted.len = 0;
}

int64_t
db_number(struct db *db, const char *sql, int64_t otherwise)
{
    sqlite3_stmt *statement = NULL;
    int64_t number = otherwise;
    int rc =
        sqlite3_prepare_v2(db->connection.sqlite, sql, -1, &statement, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_step(statement);
    }
    if (rc == SQLITE_ROW) {
        number = sqlite3_column_int64(statement, 0);
    }
    connection_note(&db->connection, rc);
    sqlite3_finalize(statement);
    return number;
}

bool
db_is_open(struct db *db)
{
    if (!db->connection.sqlite) {
        return false;
    }
    if (!db->knows_run) {
        db->knows_run = true;
        if (db->rows.run == 0) {
            db->rows.run =
                db_number(db, "SELECT coalesce(max(id), 0) FROM run", 0);
        }
    }
    return true;
}

int
db_transact(struct db *db, db_work *work, void *context, struct err *err)
{
    db_settle(db);
    if (!db->writable) {
        return db->problem.code != ERR_NONE
                   ? (*err = db->problem, -1)
                   : err_set(err, ERR_IO, "cannot write %s: it is read-only",
                             db->connection.path);
    }
    if (!db->connection.sqlite && !renew(db, err)) {
        return -1;
    }
    return transact(db, work, context, err) == SQLITE_OK ? 0 : -1;
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
        db_release(db);
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
