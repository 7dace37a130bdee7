/* SPDX-License-Identifier: MIT */
#include "core/python/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
assert_decoded(struct str bytes, const char *expected, uint32_t problem_line)
{
    struct buf scratch;
    struct text_problem problem;
    buf_init(&scratch, BUF_UNLIMITED);
    struct str text = text_decode(bytes, &scratch, &problem);
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.data, expected, text.len);
    assert_int_equal(problem.line, problem_line);
    buf_release(&scratch);
}

static void
plain_text_is_not_copied(void **state)
{
    struct buf scratch;
    struct str bytes = STR("import a\r\n# \xc3\xa9\n");
    (void)state;
    buf_init(&scratch, BUF_UNLIMITED);
    assert_ptr_equal(text_decode(bytes, &scratch, NULL).data, bytes.data);
    buf_release(&scratch);
}

static void
a_byte_order_mark_is_dropped(void **state)
{
    (void)state;
    assert_decoded(STR("\xef\xbb\xbfimport a\n"), "import a\n", 0);
}

static void
a_cookie_is_obeyed_in_the_first_two_lines(void **state)
{
    (void)state;
    assert_decoded(STR("# coding: latin-1\n\xe9"),
                   "# coding: latin-1\n\xc3\xa9", 0);
    assert_decoded(STR("#!x\n# vim: set fileencoding=cp1252 :\n\x93"),
                   "#!x\n# vim: set fileencoding=cp1252 :\n\xe2\x80\x9c", 0);
    assert_decoded(STR("\n \t# coding=Latin_1\n\xe9"),
                   "\n \t# coding=Latin_1\n\xc3\xa9", 0);
    assert_decoded(STR("#\r# coding: l1\r\xe9"), "#\n# coding: l1\n\xc3\xa9",
                   0);
}

static void
a_cookie_anywhere_else_is_a_comment(void **state)
{
    (void)state;
    assert_decoded(STR("\n\n# coding: latin-1\n\xe9"),
                   "\n\n# coding: latin-1\n\xe9", 0);
    assert_decoded(STR("x = 1\n# coding: latin-1\n\xe9"),
                   "x = 1\n# coding: latin-1\n\xe9", 0);
    assert_decoded(STR("x # coding: latin-1\n\xe9"),
                   "x # coding: latin-1\n\xe9", 0);
    assert_decoded(STR("# coding latin-1\n\xe9"), "# coding latin-1\n\xe9", 0);
}

static void
utf8_under_any_name_is_left_alone(void **state)
{
    (void)state;
    assert_decoded(STR("# coding: utf-8\n\xc3\xa9"),
                   "# coding: utf-8\n\xc3\xa9", 0);
    assert_decoded(STR("# coding: UTF8\n\xc3\xa9"), "# coding: UTF8\n\xc3\xa9",
                   0);
    assert_decoded(STR("# coding: utf-8-unix\n\xc3\xa9"),
                   "# coding: utf-8-unix\n\xc3\xa9", 0);
}

static void
an_unknown_encoding_is_a_problem_and_the_bytes_stay(void **state)
{
    (void)state;
    assert_decoded(STR("# coding: klingon\nimport a\n"),
                   "# coding: klingon\nimport a\n", 1);
    assert_decoded(STR("\n# coding: ascii\n\xe9\n"),
                   "\n# coding: ascii\n\xe9\n", 2);
}

static void
lone_returns_become_newlines(void **state)
{
    (void)state;
    assert_decoded(STR("a\rb\r\nc\r\r\nd\r"), "a\nb\r\nc\n\r\nd\n", 0);
}

static void
nothing_decodes_to_nothing(void **state)
{
    (void)state;
    assert_decoded(STR(""), "", 0);
    assert_decoded(STR("\xef\xbb\xbf"), "", 0);
    assert_decoded((struct str){0}, "", 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_is_not_copied),
        cmocka_unit_test(a_byte_order_mark_is_dropped),
        cmocka_unit_test(a_cookie_is_obeyed_in_the_first_two_lines),
        cmocka_unit_test(a_cookie_anywhere_else_is_a_comment),
        cmocka_unit_test(utf8_under_any_name_is_left_alone),
        cmocka_unit_test(an_unknown_encoding_is_a_problem_and_the_bytes_stay),
        cmocka_unit_test(lone_returns_become_newlines),
        cmocka_unit_test(nothing_decodes_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
