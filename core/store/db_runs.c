/* SPDX-License-Identifier: MIT */
#include "core/store/db_runs.h"

#include <stdio.h>
#include <time.h>

#include "core/store/db_parts.h"

const char *const db_miss_names[DB_MISSES] = {
    [DB_MISS_UNSEEN] = "unseen",
    [DB_MISS_FILE] = "file",
    [DB_MISS_DEPENDENCY] = "dependency",
    [DB_MISS_TOOL] = "tool",
    [DB_MISS_LOST] = "lost",
};

#define SUMS "ms, hits, saved_ms, unseen, file, dependency, tool, lost"
enum { COLUMN_SUMS = 2, NUMBERS = 3 + DB_MISSES };

static int
begin(struct db *db, void *context)
{
    sqlite3_stmt *statement = NULL;
    int64_t *number = context;
    int rc = sqlite3_prepare_v2(db->connection.sqlite,
                                "INSERT INTO run VALUES "
                                "((SELECT coalesce(max(id), 0) + 1 FROM run), "
                                "?1, 0, 0, 0, 0, 0, 0, 0, 0)",
                                -1, &statement, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_bind_int64(statement, 1, (int64_t)time(NULL));
        rc = sqlite3_step(statement);
    }
    if (rc == SQLITE_DONE) {
        *number = sqlite3_last_insert_rowid(db->connection.sqlite);
    }
    connection_note(&db->connection, rc);
    sqlite3_finalize(statement);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int64_t
db_run_begin(struct db *db)
{
    struct err err;
    int64_t number = 0;
    if (!db->writable || db_transact(db, begin, &number, &err) != 0) {
        return 0;
    }
    db->rows.run = number;
    db->knows_run = true;
    return number;
}

static void
list_numbers(const struct db_run *run, int64_t numbers[NUMBERS])
{
    numbers[0] = (int64_t)run->ms;
    numbers[1] = (int64_t)run->hits;
    numbers[2] = (int64_t)run->saved_ms;
    for (int i = 0; i < DB_MISSES; i++) {
        numbers[3 + i] = (int64_t)run->misses[i];
    }
}

static int
update(struct db *db, const struct db_run *run)
{
    sqlite3_stmt *statement = NULL;
    int64_t numbers[NUMBERS];
    int rc = sqlite3_prepare_v2(db->connection.sqlite,
                                "UPDATE run SET (" SUMS
                                ") = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
                                "WHERE id = ?1",
                                -1, &statement, NULL);
    list_numbers(run, numbers);
    if (rc == SQLITE_OK) {
        sqlite3_bind_int64(statement, 1, run->number);
        for (int i = 0; i < NUMBERS; i++) {
            sqlite3_bind_int64(statement, 2 + i, numbers[i]);
        }
        rc = sqlite3_step(statement);
    }
    connection_note(&db->connection, rc);
    sqlite3_finalize(statement);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* Old runs are added up in the row 0. */
static int
fold(struct db *db)
{
    struct buf sql;
    buf_init(&sql, BUF_UNLIMITED);
    buf_printf(&sql,
               "INSERT OR REPLACE INTO run SELECT 0, min(began), sum(ms), "
               "sum(hits), sum(saved_ms), sum(unseen), sum(file), "
               "sum(dependency), sum(tool), sum(lost) FROM run "
               "WHERE id <= (SELECT max(id) FROM run) - %d "
               "GROUP BY 1;"
               "DELETE FROM run WHERE id > 0 AND "
               "id <= (SELECT max(id) FROM run) - %d",
               DB_RUNS_KEPT, DB_RUNS_KEPT);
    int rc = connection_execute(&db->connection, buf_cstr(&sql));
    buf_release(&sql);
    return rc;
}

static int
end(struct db *db, void *context)
{
    const struct db_run *run = context;
    int rc = update(db, run);
    return rc == SQLITE_OK && run->number > DB_RUNS_KEPT ? fold(db) : rc;
}

void
db_run_end(struct db *db, const struct db_run *run)
{
    struct err err;
    struct db_run copy = *run;
    if (run->number != 0 && db->writable) {
        (void)db_transact(db, end, &copy, &err);
    }
}

static void
read_row(sqlite3_stmt *statement, struct db_run *run)
{
    run->number = sqlite3_column_int64(statement, 0);
    run->began = sqlite3_column_int64(statement, 1);
    run->ms = (uint64_t)sqlite3_column_int64(statement, COLUMN_SUMS);
    run->hits = (uint64_t)sqlite3_column_int64(statement, COLUMN_SUMS + 1);
    run->saved_ms = (uint64_t)sqlite3_column_int64(statement, COLUMN_SUMS + 2);
    for (int i = 0; i < DB_MISSES; i++) {
        run->misses[i] =
            (uint64_t)sqlite3_column_int64(statement, COLUMN_SUMS + 3 + i);
    }
}

static void
add_run(struct db_run *total, const struct db_run *run)
{
    if (total->began == 0 || run->began < total->began) {
        total->began = run->began;
    }
    total->ms += run->ms;
    total->hits += run->hits;
    total->saved_ms += run->saved_ms;
    for (int i = 0; i < DB_MISSES; i++) {
        total->misses[i] += run->misses[i];
    }
}

void
db_runs_read(struct db *db, size_t most, struct db_run_list *list,
             struct db_run *total, uint64_t *count)
{
    sqlite3_stmt *statement = NULL;
    struct db_run run;
    *list = (struct db_run_list){0};
    *total = (struct db_run){0};
    *count = (uint64_t)db_run_newest(db);
    if (!db_is_open(db)) {
        return;
    }
    int rc = sqlite3_prepare_v2(db->connection.sqlite,
                                "SELECT id, began, " SUMS
                                " FROM run ORDER BY id DESC",
                                -1, &statement, NULL);
    while (rc == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
        read_row(statement, &run);
        add_run(total, &run);
        if (run.number > 0 && list->len < most) {
            VEC_PUSH(list, run);
        }
    }
    sqlite3_finalize(statement);
}

void
db_run_list_release(struct db_run_list *list)
{
    VEC_RELEASE(list);
}

int64_t
db_run_before(struct db *db, int64_t number)
{
    char sql[96];
    (void)snprintf(sql, sizeof(sql),
                   "SELECT began FROM run WHERE id < %lld ORDER BY id DESC "
                   "LIMIT 1",
                   (long long)number);
    return db_is_open(db) ? db_number(db, sql, 0) : 0;
}

int64_t
db_run_newest(struct db *db)
{
    return db_is_open(db)
               ? db_number(db, "SELECT coalesce(max(id), 0) FROM run", 0)
               : 0;
}
