/* SPDX-License-Identifier: MIT */
#include "core/base/utf8.h"

#include <stdbool.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The bytes of a code point of more than one byte, well-formed or not. */
static size_t
encode(uint32_t point, unsigned char *out)
{
    size_t len = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char heads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (unsigned char)(0x80 | (point & 0x3f));
        point >>= 6;
    }
    out[0] = (unsigned char)(heads[len] | point);
    return len;
}

static void
every_code_point_but_the_surrogates_is_well_formed(void **state)
{
    unsigned char bytes[4];

    (void)state;
    for (uint32_t point = 0x80; point < 0x1fffff; point++) {
        bool is_character =
            point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
        size_t len = encode(point, bytes);
        assert_int_equal(utf8_sequence(bytes, len), is_character ? len : 0);
    }
}

static void
a_cut_sequence_is_none(void **state)
{
    static const uint32_t points[] = {0x80, 0x7ff, 0x800, 0xffff, 0x10000};
    unsigned char bytes[4];

    (void)state;
    for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++) {
        size_t len = encode(points[i], bytes);
        for (size_t left = 1; left < len; left++) {
            assert_int_equal(utf8_sequence(bytes, left), 0);
        }
        assert_int_equal(utf8_sequence(bytes, 4), len);
    }
}

/* Of all sequences of two bytes, only the 1,920 of U+0080 to U+07FF. */
static void
no_overlong_form_or_loose_tail_is_accepted(void **state)
{
    unsigned char bytes[2];
    int accepted = 0;

    (void)state;
    for (unsigned first = 0x80; first < 0x100; first++) {
        for (unsigned second = 0; second < 0x100; second++) {
            bytes[0] = (unsigned char)first;
            bytes[1] = (unsigned char)second;
            accepted += utf8_sequence(bytes, 2) == 2;
        }
    }
    assert_int_equal(accepted, 0x800 - 0x80);
    assert_int_equal(utf8_sequence((const void *)"\xe0\x9f\xbf", 3), 0);
    assert_int_equal(utf8_sequence((const void *)"\xf0\x8f\xbf\xbf", 4), 0);
}

static void
the_valid_part_ends_before_the_first_bad_byte(void **state)
{
    (void)state;
    assert_int_equal(utf8_valid_len(STR("")), 0);
    assert_int_equal(utf8_valid_len((struct str){0}), 0);
    assert_int_equal(utf8_valid_len(STR("a\0b")), 3);
    assert_int_equal(utf8_valid_len(STR("gr\xc3\xbc\xc3\x9f")), 6);
    assert_int_equal(utf8_valid_len(STR("ab\xff"
                                        "c")),
                     2);
    assert_int_equal(utf8_valid_len(STR("\xe2\x82\xac\xe2\x82")), 3);
    assert_int_equal(utf8_valid_len(STR("x\xed\xa0\x80")), 1);
}

static void
every_code_point_is_read_as_itself(void **state)
{
    unsigned char bytes[4] = {'z'};
    uint32_t read;

    (void)state;
    assert_int_equal(utf8_next((struct str){(char *)bytes, 1}, 0, &read), 1);
    assert_int_equal(read, 'z');
    for (uint32_t point = 0x80; point < 0x110000; point++) {
        size_t len = encode(point, bytes);
        struct str text = {(char *)bytes, len};
        if (point >= 0xd800 && point <= 0xdfff)
            continue;
        assert_int_equal(utf8_next(text, 0, &read), len);
        assert_int_equal(read, point);
    }
}

static void
a_malformed_byte_is_read_by_itself(void **state)
{
    struct str text = STR("a\xe2\x82\xffz");
    uint32_t read;

    (void)state;
    for (size_t at = 1; at < 4; at++) {
        assert_int_equal(utf8_next(text, at, &read), 1);
        assert_int_equal(read, UTF8_MALFORMED);
    }
    assert_int_equal(utf8_next(text, 4, &read), 1);
    assert_int_equal(read, 'z');
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_but_the_surrogates_is_well_formed),
        cmocka_unit_test(a_cut_sequence_is_none),
        cmocka_unit_test(no_overlong_form_or_loose_tail_is_accepted),
        cmocka_unit_test(the_valid_part_ends_before_the_first_bad_byte),
        cmocka_unit_test(every_code_point_is_read_as_itself),
        cmocka_unit_test(a_malformed_byte_is_read_by_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
