/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/run/report_parts.h"

static size_t
cells_before(struct str line, uint32_t column)
{
    struct report_cursor cursor = {.column = 1};

    report_cells_to_column(line, column, &cursor);
    return cursor.cells;
}

static void
columns_become_cells(void **state)
{
    (void)state;
    assert_int_equal(cells_before(STR("abc"), 0), 0);
    assert_int_equal(cells_before(STR("abc"), 1), 0);
    assert_int_equal(cells_before(STR("abc"), 3), 2);
    assert_int_equal(cells_before(STR("abc"), 99), 3);
    assert_int_equal(cells_before(STR("\tx"), 2), 4);
    assert_int_equal(cells_before(STR("ab\tx"), 4), 4);
    assert_int_equal(cells_before(STR("abcd\tx"), 6), 8);
    assert_int_equal(cells_before(STR("\u65e5\u672cx"), 3), 4);
    assert_int_equal(cells_before(STR("e\u0301x"), 3), 1);
    assert_int_equal(cells_before(STR("\xff\xffx"), 3), 2);
    assert_int_equal(cells_before(STR("\u202ex"), 2), 8);
}

static void
assert_cut(struct str line, size_t from, const char *expected)
{
    struct report_cursor cursor = {.column = 1};
    struct buf out;

    buf_init(&out, BUF_UNLIMITED);
    report_cells_write(line, from, &cursor, &out);
    assert_string_equal(buf_cstr(&out), expected);
    buf_release(&out);
}

static void
a_line_that_fits_is_written_whole(void **state)
{
    char line[REPORT_CELLS_MAX + 1] = {0};

    (void)state;
    memset(line, 'x', REPORT_CELLS_MAX);
    assert_cut(str_from(line), 0, line);
    assert_cut(STR("\ta"), 0, "    a");
    assert_cut(STR(""), 0, "");
}

static void
a_longer_line_ends_in_dots(void **state)
{
    char line[REPORT_CELLS_MAX + 2] = {0};
    char expected[REPORT_CELLS_MAX + 3] = {0};

    (void)state;
    memset(line, 'x', REPORT_CELLS_MAX + 1);
    memset(expected, 'x', REPORT_CELLS_MAX - 1);
    memcpy(expected + REPORT_CELLS_MAX - 1, "\u2026", 3);
    assert_cut(str_from(line), 0, expected);
}

/* Cell 3 is the second half of the second letter. */
static void
a_cut_wide_letter_leaves_a_blank(void **state)
{
    (void)state;
    assert_cut(STR("\u65e5\u672cxyz"), 2, "\u2026 xyz");
    assert_cut(STR("\u65e5\u672cxyz"), 3, "\u2026xyz");
    assert_cut(STR("a\tx"), 1, "\u2026  x");
    assert_cut(STR("ab"), 9, "\u2026");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_become_cells),
        cmocka_unit_test(a_line_that_fits_is_written_whole),
        cmocka_unit_test(a_longer_line_ends_in_dots),
        cmocka_unit_test(a_cut_wide_letter_leaves_a_blank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
