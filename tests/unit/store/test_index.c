/* SPDX-License-Identifier: MIT */
#include "core/store/index.h"

#include <string.h>
#include <sys/stat.h>

#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Offsets of the format, as the header describes it. */
enum {
    AT_CHECKSUM = 16,
    AT_REST = 24,
    AT_VERSION = 28,
    AT_FILE_LEN = 32,
    AT_SECTIONS_LEN = 80,
    AT_TABLE = 88,
    ROW_OFFSET = 8,
    ROW_LEN = 16,
};

static const uint32_t numbers[] = {1, 2, 3};
static const struct index_section sections[] = {
    {7, numbers, sizeof(numbers)},
    {3, "odd", 3},
    {9, NULL, 0},
    {4, "12345678", 8},
};
enum { SECTIONS = sizeof(sections) / sizeof(*sections) };

static const struct digest settings = {{1, 2, 3}};

static void
make(struct buf *bytes)
{
    buf_init(bytes, BUF_UNLIMITED);
    index_write(bytes, &settings, -5, sections, SECTIONS);
}

static void
put(const void *data, size_t len)
{
    struct err err;
    assert_int_equal(file_replace("index", data, len, &err), 0);
}

static bool
opens(const void *data, size_t len)
{
    struct index_file index;
    put(data, len);
    bool open = index_open("index", &settings, &index);
    if (open) {
        index_close(&index);
    }
    return open;
}

/* After a change that the checksum is not to notice. */
static bool
opens_repaired(struct buf *bytes)
{
    uint64_t sum = hash_64(bytes->data + AT_REST, bytes->len - AT_REST);
    memcpy(bytes->data + AT_CHECKSUM, &sum, sizeof(sum));
    return opens(bytes->data, bytes->len);
}

static void
set_number(struct buf *bytes, size_t at, uint64_t number)
{
    memcpy(bytes->data + at, &number, sizeof(number));
}

static void
sections_are_read_as_they_were_written(void **state)
{
    struct buf bytes;
    struct index_file index;

    (void)state;
    make(&bytes);
    put(bytes.data, bytes.len);
    assert_true(index_open("index", &settings, &index));
    assert_int_equal(index.since_ns, -5);
    assert_int_equal(index.sections_len, SECTIONS);
    for (size_t i = 0; i < SECTIONS; i++) {
        size_t len;
        const void *data = index_records(&index, sections[i].id, 1, &len);
        assert_int_equal(len, sections[i].len);
        assert_non_null(data);
        assert_int_equal((uintptr_t)data % 8, 0);
        assert_int_equal(len > 0 ? memcmp(data, sections[i].data, len) : 0, 0);
    }
    index_close(&index);
    buf_release(&bytes);
}

static void
an_index_may_stand_behind_other_bytes_of_the_buffer(void **state)
{
    struct buf alone;
    struct buf behind;

    (void)state;
    make(&alone);
    buf_init(&behind, BUF_UNLIMITED);
    buf_text(&behind, "abc");
    index_write(&behind, &settings, -5, sections, SECTIONS);
    assert_int_equal(behind.len, alone.len + 3);
    assert_memory_equal(behind.data + 3, alone.data, alone.len);
    buf_release(&alone);
    buf_release(&behind);
}

static void
records_of_another_size_or_section_are_absent(void **state)
{
    struct buf bytes;
    struct index_file index;
    size_t len = 99;

    (void)state;
    make(&bytes);
    put(bytes.data, bytes.len);
    assert_true(index_open("index", &settings, &index));
    assert_non_null(index_records(&index, 7, sizeof(uint32_t), &len));
    assert_int_equal(len, 3);
    assert_null(index_records(&index, 7, 8, &len));
    assert_int_equal(len, 0);
    assert_null(index_records(&index, 8, 1, &len));
    assert_int_equal(len, 0);
    index_close(&index);
    buf_release(&bytes);
}

