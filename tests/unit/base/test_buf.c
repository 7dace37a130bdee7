/* SPDX-License-Identifier: MIT */
#include "core/base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
everything_appended_stands_in_order(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, BUF_UNLIMITED);
    buf_text(&buf, "a");
    buf_str(&buf, STR("b\0c"));
    buf_byte(&buf, 'd');
    buf_printf(&buf, "%s%d", "e", 5);
    buf_printf(&buf, "%s", "");
    buf_append(&buf, NULL, 0);
    assert_false(buf.full);
    assert_true(str_equal(buf_view(&buf), STR("ab\0cde5")));
    buf_release(&buf);
    assert_null(buf.data);
}

static void
an_empty_buffer_is_an_empty_text(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, 0);
    assert_string_equal(buf_cstr(&buf), "");
    assert_int_equal(buf_view(&buf).len, 0);
    buf_text(&buf, "");
    assert_false(buf.full);
    buf_byte(&buf, 'x');
    assert_true(buf.full);
    buf_release(&buf);
}

static void
the_nul_is_not_counted_and_always_fits(void **state)
{
    struct buf buf;

    (void)state;
    for (size_t len = 0; len < 300; len++) {
        buf_init(&buf, len);
        for (size_t i = 0; i < len; i++)
            buf_byte(&buf, 'x');
        assert_false(buf.full);
        assert_int_equal(strlen(buf_cstr(&buf)), len);
        assert_int_equal(buf.len, len);
        buf_release(&buf);
    }
}

static void
what_goes_beyond_the_limit_changes_nothing(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, 4);
    buf_text(&buf, "abc");
    buf_text(&buf, "de");
    assert_true(buf.full);
    assert_string_equal(buf_cstr(&buf), "abc");
    buf_byte(&buf, 'd');
    assert_string_equal(buf_cstr(&buf), "abc");
    assert_null(buf_reserve(&buf, 0));
    buf_release(&buf);
}

static void
a_cleared_buffer_takes_text_again(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, 4);
    buf_printf(&buf, "%s", "abcde");
    assert_true(buf.full);
    assert_int_equal(buf.len, 0);
    buf_clear(&buf);
    buf_printf(&buf, "%s", "abcd");
    assert_false(buf.full);
    assert_string_equal(buf_cstr(&buf), "abcd");
    buf_release(&buf);
    assert_int_equal(buf.max, 4);
}

static void
reserved_room_counts_once_it_is_filled(void **state)
{
    struct buf buf;
    char *room;

    (void)state;
    buf_init(&buf, 1000);
    room = buf_reserve(&buf, 1000);
    assert_non_null(room);
    memset(room, 'r', 1000);
    assert_int_equal(buf.len, 0);
    buf.len += 1000;
    assert_int_equal(strlen(buf_cstr(&buf)), 1000);
    assert_null(buf_reserve(&buf, 1));
    assert_true(buf.full);
    buf_release(&buf);
}

static void
a_size_near_the_largest_number_is_too_much(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, SIZE_MAX);
    buf_byte(&buf, 'x');
    assert_null(buf_reserve(&buf, SIZE_MAX));
    assert_true(buf.full);
    assert_string_equal(buf_cstr(&buf), "x");
    buf_release(&buf);
}

static void
numbers_are_written_with_all_their_digits(void **state)
{
    static const uint64_t numbers[] = {0, 9, 10, 1234567890, UINT64_MAX};
    struct buf buf;

    (void)state;
    buf_init(&buf, BUF_UNLIMITED);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        buf_number(&buf, numbers[i]);
        buf_byte(&buf, ' ');
    }
    assert_string_equal(buf_cstr(&buf),
                        "0 9 10 1234567890 18446744073709551615 ");
    buf_release(&buf);
}

static void
a_byte_is_repeated_as_often_as_asked(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, 5);
    buf_repeated(&buf, '-', 0);
    assert_null(buf.data);
    buf_repeated(&buf, '-', 3);
    assert_string_equal(buf_cstr(&buf), "---");
    buf_repeated(&buf, '-', 3);
    assert_true(buf.full);
    assert_string_equal(buf_cstr(&buf), "---");
    buf_release(&buf);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_appended_stands_in_order),
        cmocka_unit_test(an_empty_buffer_is_an_empty_text),
        cmocka_unit_test(the_nul_is_not_counted_and_always_fits),
        cmocka_unit_test(what_goes_beyond_the_limit_changes_nothing),
        cmocka_unit_test(a_cleared_buffer_takes_text_again),
        cmocka_unit_test(reserved_room_counts_once_it_is_filled),
        cmocka_unit_test(a_size_near_the_largest_number_is_too_much),
        cmocka_unit_test(numbers_are_written_with_all_their_digits),
        cmocka_unit_test(a_byte_is_repeated_as_often_as_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
