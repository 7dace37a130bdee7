/* SPDX-License-Identifier: MIT */
#include "core/store/db.h"

#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/store/rows.h"

enum { LEN = 2500 };

/* What a statement gives, asked behind the store's back; -1 for no row. */
static int64_t
sql(const char *text)
{
    sqlite3 *sqlite;
    sqlite3_stmt *statement;
    int64_t answer = -1;

    assert_int_equal(sqlite3_open("cache/store.db", &sqlite), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(sqlite, text, -1, &statement, NULL),
                     SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW)
        answer = sqlite3_column_int64(statement, 0);
    assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    sqlite3_close(sqlite);
    return answer;
}

static int64_t
today(void)
{
    return (int64_t)time(NULL) / 86400;
}

static void
what_was_put_is_found_at_once_and_after_reopening(void **state)
{
    struct db *db = open_store();

    (void)state;
    assert_true(db_writable(db));
    assert_int_equal(get_row(db, 1, LEN), 0);
    put_row(db, 1, LEN);
    assert_int_equal(get_row(db, 1, LEN), 1);
    db_flush(db);
    assert_int_equal(get_row(db, 1, LEN), 1);
    assert_int_equal(get_row(db, 2, LEN), 0);
    assert_null(db_problem(db));
    db_close(db);
    assert_int_equal(count_rows(0, 3, LEN), 1);
}

static void
a_closed_store_is_one_file(void **state)
{
    (void)state;
    make_store(10, LEN);
    assert_int_equal(count_rows(0, 10, LEN), 10);
    assert_true(file_exists("cache/store.db"));
    assert_false(file_exists("cache/store.db-wal"));
    assert_false(file_exists("cache/store.db-shm"));
    assert_int_equal(remove("cache/store.db"), 0);
    assert_int_equal(remove("cache"), 0);
}

static void
values_of_every_size_up_to_the_limit_are_kept(void **state)
{
    static const size_t sizes[] = {
        0,
        1,
        16000,
        16384,
        100000,
        4 << 20,
        8 << 20,
        DB_VALUE_MAX - 1,
        DB_VALUE_MAX,
    };
    enum { SIZES = sizeof(sizes) / sizeof(*sizes) };
    struct db *db = open_store();

    (void)state;
    for (uint32_t n = 0; n < SIZES; n++)
        put_row(db, n, sizes[n]);
    db_close(db);
    db = open_store();
    for (uint32_t n = 0; n < SIZES; n++)
        assert_int_equal(get_row(db, n, sizes[n]), 1);
    assert_null(db_problem(db));
    db_close(db);
}

static void
a_value_beyond_the_limit_is_not_stored(void **state)
{
    struct db *db = open_store();

    (void)state;
    put_row(db, 1, (size_t)DB_VALUE_MAX + 1);
    assert_int_equal(get_row(db, 1, (size_t)DB_VALUE_MAX + 1), 0);
    assert_null(db_problem(db));
    db_close(db);
}

static void
a_value_is_appended_to_what_the_buffer_holds(void **state)
{
    struct db *db = open_store();
    struct digest key = row_key(1);
    struct buf out;

    (void)state;
    for (int flushed = 0; flushed < 2; flushed++) {
        db_put(db, DB_SYMBOLS, &key, STR("value"));
        buf_init(&out, BUF_UNLIMITED);
        buf_text(&out, "a ");
        assert_int_equal(db_get(db, DB_SYMBOLS, &key, &out), 1);
        assert_string_equal(buf_cstr(&out), "a value");
        buf_release(&out);
        db_flush(db);
    }
    db_close(db);
}

static void
a_value_that_does_not_fit_is_a_miss_and_stays(void **state)
{
    struct db *db;
    struct digest key = row_key(1);
    struct buf out;

    (void)state;
    make_store(2, LEN);
    db = open_store();
    buf_init(&out, LEN - 1);
    assert_int_equal(db_get(db, DB_SYMBOLS, &key, &out), 0);
    assert_int_equal(out.len, 0);
    buf_release(&out);
    db_close(db);
    assert_int_equal(count_rows(0, 2, LEN), 2);
}