static void
an_index_with_any_bit_flipped_is_refused(void **state)
{
    struct buf bytes;

    (void)state;
    make(&bytes);
    for (size_t i = 0; i < bytes.len; i++) {
        for (int mask = 1; mask < 256; mask <<= 1) {
            bytes.data[i] = (char)(bytes.data[i] ^ mask);
            assert_false(opens(bytes.data, bytes.len));
            bytes.data[i] = (char)(bytes.data[i] ^ mask);
        }
    }
    assert_true(opens(bytes.data, bytes.len));
    buf_release(&bytes);
}

static void
an_index_cut_anywhere_or_grown_is_refused(void **state)
{
    struct buf bytes;

    (void)state;
    make(&bytes);
    for (size_t len = 0; len < bytes.len; len++) {
        assert_false(opens(bytes.data, len));
    }
    buf_byte(&bytes, '\0');
    assert_false(opens(bytes.data, bytes.len));
    buf_release(&bytes);
}

static void
an_index_of_other_settings_is_refused(void **state)
{
    struct digest other = settings;
    struct index_file index;
    struct buf bytes;

    (void)state;
    make(&bytes);
    put(bytes.data, bytes.len);
    other.bytes[DIGEST_BYTES - 1] ^= 1;
    assert_false(index_open("index", &other, &index));
    assert_true(index_open("index", &settings, &index));
    index_close(&index);
    buf_release(&bytes);
}

static void
what_is_no_file_is_refused(void **state)
{
    struct index_file index;

    (void)state;
    assert_false(index_open("index", &settings, &index));
    assert_int_equal(mkdir("index", 0777), 0);
    assert_false(index_open("index", &settings, &index));
}

static void
a_right_checksum_does_not_make_wrong_numbers_right(void **state)
{
    static const struct {
        size_t at;
        uint64_t number;
    } wrong[] = {
        {AT_FILE_LEN, 1},
        {AT_SECTIONS_LEN, INDEX_SECTIONS_MAX + 1},
        {AT_SECTIONS_LEN, INDEX_SECTIONS_MAX},
        {AT_SECTIONS_LEN, UINT64_MAX},
        {AT_SECTIONS_LEN, UINT64_MAX / 24 + 2},
        {AT_TABLE + ROW_OFFSET, 1 << 20},
        {AT_TABLE + ROW_OFFSET, UINT64_MAX - 7},
        {AT_TABLE + ROW_OFFSET, AT_TABLE + 1},
        {AT_TABLE + ROW_LEN, 1 << 20},
        {AT_TABLE + ROW_LEN, UINT64_MAX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        struct buf bytes;
        make(&bytes);
        set_number(&bytes, wrong[i].at, wrong[i].number);
        assert_false(opens_repaired(&bytes));
        buf_release(&bytes);
    }
}

static void
another_version_of_the_layout_is_refused(void **state)
{
    struct buf bytes;

    (void)state;
    make(&bytes);
    assert_true(opens_repaired(&bytes));
    bytes.data[AT_VERSION] = INDEX_VERSION + 1;
    assert_false(opens_repaired(&bytes));
    buf_release(&bytes);
}

static void
an_index_without_sections_is_whole(void **state)
{
    struct buf bytes;

    (void)state;
    buf_init(&bytes, BUF_UNLIMITED);
    index_write(&bytes, &settings, 0, NULL, 0);
    assert_int_equal(bytes.len, AT_TABLE);
    assert_true(opens(bytes.data, bytes.len));
    buf_release(&bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(sections_are_read_as_they_were_written),
        SCRATCH_TEST(an_index_may_stand_behind_other_bytes_of_the_buffer),
        SCRATCH_TEST(records_of_another_size_or_section_are_absent),
        SCRATCH_TEST(an_index_with_any_bit_flipped_is_refused),
        SCRATCH_TEST(an_index_cut_anywhere_or_grown_is_refused),
        SCRATCH_TEST(an_index_of_other_settings_is_refused),
        SCRATCH_TEST(what_is_no_file_is_refused),
        SCRATCH_TEST(a_right_checksum_does_not_make_wrong_numbers_right),
        SCRATCH_TEST(another_version_of_the_layout_is_refused),
        SCRATCH_TEST(an_index_without_sections_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
