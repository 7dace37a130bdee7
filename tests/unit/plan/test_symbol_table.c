/* SPDX-License-Identifier: MIT */
#include "core/plan/symbol_table.h"

#include <string.h>

#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* As index.h describes the bytes. */
enum { AT_CHECKSUM = 16, AT_REST = 24, AT_ROWS = 112, ROWS = 5 };

static const char path[] = "symbols";

static struct digest
digest_of(unsigned seed)
{
    struct digest digest;
    hash_bytes(HASH_XXH3, &seed, sizeof(seed), &digest);
    return digest;
}

static struct digest
content_of(unsigned row)
{
    return digest_of(row * 10);
}

static void
put(struct symbol_table *table, unsigned row)
{
    struct digest content = content_of(row);
    struct digest stamps[STAMPS];
    for (unsigned level = 0; level < STAMPS; level++) {
        stamps[level] = digest_of(row * 10 + 1 + level);
    }
    symbol_table_put(table, &content, stamps);
}

/* Is the row there?  If it is, it is right. */
static bool
has(struct symbol_table *table, unsigned row)
{
    struct digest content = content_of(row);
    const struct symbol_row *found = symbol_table_find(table, &content);
    for (unsigned level = 0; found && level < STAMPS; level++) {
        struct digest stamp = digest_of(row * 10 + 1 + level);
        assert_memory_equal(&found->stamps[level], &stamp, sizeof(stamp));
    }
    return found;
}

static unsigned
count(struct symbol_table *table)
{
    unsigned found = 0;
    for (unsigned row = 0; row < ROWS; row++) {
        found += has(table, row);
    }
    return found;
}

static void
save_bytes(const char *data, size_t len)
{
    struct err err;
    assert_int_equal(file_replace(path, data, len, &err), 0);
}

static void
save(const struct symbol_table *table)
{
    struct buf bytes;
    buf_init(&bytes, BUF_UNLIMITED);
    symbol_table_write(table, &bytes);
    save_bytes(bytes.data, bytes.len);
    buf_release(&bytes);
}

static void
make_bytes(struct buf *bytes)
{
    struct symbol_table table;
    symbol_table_init(&table, HASH_XXH3);
    for (unsigned row = 0; row < ROWS; row++) {
        put(&table, row);
    }
    buf_init(bytes, BUF_UNLIMITED);
    symbol_table_write(&table, bytes);
    symbol_table_release(&table);
}

/* How many of the rows the file holds; none of them is wrong. */
static unsigned
count_saved(enum hash_algorithm algorithm)
{
    struct symbol_table table;
    symbol_table_init(&table, algorithm);
    symbol_table_load(&table, path);
    unsigned found = count(&table);
    symbol_table_release(&table);
    return found;
}

static void
what_is_put_is_found(void **state)
{
    struct symbol_table table;
    (void)state;
    symbol_table_init(&table, HASH_XXH3);
    assert_false(has(&table, 1));
    assert_false(table.changed);
    put(&table, 1);
    put(&table, 2);
    put(&table, 1);
    assert_true(has(&table, 1) && has(&table, 2));
    assert_false(has(&table, 3));
    assert_true(table.changed);
    assert_int_equal(table.rows.len, 2);
    symbol_table_release(&table);
}

static void
what_is_saved_is_found_again(void **state)
{
    struct symbol_table table;
    struct buf bytes;
    (void)state;
    make_bytes(&bytes);
    save_bytes(bytes.data, bytes.len);
    buf_release(&bytes);
    symbol_table_init(&table, HASH_XXH3);
    symbol_table_load(&table, path);
    assert_int_equal(count(&table), ROWS);
    assert_false(table.changed);
    assert_int_equal(table.used, ROWS);
    symbol_table_release(&table);
}

static void
digests_of_32_bytes_are_kept_whole(void **state)
{
    struct symbol_table table;
    struct digest content;
    struct digest stamps[STAMPS];
    (void)state;
    memset(&content, 'c', sizeof(content));
    memset(stamps, 's', sizeof(stamps));
    stamps[STAMPS - 1].bytes[DIGEST_BYTES - 1] = 'z';
    symbol_table_init(&table, HASH_SHA256);
    symbol_table_put(&table, &content, stamps);
    save(&table);
    symbol_table_release(&table);
    symbol_table_init(&table, HASH_SHA256);
    symbol_table_load(&table, path);
    const struct symbol_row *row = symbol_table_find(&table, &content);
    assert_non_null(row);
    assert_memory_equal(row->stamps, stamps, sizeof(stamps));
    symbol_table_release(&table);
    assert_int_equal(count_saved(HASH_XXH3), 0);
}

static void
a_table_of_another_algorithm_is_none(void **state)
{
    struct buf bytes;
    (void)state;
    make_bytes(&bytes);
    save_bytes(bytes.data, bytes.len);
    buf_release(&bytes);
    assert_int_equal(count_saved(HASH_SHA256), 0);
    assert_int_equal(count_saved(HASH_XXH3), ROWS);
}

