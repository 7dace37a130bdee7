/* SPDX-License-Identifier: MIT */
#include "core/base/width.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
letters_take_one_column(void **state)
{
    (void)state;
    assert_int_equal(width_of('a'), 1);
    assert_int_equal(width_of(' '), 1);
    assert_int_equal(width_of(0xe9), 1);
    assert_int_equal(width_of(0x2026), 1);
    assert_int_equal(width_of(0x2fffff), 1);
}

static void
combining_marks_take_none(void **state)
{
    (void)state;
    assert_int_equal(width_of(0x301), 0);
    assert_int_equal(width_of(0x36f), 0);
    assert_int_equal(width_of(0x370), 1);
    assert_int_equal(width_of(0x200d), 0);
    assert_int_equal(width_of(0xe01ef), 0);
}

static void
east_asian_letters_and_emoji_take_two(void **state)
{
    (void)state;
    assert_int_equal(width_of(0x1100), 2);
    assert_int_equal(width_of(0x65e5), 2);
    assert_int_equal(width_of(0xac00), 2);
    assert_int_equal(width_of(0xff21), 2);
    assert_int_equal(width_of(0x1f600), 2);
    assert_int_equal(width_of(0x20000), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_take_one_column),
        cmocka_unit_test(combining_marks_take_none),
        cmocka_unit_test(east_asian_letters_and_emoji_take_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
