/* SPDX-License-Identifier: MIT */
#include "core/store/rows.h"

#include <string.h>

enum statement {
    GET,
    ADD_PAYLOAD,
    ADD_ENTRY,
    TOUCH,
    DELETE_PAYLOAD,
    DELETE_ENTRY,
    EXISTS,
};

/* ?1 and ?2 are the row's name wherever it occurs. */
static const char *const statement_sql[ROWS_STATEMENTS] = {
    [GET] = "SELECT e.payload, e.sum, e.day, e.raw, e.run, e.space, p.value "
            "FROM entry AS e "
            "LEFT JOIN payload AS p ON p.id = e.payload "
            "WHERE e.kind = ?1 AND e.key = ?2",
    [ADD_PAYLOAD] = "INSERT INTO payload (value) VALUES (?3)",
    [ADD_ENTRY] = "INSERT OR REPLACE INTO entry "
                  "(kind, key, payload, sum, raw, size, day, run, born, space) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)",
    [TOUCH] = ("UPDATE entry SET day = ?3, run = ?4 "
               "WHERE kind = ?1 AND key = ?2"),
    [DELETE_PAYLOAD] = "DELETE FROM payload WHERE id = ?3",
    [DELETE_ENTRY] = "DELETE FROM entry WHERE kind = ?1 AND key = ?2",
    [EXISTS] = ("SELECT 1 FROM entry WHERE kind = ?1 AND key = ?2 "
                "AND space IN (?3, 0)"),
};

void
rows_close(struct rows *rows)
{
    memset(rows->statements, 0, sizeof(rows->statements));
}

/* NULL if it cannot be prepared; connection_note knows why. */
static sqlite3_stmt *
statement(struct rows *rows, enum statement which, const struct row_name *name)
{
    sqlite3_stmt **place = &rows->statements[which];
    if (!*place) {
        int rc =
            sqlite3_prepare_v3(rows->connection->sqlite, statement_sql[which],
                               -1, SQLITE_PREPARE_PERSISTENT, place, NULL);
        connection_note(rows->connection, rc);
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
run(struct rows *rows, sqlite3_stmt *bound)
{
    if (!bound) {
        return sqlite3_errcode(rows->connection->sqlite);
    }
    int rc = sqlite3_step(bound);
    sqlite3_reset(bound);
    return rc == SQLITE_DONE ? SQLITE_OK
                             : connection_note(rows->connection, rc);
}

/* Run `which`, whose ?3 is a number. */
static int
run_number(struct rows *rows, enum statement which, const struct row_name *name,
           int64_t number)
{
    sqlite3_stmt *bound = statement(rows, which, name);
    if (bound) {
        sqlite3_bind_int64(bound, 3, number);
    }
    return run(rows, bound);
}

struct row
row_read(struct rows *rows, const struct row_name *name)
{
    sqlite3_stmt *bound = statement(rows, GET, name);
    int rc = bound ? connection_note(rows->connection, sqlite3_step(bound))
                   : sqlite3_errcode(rows->connection->sqlite);
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
        .value.raw = (uint64_t)sqlite3_column_int64(bound, 3),
        .run = sqlite3_column_int64(bound, 4),
        .space = sqlite3_column_int64(bound, 5),
    };
    if (sqlite3_column_type(bound, 6) == SQLITE_BLOB) {
        row.value.bytes.data = sqlite3_column_blob(bound, 6);
        row.value.bytes.len = (size_t)sqlite3_column_bytes(bound, 6);
        row.state =
            row_sum(name, row.value) == row.sum ? ROW_SOUND : ROW_BROKEN;
    }
    return row;
}

bool
row_exists(struct rows *rows, const struct row_name *name)
{
    sqlite3_stmt *bound = statement(rows, EXISTS, name);
    if (!bound) {
        return false;
    }
    sqlite3_bind_int64(bound, 3, rows->space);
    int rc = connection_note(rows->connection, sqlite3_step(bound));
    sqlite3_reset(bound);
    return rc == SQLITE_ROW;
}

void
row_done(struct rows *rows)
{
    sqlite3_reset(rows->statements[GET]);
}

static int
add(struct rows *rows, const struct row_name *name, uint64_t sum,
    struct packed value)
{
    sqlite3_stmt *bound = statement(rows, ADD_PAYLOAD, name);
    if (bound) {
        sqlite3_bind_blob64(bound, 3, value.bytes.data, value.bytes.len,
                            SQLITE_STATIC);
    }
    int rc = run(rows, bound);
    if (rc != SQLITE_OK) {
        return rc;
    }
    bound = statement(rows, ADD_ENTRY, name);
    if (bound) {
        sqlite3 *sqlite = rows->connection->sqlite;
        sqlite3_bind_int64(bound, 3, sqlite3_last_insert_rowid(sqlite));
        sqlite3_bind_int64(bound, 4, (int64_t)sum);
        sqlite3_bind_int64(bound, 5, (int64_t)value.raw);
        sqlite3_bind_int64(bound, 6, (int64_t)value.bytes.len);
        sqlite3_bind_int64(bound, 7, rows->today);
        sqlite3_bind_int64(bound, 8, rows->run);
        sqlite3_bind_int64(bound, 9, rows->space);
    }
    return run(rows, bound);
}

int
row_write(struct rows *rows, const struct row_name *name, uint64_t sum,
          struct packed value)
{
    struct row before = row_read(rows, name);
    row_done(rows);
    if (before.state == ROW_TROUBLE) {
        return before.rc;
    }
    if (before.state == ROW_ABSENT) {
        return add(rows, name, sum, value);
    }
    if (before.state == ROW_SOUND && before.sum == sum &&
        row_is_readable(rows, &before)) {
        return before.day == rows->today && before.run == rows->run
                   ? SQLITE_OK
                   : row_touch(rows, name);
    }
    int rc = before.state == ROW_SOUND
                 ? run_number(rows, DELETE_PAYLOAD, name, before.payload)
                 : SQLITE_OK;
    return rc != SQLITE_OK ? rc : add(rows, name, sum, value);
}

int
row_touch(struct rows *rows, const struct row_name *name)
{
    sqlite3_stmt *bound = statement(rows, TOUCH, name);
    if (bound) {
        sqlite3_bind_int64(bound, 3, rows->today);
        sqlite3_bind_int64(bound, 4, rows->run);
    }
    return run(rows, bound);
}

int
row_forget(struct rows *rows, const struct row_name *name)
{
    struct row row = row_read(rows, name);
    row_done(rows);
    if (row.state == ROW_TROUBLE) {
        return row.rc;
    }
    return row.state == ROW_BROKEN ? run_number(rows, DELETE_ENTRY, name, 0)
                                   : SQLITE_OK;
}

int
row_delete(struct rows *rows, const struct row_name *name, int64_t payload)
{
    int rc = run_number(rows, DELETE_PAYLOAD, name, payload);
    return rc == SQLITE_OK ? run_number(rows, DELETE_ENTRY, name, 0) : rc;
}

int
rows_collect(struct rows *rows)
{
    return connection_execute(rows->connection,
                              "DELETE FROM payload WHERE id NOT IN "
                              "(SELECT payload FROM entry)");
}
