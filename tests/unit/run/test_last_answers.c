/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/run/last_answers.h"
#include "core/sys/file.h"

enum { ROWS = 40 };

static char folder[] = "/tmp/depstamp-last-XXXXXX";
static char path[64];

static void
key_of(int number, struct digest *key)
{
    hash_bytes(HASH_XXH3, &number, sizeof(number), key);
}

static void
text_of(int number, char *text)
{
    snprintf(text, 32, "row %d", number * number);
}

static int
write_rows(void **state)
{
    (void)state;
    struct err err;
    struct last_rows rows = {0};
    buf_init(&rows.bytes, BUF_UNLIMITED);
    for (int i = 0; i < ROWS; i++) {
        char text[32];
        struct last_row row = {.offset = rows.bytes.len};
        text_of(i, text);
        key_of(i, &row.key);
        buf_text(&rows.bytes, text);
        row.len = rows.bytes.len - row.offset;
        VEC_PUSH(&rows, row);
    }
    assert_int_equal(last_answers_write(path, &rows, &err), 0);
    buf_release(&rows.bytes);
    VEC_RELEASE(&rows);
    return 0;
}

/* How many rows are found; those that are have to be the right ones. */
static int
count_rows(void)
{
    int found = 0;
    struct last_answers last;
    last_answers_read(&last, path);
    for (int i = 0; i < ROWS; i++) {
        struct digest key;
        struct str row;
        char text[32];
        text_of(i, text);
        key_of(i, &key);
        if (last_answers_find(&last, &key, &row)) {
            assert_true(str_equal(row, str_from(text)));
            found++;
        }
    }
    last_answers_release(&last);
    return found;
}

static void
every_row_is_found_by_its_key(void **state)
{
    (void)state;
    struct digest other;
    struct str row;
    struct last_answers last;
    assert_int_equal(count_rows(), ROWS);
    key_of(ROWS, &other);
    last_answers_read(&last, path);
    assert_false(last_answers_find(&last, &other, &row));
    last_answers_release(&last);
}

static void
a_file_that_is_not_there_is_empty(void **state)
{
    (void)state;
    unlink(path);
    assert_int_equal(count_rows(), 0);
}

static void
a_flipped_byte_empties_it(void **state)
{
    (void)state;
    struct err err;
    struct buf bytes;
    buf_init(&bytes, BUF_UNLIMITED);
    assert_int_equal(file_read(FILE_HERE, path, &bytes, NULL, &err), 0);
    for (size_t at = 0; at < bytes.len; at++) {
        bytes.data[at] = (char)(bytes.data[at] ^ 0x10);
        assert_int_equal(file_replace(path, bytes.data, bytes.len, &err), 0);
        assert_int_equal(count_rows(), 0);
        bytes.data[at] = (char)(bytes.data[at] ^ 0x10);
    }
    buf_release(&bytes);
}

static void
a_cut_empties_it(void **state)
{
    (void)state;
    struct err err;
    struct buf bytes;
    buf_init(&bytes, BUF_UNLIMITED);
    assert_int_equal(file_read(FILE_HERE, path, &bytes, NULL, &err), 0);
    for (size_t len = 0; len < bytes.len; len++) {
        assert_int_equal(file_replace(path, bytes.data, len, &err), 0);
        assert_int_equal(count_rows(), 0);
    }
    buf_release(&bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_row_is_found_by_its_key, write_rows),
        cmocka_unit_test_setup(a_file_that_is_not_there_is_empty, write_rows),
        cmocka_unit_test_setup(a_flipped_byte_empties_it, write_rows),
        cmocka_unit_test_setup(a_cut_empties_it, write_rows),
    };
    if (!mkdtemp(folder)) {
        return 1;
    }
    snprintf(path, sizeof(path), "%s/answers", folder);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    rmdir(folder);
    return failed;
}