static void
no_file_is_an_empty_table(void **state)
{
    (void)state;
    assert_int_equal(count_saved(HASH_XXH3), 0);
    save_bytes("", 0);
    assert_int_equal(count_saved(HASH_XXH3), 0);
}

static void
contents_that_begin_alike_are_told_apart(void **state)
{
    struct symbol_table table;
    struct digest one = digest_of(7);
    struct digest other = one;
    struct digest stamps[STAMPS] = {{{1}}, {{2}}, {{3}}};
    (void)state;
    other.bytes[12] ^= 1;
    symbol_table_init(&table, HASH_XXH3);
    symbol_table_put(&table, &one, stamps);
    assert_null(symbol_table_find(&table, &other));
    stamps[0].bytes[0] = 9;
    symbol_table_put(&table, &other, stamps);
    const struct symbol_row *row = symbol_table_find(&table, &other);
    assert_non_null(row);
    assert_int_equal(row->stamps[0].bytes[0], 9);
    row = symbol_table_find(&table, &one);
    assert_true(!row || row->stamps[0].bytes[0] == 1);
    symbol_table_release(&table);
}

/* The rows left in a table of `total` after a run that used `used` of them. */
static size_t
rows_left(unsigned total, unsigned used)
{
    struct symbol_table table;
    symbol_table_init(&table, HASH_XXH3);
    for (unsigned row = 0; row < total; row++) {
        put(&table, row);
    }
    save(&table);
    symbol_table_release(&table);
    for (int run = 0; run < 2; run++) {
        symbol_table_init(&table, HASH_XXH3);
        symbol_table_load(&table, path);
        for (unsigned row = 0; run == 0 && row < used; row++) {
            assert_true(has(&table, row));
            assert_true(has(&table, row));
        }
        if (run == 0) {
            save(&table);
            symbol_table_release(&table);
        }
    }
    size_t left = table.rows.len;
    symbol_table_release(&table);
    return left;
}

static void
unused_rows_are_kept_while_they_are_few(void **state)
{
    (void)state;
    assert_int_equal(rows_left(40, 40), 40);
    assert_int_equal(rows_left(40, 10), 40);
    assert_int_equal(rows_left(40, 9), 9);
    assert_int_equal(rows_left(40, 0), 0);
    assert_int_equal(rows_left(3, 1), 3);
}

static void
a_table_that_was_cut_is_empty(void **state)
{
    struct buf bytes;
    (void)state;
    make_bytes(&bytes);
    for (size_t len = 0; len < bytes.len; len++) {
        save_bytes(bytes.data, len);
        assert_int_equal(count_saved(HASH_XXH3), 0);
    }
    buf_byte(&bytes, '\0');
    save_bytes(bytes.data, bytes.len);
    assert_int_equal(count_saved(HASH_XXH3), 0);
    buf_release(&bytes);
}

static void
a_table_with_any_bit_flipped_is_empty(void **state)
{
    struct buf bytes;
    (void)state;
    make_bytes(&bytes);
    for (size_t at = 0; at < bytes.len; at++) {
        char before = bytes.data[at];
        bytes.data[at] = (char)(before ^ 1 << at % 8);
        save_bytes(bytes.data, bytes.len);
        assert_int_equal(count_saved(HASH_XXH3), 0);
        bytes.data[at] = before;
    }
    save_bytes(bytes.data, bytes.len);
    assert_int_equal(count_saved(HASH_XXH3), ROWS);
    buf_release(&bytes);
}

/* Rows may be lost then, but what is found is right. */
static void
a_header_that_lies_under_a_right_checksum_is_no_trap(void **state)
{
    static const unsigned char masks[] = {1, 8, 0x10, 0x40, 0x80, 0xff};
    struct buf bytes;
    (void)state;
    make_bytes(&bytes);
    for (size_t at = AT_REST; at < AT_ROWS; at++) {
        for (size_t i = 0; i < sizeof(masks); i++) {
            bytes.data[at] = (char)(bytes.data[at] ^ masks[i]);
            uint64_t sum = hash_64(bytes.data + AT_REST, bytes.len - AT_REST);
            memcpy(bytes.data + AT_CHECKSUM, &sum, sizeof(sum));
            save_bytes(bytes.data, bytes.len);
            assert_in_range(count_saved(HASH_XXH3), 0, ROWS);
            bytes.data[at] = (char)(bytes.data[at] ^ masks[i]);
        }
    }
    buf_release(&bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_is_found),
        SCRATCH_TEST(what_is_saved_is_found_again),
        SCRATCH_TEST(digests_of_32_bytes_are_kept_whole),
        SCRATCH_TEST(a_table_of_another_algorithm_is_none),
        SCRATCH_TEST(no_file_is_an_empty_table),
        cmocka_unit_test(contents_that_begin_alike_are_told_apart),
        SCRATCH_TEST(unused_rows_are_kept_while_they_are_few),
        SCRATCH_TEST(a_table_that_was_cut_is_empty),
        SCRATCH_TEST(a_table_with_any_bit_flipped_is_empty),
        SCRATCH_TEST(a_header_that_lies_under_a_right_checksum_is_no_trap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
