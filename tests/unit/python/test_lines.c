/* SPDX-License-Identifier: MIT */
#include "core/python/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The lines of `text`, as START-END@INDENT and "*" if triggered. */
static void
assert_lines(const char *text, const char *expected)
{
    struct line_scanner scanner;
    struct line line;
    char found[1024] = "";
    size_t len = 0;
    line_scanner_init(&scanner, str_from(text));
    while (line_next(&scanner, &line)) {
        int wrote = snprintf(found + len, sizeof(found) - len, "%s%zu-%zu@%u%s",
                             len ? " " : "", line.start, line.end, line.indent,
                             line.triggered ? "*" : "");
        assert_true(wrote > 0 && (size_t)wrote < sizeof(found) - len);
        len += (size_t)wrote;
    }
    line_scanner_release(&scanner);
    assert_string_equal(found, expected);
}

static bool
is_damaged(const char *text)
{
    struct line_scanner scanner;
    struct line line;
    line_scanner_init(&scanner, str_from(text));
    while (line_next(&scanner, &line)) {}
    bool damaged = scanner.damaged;
    line_scanner_release(&scanner);
    return damaged;
}

static void
a_line_ends_at_its_newline(void **state)
{
    (void)state;
    assert_lines("a\nbc\n", "0-1@0 2-4@0");
    assert_lines("a", "0-1@0");
    assert_lines("", "");
    assert_lines("\n \n\t\n", "");
}

static void
brackets_and_backslashes_hide_newlines(void **state)
{
    (void)state;
    assert_lines("f(\n)\nb\n", "0-4@0 5-6@0");
    assert_lines("a = \\\n1\nb\n", "0-7@0 8-9@0");
    assert_lines("a = \\\r\n1\nb\n", "0-8@0 9-10@0");
    assert_lines("[{(\n)}\n]\nb", "0-8@0 9-10@0");
}

static void
indentation_counts_as_tree_sitter_does(void **state)
{
    (void)state;
    assert_lines("  a\n", "2-3@2");
    assert_lines("\ta\n", "1-2@8");
    assert_lines(" \ta\n", "2-3@9");
    assert_lines("  \fa\n", "3-4@0");
    assert_lines("\\\n  a\n", "4-5@2");
}

static void
only_words_in_code_trigger(void **state)
{
    (void)state;
    assert_lines("import a\n", "0-8@0*");
    assert_lines("'import a'\n", "0-10@0");
    assert_lines("# import a\nb\n", "11-12@0");
    assert_lines("b # import a\n", "0-12@0");
    assert_lines("f'{import_module}'\n", "0-18@0*");
    assert_lines("important\n", "0-9@0");
    assert_lines("reimport\n", "0-8@0");
    assert_lines("x.import_module()\n", "0-17@0*");
    assert_lines("__import__()\n", "0-12@0*");
    assert_lines("0import a\n", "0-9@0*");
    assert_lines("import\xe2\x80\x8b"
                 "a\n",
                 "0-10@0*");
}

static void
an_unclosed_bracket_ends_before_an_import(void **state)
{
    (void)state;
    assert_lines("f(1,\nimport a\nb\n", "0-4@0 5-13@0* 14-15@0");
    assert_lines("f(1,\n  import a\n", "0-4@0 7-15@2*");
    assert_true(is_damaged("f(1,\nimport a\n"));
}

static void
an_unclosed_string_ends_with_its_line(void **state)
{
    (void)state;
    assert_lines("'a\nimport b\n", "0-2@0 3-11@0*");
    assert_true(is_damaged("'a\nb\n"));
    assert_lines("'''a\nimport b\n", "0-4@0 5-13@0*");
    assert_true(is_damaged("'''a\nb\n"));
}

static void
brackets_without_partner_are_damage(void **state)
{
    (void)state;
    assert_true(is_damaged("(]\n"));
    assert_true(is_damaged("([)]\n"));
    assert_true(is_damaged(")\n"));
    assert_true(is_damaged("a \\ b\n"));
    assert_false(is_damaged("([{}])\n'(' # (\n"));
}

static void
the_code_of_a_line_ends_before_its_comment(void **state)
{
    struct line_scanner scanner;
    struct line line;
    (void)state;
    line_scanner_init(&scanner, STR("f( # x\n) # y\nb\n"));
    assert_true(line_next(&scanner, &line));
    assert_int_equal(line.code_end, 9);
    assert_int_equal(line.end, 12);
    assert_true(line_next(&scanner, &line));
    assert_int_equal(line.code_end, line.end);
    line_scanner_release(&scanner);
}

static void
comments_that_speak_to_us_are_kept(void **state)
{
    struct line_scanner scanner;
    struct line line;
    (void)state;
    line_scanner_init(&scanner, STR("# depstamp: a\nb # x\n'# depstamp: c'\n"
                                    "d # depstamp: e"));
    while (line_next(&scanner, &line)) {}
    assert_int_equal(scanner.pragmas.len, 2);
    assert_int_equal(scanner.pragmas.items[0].start, 0);
    assert_int_equal(scanner.pragmas.items[0].end, 13);
    assert_int_equal(scanner.pragmas.items[1].end, scanner.len);
    line_scanner_release(&scanner);
}

static void
rows_are_counted_in_any_order(void **state)
{
    struct line_scanner scanner;
    (void)state;
    line_scanner_init(&scanner, STR("a\nb\n\nc\n"));
    assert_int_equal(line_row(&scanner, 5), 3);
    assert_int_equal(line_row(&scanner, 0), 0);
    assert_int_equal(line_row(&scanner, 7), 4);
    assert_int_equal(line_row(&scanner, 2), 1);
    line_scanner_release(&scanner);
}

/* Wherever the words and quotes fall among the blocks of 64 bytes. */
static void
lines_do_not_depend_on_their_place(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 200; shift++) {
        char text[300];
        char expected[64];
        for (size_t i = 0; i < shift; i++) {
            text[i] = i % 7 ? ' ' : '\n';
        }
        memcpy(text + shift, "\nx = '''\n'''; import a # b", 27);
        snprintf(expected, sizeof(expected), "%zu-%zu@0*", shift + 1,
                 shift + 26);
        assert_lines(text, expected);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_ends_at_its_newline),
        cmocka_unit_test(brackets_and_backslashes_hide_newlines),
        cmocka_unit_test(indentation_counts_as_tree_sitter_does),
        cmocka_unit_test(only_words_in_code_trigger),
        cmocka_unit_test(an_unclosed_bracket_ends_before_an_import),
        cmocka_unit_test(an_unclosed_string_ends_with_its_line),
        cmocka_unit_test(brackets_without_partner_are_damage),
        cmocka_unit_test(the_code_of_a_line_ends_before_its_comment),
        cmocka_unit_test(comments_that_speak_to_us_are_kept),
        cmocka_unit_test(rows_are_counted_in_any_order),
        cmocka_unit_test(lines_do_not_depend_on_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
