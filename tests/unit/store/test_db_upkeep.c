/* SPDX-License-Identifier: MIT */
#include "core/store/db_upkeep.h"

#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "core/store/db_runs.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/store/rows.h"

enum { LEN = 3000, ROWS = 2000 };

static void
run_sql(const char *text)
{
    sqlite3 *sqlite;

    assert_int_equal(sqlite3_open("cache/store.db", &sqlite), SQLITE_OK);
    assert_int_equal(sqlite3_exec(sqlite, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(sqlite);
}

/* Values that zstd cannot make smaller, so that sizes are what they seem. */
static void
put_noise(struct db *db, uint32_t n, size_t len)
{
    struct digest key = row_key(n);
    struct buf value;

    buf_init(&value, BUF_UNLIMITED);
    for (uint64_t i = 0; value.len < len; i++) {
        uint64_t seed[2] = {n, i};
        uint64_t word = hash_64(seed, sizeof(seed));
        buf_append(&value, &word, sizeof(word));
    }
    db_put(db, DB_RESULT, &key, buf_view(&value));
    buf_release(&value);
}

static bool
has_noise(struct db *db, uint32_t n)
{
    struct digest key = row_key(n);
    struct buf value;

    buf_init(&value, BUF_UNLIMITED);
    int found = db_get(db, DB_RESULT, &key, &value);
    buf_release(&value);
    return found == 1;
}

static uint64_t
file_size(void)
{
    struct stat st;
    assert_int_equal(stat("cache/store.db", &st), 0);
    return (uint64_t)st.st_size;
}

static uint64_t
prune(const struct db_limits *limits)
{
    struct db *db = open_store();
    struct db_count gone;
    struct err err;

    assert_int_equal(db_prune(db, limits, &gone, &err), 0);
    db_close(db);
    return gone.entries;
}

static void
sizes_are_told_by_kind(void **state)
{
    struct db *db = open_store();
    struct db_sizes sizes;

    (void)state;
    put_rows(db, 0, 5, LEN);
    put_noise(db, 1, 100);
    db_flush(db);
    db_sizes_read(db, &sizes);
    assert_int_equal(sizes.kinds[DB_SYMBOLS].entries, 5);
    assert_int_equal(sizes.kinds[DB_SYMBOLS].raw, 5 * LEN);
    assert_true(sizes.kinds[DB_SYMBOLS].bytes < 5 * LEN);
    assert_int_equal(sizes.kinds[DB_RESULT].entries, 1);
    assert_int_equal(sizes.kinds[DB_RESULT].bytes, 104);
    assert_int_equal(sizes.all.entries, 6);
    assert_true(sizes.file_bytes >= sizes.all.bytes);
    assert_string_equal(db_kind_name(DB_SYMBOLS), "symbols");
    assert_null(db_kind_name(0));
    assert_null(db_kind_name(DB_KINDS));
    db_close(db);
}

static void
the_file_is_below_its_limit_and_what_was_used_last_is_there(void **state)
{
    enum { LIMIT = 2 << 20 };
    struct db_limits limits = {.max_bytes = LIMIT};
    struct db *db = open_store();

    (void)state;
    for (uint32_t n = 0; n < ROWS; n++)
        put_noise(db, n, LEN);
    db_close(db);
    assert_true(file_size() > (uint64_t)ROWS * LEN);
    db = open_store();
    db_run_begin(db);
    for (uint32_t n = 0; n < 100; n++)
        assert_true(has_noise(db, n * 20));
    db_close(db);
    uint64_t gone = prune(&limits);
    assert_true(gone < ROWS - 400);
    assert_true(file_size() <= LIMIT);
    db = open_store();
    for (uint32_t n = 0; n < 100; n++)
        assert_true(has_noise(db, n * 20));
    assert_false(has_noise(db, 1));
    assert_true(has_noise(db, ROWS - 1));
    db_close(db);
}

/* Where every second row goes, pages stay half full unless it is minded. */
static void
holes_do_not_keep_the_file_large(void **state)
{
    struct db_limits limits = {.unused_since = 1};
    struct db *db = open_store();

    (void)state;
    for (uint32_t n = 0; n < ROWS; n++)
        put_noise(db, n, LEN);
    db_flush(db);
    db_run_begin(db);
    for (uint32_t n = 0; n < ROWS; n += 6)
        assert_true(has_noise(db, n));
    db_close(db);
    assert_int_equal(prune(&limits), ROWS - (ROWS + 5) / 6);
    assert_true(file_size() < (uint64_t)ROWS * LEN / 2);
    db = open_store();
    for (uint32_t n = 0; n < ROWS; n++)
        assert_int_equal(has_noise(db, n), n % 6 == 0);
    db_close(db);
}

static void
what_is_old_goes_and_what_is_wanted_stays(void **state)
{
    struct db_limits limits = {.max_days = 3};
    struct digest key = row_key(4);

    (void)state;
    make_store(10, LEN);
    run_sql("UPDATE entry SET day = day - 3");
    assert_int_equal(prune(&limits), 0);
    run_sql("UPDATE entry SET day = day - 1");
    struct db *db = open_store();
    assert_int_equal(get_rows(db, 0, 2, LEN), 2);
    db_use(db, DB_SYMBOLS, &key);
    db_close(db);
    assert_int_equal(prune(&limits), 7);
    assert_int_equal(count_rows(0, 10, LEN), 3);
    run_sql("UPDATE entry SET day = day + 1000");
    assert_int_equal(prune(&limits), 0);
}

static void
what_runs_no_longer_use_goes(void **state)
{
    struct db *db = open_store();
    struct db_limits limits = {.unused_since = 2, .dry_run = true};

    (void)state;
    db_run_begin(db);
    put_rows(db, 0, 10, LEN);
    db_flush(db);
    db_run_begin(db);
    assert_int_equal(get_rows(db, 0, 4, LEN), 4);
    put_row(db, 10, LEN);
    db_close(db);
    assert_int_equal(prune(&limits), 6);
    assert_int_equal(prune(&limits), 6);
    limits.dry_run = false;
    assert_int_equal(prune(&limits), 6);
    assert_int_equal(prune(&limits), 0);
    assert_int_equal(count_rows(0, 11, LEN), 5);
}

/* They are read by runs that have something to do, so hardly ever. */
static void
times_stay(void **state)
{
    struct digest key = row_key(1);
    struct db_limits limits = {.unused_since = 1, .max_bytes = 1};
    struct db *db = open_store();
    struct buf out;

    (void)state;
    db_put(db, DB_TIMES, &key, STR("times"));
    put_rows(db, 0, 10, LEN);
    db_flush(db);
    db_run_begin(db);
    db_close(db);
    assert_int_equal(prune(&limits), 10);
    db = open_store();
    buf_init(&out, BUF_UNLIMITED);
    assert_int_equal(db_get(db, DB_TIMES, &key, &out), 1);
    buf_release(&out);
    db_close(db);
}

static void
a_cleared_store_is_empty_and_works(void **state)
{
    struct db *db;
    struct err err;

    (void)state;
    make_store(1000, LEN);
    db = open_store();
    assert_int_equal(db_clear(db, &err), 0);
    put_row(db, 1, LEN);
    assert_int_equal(get_row(db, 1, LEN), 1);
    assert_int_equal(get_row(db, 2, LEN), 0);
    db_close(db);
    assert_int_equal(count_rows(0, 1000, LEN), 1);
    assert_true(file_size() < 200000);
}

static void
damaged_values_are_found_and_forgotten(void **state)
{
    struct db_verified verified;
    struct db *db;
    struct err err;

    (void)state;
    make_store(10, 100);
    run_sql("UPDATE payload SET value = x'00' WHERE id = 3;"
            "DELETE FROM payload WHERE id = 4;"
            "INSERT INTO payload VALUES (99, x'01')");
    for (int turn = 0; turn < 2; turn++) {
        db = open_store();
        assert_int_equal(db_verify(db, &verified, &err), 0);
        db_close(db);
        assert_true(verified.sound);
        assert_int_equal(verified.entries, turn ? 8 : 10);
        assert_int_equal(verified.damaged, turn ? 0 : 2);
        assert_int_equal(verified.orphans, turn ? 0 : 1);
    }
    assert_int_equal(count_rows(0, 10, 100), 8);
}

struct seen {
    uint32_t count;
    struct digest last;
};

static bool
see(void *context, enum db_kind kind, const struct digest *key,
    struct str value)
{
    struct seen *seen = context;

    assert_int_equal(kind, DB_SYMBOLS);
    assert_int_equal(value.len, LEN);
    assert_true(seen->count == 0 || digest_compare(&seen->last, key) < 0);
    seen->last = *key;
    seen->count++;
    return true;
}

static uint32_t
list_rows(const char *namespace, int64_t born_since)
{
    struct db_filter filter = {.born_since = born_since};
    struct seen seen = {0};
    struct err err;
    struct db *db = db_open_as("cache", str_from(namespace), &err);

    assert_int_equal(db_each(db, &filter, see, &seen, &err), 0);
    db_close(db);
    return seen.count;
}

static void
rows_are_listed_in_the_order_of_their_keys(void **state)
{
    (void)state;
    make_store(50, LEN);
    assert_int_equal(list_rows("main", 0), 50);
}

static void
rows_of_the_newest_run_are_listed_alone(void **state)
{
    struct db *db = open_store();

    (void)state;
    db_run_begin(db);
    put_rows(db, 0, 10, LEN);
    db_flush(db);
    db_run_begin(db);
    put_rows(db, 5, 20, LEN);
    db_close(db);
    assert_int_equal(list_rows("main", 0), 20);
    assert_int_equal(list_rows("main", 2), 10);
}

static void
a_namespace_sees_its_own_rows_and_those_of_main(void **state)
{
    struct err err;
    struct db *main_db = open_store();
    struct db *one = db_open_as("cache", STR("pr-1"), &err);
    struct db *other = db_open_as("cache", STR("pr-2"), &err);

    (void)state;
    put_rows(main_db, 0, 10, LEN);
    db_flush(main_db);
    assert_int_equal(get_rows(one, 0, 20, LEN), 10);
    put_rows(one, 10, 15, LEN);
    db_flush(one);
    assert_int_equal(get_rows(one, 0, 20, LEN), 15);
    assert_int_equal(get_rows(other, 0, 20, LEN), 10);
    assert_int_equal(get_rows(main_db, 0, 20, LEN), 10);
    /* What main works out itself is main's from then on. */
    put_row(main_db, 10, LEN);
    db_flush(main_db);
    db_close(other);
    other = db_open_as("cache", STR("pr-2"), &err);
    assert_int_equal(get_rows(other, 0, 20, LEN), 11);
    db_close(other);
    db_close(one);
    db_close(main_db);
    assert_int_equal(list_rows("main", 0), 11);
    assert_int_equal(list_rows("pr-1", 0), 4);
    assert_int_equal(list_rows("pr-2", 0), 0);
}

static void
what_others_worked_out_takes_no_ones_place(void **state)
{
    struct digest key = row_key(1);
    struct db *db = open_store();
    struct buf out;

    (void)state;
    assert_true(db_add(db, DB_RESULT, &key, STR("first")));
    assert_false(db_add(db, DB_RESULT, &key, STR("second")));
    db_flush(db);
    assert_false(db_add(db, DB_RESULT, &key, STR("third")));
    db_close(db);
    run_sql("UPDATE payload SET value = x'00'");
    db = open_store();
    assert_true(db_add(db, DB_RESULT, &key, STR("fourth")));
    db_close(db);
    db = open_store();
    buf_init(&out, BUF_UNLIMITED);
    assert_int_equal(db_get(db, DB_RESULT, &key, &out), 1);
    assert_string_equal(buf_cstr(&out), "fourth");
    buf_release(&out);
    db_close(db);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(sizes_are_told_by_kind),
        SCRATCH_TEST(
            the_file_is_below_its_limit_and_what_was_used_last_is_there),
        SCRATCH_TEST(holes_do_not_keep_the_file_large),
        SCRATCH_TEST(what_is_old_goes_and_what_is_wanted_stays),
        SCRATCH_TEST(what_runs_no_longer_use_goes),
        SCRATCH_TEST(times_stay),
        SCRATCH_TEST(a_cleared_store_is_empty_and_works),
        SCRATCH_TEST(damaged_values_are_found_and_forgotten),
        SCRATCH_TEST(rows_are_listed_in_the_order_of_their_keys),
        SCRATCH_TEST(rows_of_the_newest_run_are_listed_alone),
        SCRATCH_TEST(a_namespace_sees_its_own_rows_and_those_of_main),
        SCRATCH_TEST(what_others_worked_out_takes_no_ones_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
