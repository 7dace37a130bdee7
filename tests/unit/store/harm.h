/* SPDX-License-Identifier: MIT */
/*
 * harm - a run that meets trouble, and what has to hold after it.
 *
 * Not a layer: only tests of the store include this, after cmocka.
 */
#ifndef TESTS_UNIT_STORE_HARM_H
#define TESTS_UNIT_STORE_HARM_H

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "core/sys/file.h"
#include "tests/unit/store/rows.h"

/* The rows that are there, those of the run, and some of another one. */
enum { OLD = 40, NEW = 60, LEN = 3000, LATE = 100 };

/* A run: finds what is there, stores what is not. */
static inline void
use_store(void)
{
    struct err err;
    struct db *db = db_open("cache", &err);

    if (!db) {
        if (err.code != ERR_IO ||
            !str_starts_with(str_from(err.text),
                             STR("cannot open cache/store.db: ")))
            ROWS_FAIL("%s", err.text);
        return;
    }
    get_rows(db, 0, NEW, LEN);
    put_rows(db, OLD, NEW, LEN);
    db_flush(db);
    get_rows(db, 0, NEW, LEN);
    put_rows(db, OLD, NEW, LEN);
    db_close(db);
}

/* Nothing is lost that was stored before, and the next run stores the rest. */
static inline void
assert_unharmed(void)
{
    uint32_t old = count_rows(0, OLD, LEN);

    if (old != OLD)
        ROWS_FAIL("%u old rows are left", old);
    use_store();
    if (count_rows(0, NEW, LEN) != NEW)
        ROWS_FAIL("new rows are not stored");
}

static inline void
remove_store(void)
{
    (void)remove("cache/store.db");
    (void)remove("cache/store.db-wal");
    (void)remove("cache/store.db-shm");
    (void)remove("cache/store.db-journal");
}

static inline void
make_old_store(void)
{
    remove_store();
    make_store(OLD, LEN);
}

static inline void
assert_usable(void)
{
    struct db *db = open_store();

    put_rows(db, 0, OLD, LEN);
    assert_null(db_problem(db));
    db_close(db);
    assert_unharmed();
}

/* What was flushed is in the WAL, and nobody has closed the store. */
static inline void
leave_wal_behind(void)
{
    int status;
    pid_t child;

    make_old_store();
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        rows_in_child = true;
        struct db *db = open_store();
        put_rows(db, LATE, LATE + 20, 200);
        db_flush(db);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_true(file_exists("cache/store.db-wal"));
    assert_true(file_exists("cache/store.db-shm"));
}

#endif
