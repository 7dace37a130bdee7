/* SPDX-License-Identifier: MIT */
#include "core/store/db_runs.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/store/rows.h"

enum { LEN = 500 };

/* A run with `hits` hits and one miss of each reason. */
static int64_t
perform_run(uint64_t hits)
{
    struct db *db = open_store();
    struct db_run run = {
        .number = db_run_begin(db), .ms = 2, .hits = hits, .saved_ms = 30};

    for (int i = 0; i < DB_MISSES; i++)
        run.misses[i] = 1 + (uint64_t)i;
    db_run_end(db, &run);
    assert_null(db_problem(db));
    db_close(db);
    return run.number;
}

static void
runs_are_numbered_from_one(void **state)
{
    struct db *db = open_store();

    (void)state;
    assert_int_equal(db_run_newest(db), 0);
    assert_int_equal(db_run_before(db, 1), 0);
    assert_int_equal(db_run_begin(db), 1);
    assert_int_equal(db_run_begin(db), 2);
    assert_int_equal(db_run_newest(db), 2);
    assert_true(db_run_before(db, 2) >= (int64_t)time(NULL) - 100);
    db_close(db);
    assert_int_equal(perform_run(1), 3);
}

static void
what_came_of_runs_is_listed_newest_first_and_added_up(void **state)
{
    struct db_run_list list;
    struct db_run total;
    uint64_t count;

    (void)state;
    perform_run(7);
    perform_run(5);
    perform_run(3);
    struct db *db = open_store();
    db_runs_read(db, 2, &list, &total, &count);
    assert_int_equal(list.len, 2);
    assert_int_equal(list.items[0].number, 3);
    assert_int_equal(list.items[0].hits, 3);
    assert_int_equal(list.items[1].number, 2);
    assert_int_equal(list.items[1].misses[DB_MISS_LOST], 5);
    assert_int_equal(total.hits, 15);
    assert_int_equal(total.ms, 6);
    assert_int_equal(total.saved_ms, 90);
    assert_int_equal(total.misses[DB_MISS_FILE], 6);
    assert_int_equal(count, 3);
    db_run_list_release(&list);
    db_close(db);
}

static void
old_runs_are_added_up_in_one_row(void **state)
{
    struct db_run_list list;
    struct db_run total;
    uint64_t count;

    (void)state;
    for (int i = 0; i < DB_RUNS_KEPT + 20; i++)
        perform_run(1);
    struct db *db = open_store();
    db_runs_read(db, 1000, &list, &total, &count);
    assert_int_equal(list.len, DB_RUNS_KEPT);
    assert_int_equal(list.items[0].number, DB_RUNS_KEPT + 20);
    assert_int_equal(total.hits, DB_RUNS_KEPT + 20);
    assert_int_equal(count, DB_RUNS_KEPT + 20);
    db_run_list_release(&list);
    db_close(db);
}

static void
two_handles_have_runs_of_their_own(void **state)
{
    struct db *a = open_store();
    struct db *b = open_store();
    struct db_run_list list;
    struct db_run total;
    uint64_t count;

    (void)state;
    struct db_run first = {.number = db_run_begin(a), .hits = 1};
    struct db_run second = {.number = db_run_begin(b), .hits = 2};
    db_run_end(b, &second);
    db_run_end(a, &first);
    db_runs_read(a, 9, &list, &total, &count);
    assert_int_equal(list.len, 2);
    assert_int_equal(list.items[0].hits, 2);
    assert_int_equal(list.items[1].hits, 1);
    db_run_list_release(&list);
    db_close(a);
    db_close(b);
}

static void
a_store_that_cannot_be_written_has_no_runs(void **state)
{
    struct db *db;

    (void)state;
    make_store(3, LEN);
    assert_int_equal(chmod("cache/store.db", 0444), 0);
    assert_int_equal(chmod("cache", 0555), 0);
    db = open_store();
    if (!db_writable(db)) { /* root may write all the same */
        assert_int_equal(db_run_begin(db), 0);
        assert_null(db_problem(db));
    }
    db_close(db);
    assert_int_equal(chmod("cache", 0777), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(runs_are_numbered_from_one),
        SCRATCH_TEST(what_came_of_runs_is_listed_newest_first_and_added_up),
        SCRATCH_TEST(old_runs_are_added_up_in_one_row),
        SCRATCH_TEST(two_handles_have_runs_of_their_own),
        SCRATCH_TEST(a_store_that_cannot_be_written_has_no_runs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
