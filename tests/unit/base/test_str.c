/* SPDX-License-Identifier: MIT */
#include "core/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
texts_are_ordered_by_unsigned_bytes_then_length(void **state)
{
    (void)state;
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("a\xff"), STR("a\x7f")) > 0);
    assert_true(str_compare(STR("a"), STR("a/")) < 0);
    assert_true(str_compare(STR("a/"), STR("a")) > 0);
    assert_int_equal(str_compare(STR("a"), STR("a")), 0);
    assert_int_equal(str_compare((struct str){0}, STR("")), 0);
    assert_true(str_compare((struct str){0}, STR("a")) < 0);
}

static void
a_text_starts_and_ends_with_the_empty_text(void **state)
{
    (void)state;
    assert_true(str_starts_with(STR("a"), (struct str){0}));
    assert_true(str_ends_with(STR("a"), (struct str){0}));
    assert_true(str_starts_with((struct str){0}, (struct str){0}));
    assert_true(str_ends_with((struct str){0}, STR("")));
}

static void
a_longer_text_is_neither_prefix_nor_suffix(void **state)
{
    (void)state;
    assert_true(str_starts_with(STR("a.py"), STR("a.")));
    assert_true(str_ends_with(STR("a.py"), STR(".py")));
    assert_false(str_starts_with(STR("a"), STR("a.")));
    assert_false(str_ends_with(STR("py"), STR(".py")));
    assert_false(str_ends_with(STR("a.pyi"), STR(".py")));
}

static void
a_slice_never_leaves_its_text(void **state)
{
    struct str text = STR("abc");

    (void)state;
    assert_true(str_equal(str_slice(text, 1, 2), STR("b")));
    assert_true(str_equal(str_slice(text, 1, 9), STR("bc")));
    assert_int_equal(str_slice(text, 9, 9).len, 0);
    assert_int_equal(str_slice(text, 2, 1).len, 0);
    assert_null(str_slice((struct str){0}, 0, 4).data);
}

static void
trimming_leaves_inner_spaces(void **state)
{
    (void)state;
    assert_true(str_equal(str_trim(STR(" \t\f a b\r\n")), STR("a b")));
    assert_int_equal(str_trim(STR(" \n")).len, 0);
    assert_int_equal(str_trim((struct str){0}).len, 0);
    assert_true(str_equal(str_trim(STR("\0")), STR("\0")));
}

static void
bytes_are_found_from_both_ends(void **state)
{
    (void)state;
    assert_int_equal(str_find_byte(STR("a/b/c"), '/'), 1);
    assert_int_equal(str_find_last_byte(STR("a/b/c"), '/'), 3);
    assert_int_equal(str_find_byte(STR("abc"), '/'), -1);
    assert_int_equal(str_find_last_byte((struct str){0}, '/'), -1);
    assert_int_equal(str_find_byte(STR("a\0b"), 'b'), 2);
}

static void
splitting_yields_every_part_and_the_empty_ones(void **state)
{
    static const char *const parts[] = {"a", "", "b", ""};
    struct str rest = STR("a..b.");
    size_t count = 0;

    (void)state;
    while (rest.data) {
        struct str part = str_split(&rest, '.');
        assert_in_range(count, 0, 3);
        assert_true(str_equal(part, str_from(parts[count])));
        count++;
    }
    assert_int_equal(count, 4);
}

static void
splitting_the_empty_text_yields_it_once(void **state)
{
    struct str rest = STR("");

    (void)state;
    assert_int_equal(str_split(&rest, '.').len, 0);
    assert_null(rest.data);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_ordered_by_unsigned_bytes_then_length),
        cmocka_unit_test(a_text_starts_and_ends_with_the_empty_text),
        cmocka_unit_test(a_longer_text_is_neither_prefix_nor_suffix),
        cmocka_unit_test(a_slice_never_leaves_its_text),
        cmocka_unit_test(trimming_leaves_inner_spaces),
        cmocka_unit_test(bytes_are_found_from_both_ends),
        cmocka_unit_test(splitting_yields_every_part_and_the_empty_ones),
        cmocka_unit_test(splitting_the_empty_text_yields_it_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