static void
the_last_put_of_a_key_counts(void **state)
{
    struct digest key = row_key(1);
    struct buf out;

    (void)state;
    for (int turn = 0; turn < 3; turn++) {
        struct db *db = open_store();
        for (int i = 0; i < 3; i++) {
            char text[] = {(char)('a' + turn), (char)('0' + i)};
            db_put(db, DB_SYMBOLS, &key, (struct str){text, 2});
            if (turn == 1)
                db_flush(db);
        }
        db_close(db);
        db = open_store();
        buf_init(&out, BUF_UNLIMITED);
        assert_int_equal(db_get(db, DB_SYMBOLS, &key, &out), 1);
        assert_int_equal(out.len, 2);
        assert_int_equal(out.data[0], 'a' + turn);
        assert_int_equal(out.data[1], '2');
        buf_release(&out);
        db_close(db);
    }
    assert_int_equal(sql("SELECT count(*) FROM entry"), 1);
    assert_int_equal(sql("SELECT count(*) FROM payload"), 1);
}

static void
one_key_has_a_row_for_each_kind(void **state)
{
    struct digest key = row_key(1);
    enum db_kind other = (enum db_kind)2;
    struct db *db = open_store();
    struct buf out;

    (void)state;
    buf_init(&out, BUF_UNLIMITED);
    db_put(db, DB_SYMBOLS, &key, STR("symbols"));
    assert_int_equal(db_get(db, other, &key, &out), 0);
    db_put(db, other, &key, STR("other"));
    db_close(db);
    db = open_store();
    assert_int_equal(db_get(db, DB_SYMBOLS, &key, &out), 1);
    assert_int_equal(db_get(db, other, &key, &out), 1);
    assert_string_equal(buf_cstr(&out), "symbolsother");
    buf_release(&out);
    db_close(db);
}

/* Keys whose first bytes agree share a place in memory. */
static void
keys_that_begin_alike_are_told_apart(void **state)
{
    struct db *db = open_store();
    struct digest keys[3];
    struct buf out;

    (void)state;
    buf_init(&out, BUF_UNLIMITED);
    for (int i = 0; i < 3; i++) {
        memset(&keys[i], 0xff, sizeof(keys[i]));
        keys[i].bytes[DIGEST_BYTES - 1] = (unsigned char)i;
    }
    db_put(db, DB_SYMBOLS, &keys[0], STR("0"));
    db_put(db, DB_SYMBOLS, &keys[1], STR("1"));
    assert_int_equal(db_get(db, DB_SYMBOLS, &keys[2], &out), 0);
    assert_int_equal(db_get(db, DB_SYMBOLS, &keys[1], &out), 1);
    db_close(db);
    db = open_store();
    assert_int_equal(db_get(db, DB_SYMBOLS, &keys[0], &out), 1);
    assert_int_equal(db_get(db, DB_SYMBOLS, &keys[1], &out), 1);
    assert_int_equal(db_get(db, DB_SYMBOLS, &keys[2], &out), 0);
    assert_string_equal(buf_cstr(&out), "101");
    buf_release(&out);
    db_close(db);
}

static void
the_folder_may_have_any_name(void **state)
{
    static const char *const names[] = {
        "a b",      "100%",  "a?immutable=1", "#x",       "file:y",
        "\xff\xfe", "x/y/z", "%41",           ":memory:",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        struct err err;
        char path[64];
        for (int turn = 0; turn < 2; turn++) {
            struct db *db = db_open(names[i], &err);
            assert_non_null(db);
            assert_int_equal(get_row(db, 1, LEN), turn);
            put_row(db, 1, LEN);
            db_close(db);
        }
        (void)snprintf(path, sizeof(path), "%s/store.db", names[i]);
        assert_true(file_exists(path));
    }
}

static void
a_path_that_is_too_long_is_an_error(void **state)
{
    char path[700];
    struct err err;

    (void)state;
    memset(path, 'a', sizeof(path) - 1);
    for (size_t i = 100; i < sizeof(path); i += 100)
        path[i] = '/';
    path[sizeof(path) - 1] = '\0';
    assert_null(db_open(path, &err));
    assert_non_null(strstr(err.text, "its path is too long for SQLite"));
    path[400] = '\0';
    db_close(db_open(path, &err));
    assert_true(file_exists(path));
}

/* ---- the day */

static void
a_row_is_stamped_with_the_day_on_which_it_is_wanted(void **state)
{
    (void)state;
    make_store(20, LEN);
    assert_int_equal(sql("SELECT sum(day) FROM entry"), today() * 20);
    sql("UPDATE entry SET day = day - 3");
    assert_int_equal(count_rows(0, 5, LEN), 5);
    assert_int_equal(sql("SELECT sum(day) FROM entry"), today() * 20 - 45);
    make_store(7, LEN); /* what is put again is wanted, too */
    assert_int_equal(sql("SELECT sum(day) FROM entry"), today() * 20 - 39);
}

