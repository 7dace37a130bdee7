/* SPDX-License-Identifier: MIT */
#include "core/plan/record_table.h"

#include <string.h>

#include "core/sys/file.h"
#include "tests/unit/stride.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { ROWS = 7 };

static const char path[] = "units";

static struct digest
content_of(unsigned row)
{
    struct digest digest;
    hash_bytes(HASH_XXH3, &row, sizeof(row), &digest);
    return digest;
}

/* Lengths differ, so that records have to be aligned. */
static struct str
record_of(unsigned row)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    return (struct str){letters + row, row + 1};
}

static void
put(struct record_table *table, unsigned row)
{
    struct digest content = content_of(row);
    record_table_put(table, &content, record_of(row));
}

/* Is the record there?  If it is, it is right and aligned. */
static bool
has(struct record_table *table, unsigned row)
{
    struct digest content = content_of(row);
    struct str found = record_table_find(table, &content);
    if (!found.data) {
        return false;
    }
    assert_true(str_equal(found, record_of(row)));
    assert_int_equal((uintptr_t)found.data % 8, 0);
    return true;
}

static void
save_rows(void)
{
    struct record_table table;
    struct err err;
    record_table_init(&table, HASH_XXH3);
    for (unsigned row = 0; row < ROWS; row++) {
        put(&table, row);
    }
    assert_int_equal(record_table_save(&table, path, &err), 0);
    record_table_release(&table);
}

static unsigned
count_saved(enum hash_algorithm algorithm)
{
    struct record_table table;
    unsigned found = 0;
    record_table_init(&table, algorithm);
    record_table_load(&table, path);
    for (unsigned row = 0; row < ROWS; row++) {
        found += has(&table, row);
    }
    record_table_release(&table);
    return found;
}

static void
what_is_put_is_found(void **state)
{
    struct record_table table;
    (void)state;
    record_table_init(&table, HASH_XXH3);
    assert_false(has(&table, 3));
    put(&table, 3);
    put(&table, 3);
    assert_true(has(&table, 3));
    assert_false(has(&table, 4));
    assert_int_equal(table.rows.len, 1);
    record_table_release(&table);
}

static void
what_is_saved_is_found_again(void **state)
{
    (void)state;
    assert_int_equal(count_saved(HASH_XXH3), 0);
    save_rows();
    assert_int_equal(count_saved(HASH_XXH3), ROWS);
    assert_int_equal(count_saved(HASH_SHA256), 0);
}

/* The file as it was saved, once whole and then with harm. */
static void
try_harmed(struct str whole, size_t at, bool cut)
{
    struct buf harmed;
    struct err err;
    buf_init(&harmed, BUF_UNLIMITED);
    buf_str(&harmed, cut ? str_slice(whole, 0, at) : whole);
    if (!cut) {
        harmed.data[at] ^= 0x20;
    }
    assert_int_equal(file_replace(path, harmed.data, harmed.len, &err), 0);
    assert_int_equal(count_saved(HASH_XXH3), 0);
    buf_release(&harmed);
}

static void
a_harmed_file_is_none(void **state)
{
    struct buf whole;
    struct err err;
    (void)state;
    save_rows();
    buf_init(&whole, BUF_UNLIMITED);
    assert_int_equal(file_read(FILE_HERE, path, &whole, NULL, &err), 0);
    for (size_t at = 0; at < whole.len; at += STRIDE) {
        try_harmed(buf_view(&whole), at, false);
        try_harmed(buf_view(&whole), at, true);
    }
    buf_release(&whole);
}

#define PLACE_TEST(f)                                                          \
    cmocka_unit_test_setup_teardown(f, scratch_enter, scratch_leave)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_is_found),
        PLACE_TEST(what_is_saved_is_found_again),
        PLACE_TEST(a_harmed_file_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
