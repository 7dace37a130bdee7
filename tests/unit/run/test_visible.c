/* SPDX-License-Identifier: MIT */
#include "core/run/visible.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/utf8.h"

static void
assert_shown(struct str text, const char *expected)
{
    struct buf out;

    buf_init(&out, BUF_UNLIMITED);
    visible_append(&out, text);
    assert_string_equal(buf_cstr(&out), expected);
    buf_release(&out);
}

static void
assert_line(struct str text, size_t max, const char *expected)
{
    struct buf out;

    buf_init(&out, BUF_UNLIMITED);
    visible_line(&out, text, max);
    assert_string_equal(buf_cstr(&out), expected);
    buf_release(&out);
}

static void
text_stays_as_it_is(void **state)
{
    (void)state;
    assert_shown(STR(""), "");
    assert_shown(STR("x = 'a\\x1b'"), "x = 'a\\x1b'");
    assert_shown(STR("gr\u00fc\u00df \u65e5 e\u0301 \U0001f600"),
                 "gr\u00fc\u00df \u65e5 e\u0301 \U0001f600");
}

static void
control_characters_are_shown_by_their_pictures(void **state)
{
    (void)state;
    assert_shown(STR("\0\x07\t\n\r\x1b[31m\x1f\x7f"),
                 "\u2400\u2407\u2409\u240a\u240d\u241b[31m\u241f\u2421");
}

static void
what_hides_is_shown_by_its_number(void **state)
{
    (void)state;
    assert_shown(STR("a\xc2\x9b\u202e\u2028"), "a<U+009B><U+202E><U+2028>");
    assert_shown(STR("\xf3\xa0\x80\x81"), "<U+E0001>");
}

static void
bytes_that_are_no_text_are_replaced_one_by_one(void **state)
{
    (void)state;
    assert_shown(STR("a\xff\xe2\x82z"), "a\ufffd\ufffd\ufffdz");
}

static void
no_code_point_is_shown_as_a_control_character(void **state)
{
    (void)state;
    for (uint32_t byte = 0; byte < 0x10000; byte++) {
        char bytes[2] = {(char)(byte >> 8), (char)byte};
        struct visible shown;
        assert_in_range(visible_next((struct str){bytes, 2}, 0, &shown), 1, 2);
        assert_true((unsigned char)shown.text[0] >= 0x20);
        assert_true(shown.text[0] != 0x7f);
        assert_int_equal(utf8_valid_len((struct str){shown.text, shown.len}),
                         shown.len);
        assert_in_range(shown.width, 0, 9);
    }
}

static void
a_line_has_the_ends_of_lines_as_blanks(void **state)
{
    (void)state;
    assert_line(STR("one"), 99, "one");
    assert_line(STR("\n one\r\n\n   two \nthree\n"), 99, "one two three");
    assert_line(STR(" \n\t"), 99, "");
    assert_line(STR("a\rb"), 99, "a\u240db");
}

static void
a_long_line_says_how_much_was_left_out(void **state)
{
    (void)state;
    assert_line(STR("abcdef"), 6, "abcdef");
    assert_line(STR("abcdef"), 4, "abcd\u2026 (2 bytes more)");
    assert_line(STR("ab\u20acd"), 4, "ab\u2026 (4 bytes more)");
}

/* Each byte, at each place of what is looked at eight bytes at a time. */
static void
plain_text_ends_at_the_first_byte_that_is_not(void **state)
{
    char text[20];

    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        bool plain = byte >= 0x20 && byte < 0x7f;
        for (size_t at = 0; at < sizeof(text); at++) {
            struct str all = {text, sizeof(text)};
            memset(text, ' ', sizeof(text));
            text[at] = (char)byte;
            assert_int_equal(visible_plain(all, 0, 99),
                             plain ? sizeof(text) : at);
            assert_int_equal(visible_plain(all, at, 1), plain);
        }
    }
    assert_int_equal(visible_plain(STR("abcdefghijkl"), 2, 9), 9);
    assert_int_equal(visible_plain(STR("abc"), 3, 9), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_stays_as_it_is),
        cmocka_unit_test(control_characters_are_shown_by_their_pictures),
        cmocka_unit_test(what_hides_is_shown_by_its_number),
        cmocka_unit_test(bytes_that_are_no_text_are_replaced_one_by_one),
        cmocka_unit_test(no_code_point_is_shown_as_a_control_character),
        cmocka_unit_test(a_line_has_the_ends_of_lines_as_blanks),
        cmocka_unit_test(a_long_line_says_how_much_was_left_out),
        cmocka_unit_test(plain_text_ends_at_the_first_byte_that_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