static void
a_day_in_the_future_is_set_back(void **state)
{
    (void)state;
    make_store(2, LEN);
    sql("UPDATE entry SET day = day + 1000");
    assert_int_equal(count_rows(0, 1, LEN), 1);
    assert_int_equal(sql("SELECT sum(day) FROM entry"), today() * 2 + 1000);
}

static void
on_the_same_day_nothing_is_written(void **state)
{
    struct file_map before;
    struct file_map after;
    struct err err;

    (void)state;
    make_store(20, LEN);
    assert_int_equal(file_map_open("cache/store.db", &before, &err), 0);
    assert_int_equal(count_rows(0, 20, LEN), 20);
    assert_int_equal(file_map_open("cache/store.db", &after, &err), 0);
    assert_memory_equal(&before.sig, &after.sig, sizeof(before.sig));
    file_map_close(&before);
    file_map_close(&after);
}

/* ---- several at once */

static void
two_handles_see_what_the_other_one_wrote(void **state)
{
    struct db *a = open_store();
    struct db *b = open_store();

    (void)state;
    put_rows(a, 0, 10, LEN);
    assert_int_equal(get_rows(b, 0, 10, LEN), 0);
    db_flush(a);
    db_flush(b);
    assert_int_equal(get_rows(b, 0, 10, LEN), 10);
    put_rows(b, 0, 20, LEN);
    db_flush(b);
    db_flush(a);
    assert_int_equal(get_rows(a, 0, 20, LEN), 20);
    db_close(a);
    assert_int_equal(get_rows(b, 0, 20, LEN), 20);
    db_close(b);
}

static void
a_reader_does_not_hold_up_a_writer(void **state)
{
    struct db *reader;
    struct db *writer;

    (void)state;
    make_store(10, LEN);
    reader = open_store();
    assert_int_equal(get_rows(reader, 0, 10, LEN), 10);
    writer = open_store();
    put_rows(writer, 10, 5000, LEN);
    db_flush(writer);
    assert_null(db_problem(writer));
    /* A snapshot is what it was. */
    assert_int_equal(get_rows(reader, 0, 20, LEN), 10);
    db_close(writer);
    db_close(reader);
    assert_int_equal(count_rows(0, 5000, LEN), 5000);
}

static void
a_writer_that_stays_is_a_problem_and_no_error(void **state)
{
    struct db *db;
    sqlite3 *other;

    (void)state;
    make_store(10, LEN);
    db = open_store();
    sqlite3_open("cache/store.db", &other);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
                     SQLITE_OK);
    put_row(db, 10, LEN);
    db_flush(db);
    assert_string_equal(db_problem(db),
                        "cannot write cache/store.db: database is locked");
    assert_false(db_writable(db));
    assert_int_equal(get_rows(db, 0, 10, LEN), 10);
    put_row(db, 11, LEN);
    db_close(db);
    sqlite3_close(other);
    assert_int_equal(count_rows(0, 12, LEN), 10);
}

static void
no_store_is_closed_without_complaint(void **state)
{
    (void)state;
    db_close(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(what_was_put_is_found_at_once_and_after_reopening),
        SCRATCH_TEST(a_closed_store_is_one_file),
        SCRATCH_TEST(values_of_every_size_up_to_the_limit_are_kept),
        SCRATCH_TEST(a_value_beyond_the_limit_is_not_stored),
        SCRATCH_TEST(a_value_is_appended_to_what_the_buffer_holds),
        SCRATCH_TEST(a_value_that_does_not_fit_is_a_miss_and_stays),
        SCRATCH_TEST(the_last_put_of_a_key_counts),
        SCRATCH_TEST(one_key_has_a_row_for_each_kind),
        SCRATCH_TEST(keys_that_begin_alike_are_told_apart),
        SCRATCH_TEST(the_folder_may_have_any_name),
        SCRATCH_TEST(a_path_that_is_too_long_is_an_error),
        SCRATCH_TEST(a_row_is_stamped_with_the_day_on_which_it_is_wanted),
        SCRATCH_TEST(a_day_in_the_future_is_set_back),
        SCRATCH_TEST(on_the_same_day_nothing_is_written),
        SCRATCH_TEST(two_handles_see_what_the_other_one_wrote),
        SCRATCH_TEST(a_reader_does_not_hold_up_a_writer),
        SCRATCH_TEST(a_writer_that_stays_is_a_problem_and_no_error),
        SCRATCH_TEST(no_store_is_closed_without_complaint),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
