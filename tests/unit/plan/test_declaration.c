/* SPDX-License-Identifier: MIT */
#include "core/plan/declaration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
check(struct str source, uint32_t line, const char *expected)
{
    struct buf out;
    buf_init(&out, BUF_UNLIMITED);
    declaration_write(source, line, &out);
    buf_byte(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_release(&out);
}

static void
a_function_is_its_head(void **state)
{
    (void)state;
    check(STR("def f(x: int) -> int:\n    return x\n"), 1, "f(x: int) -> int");
    check(STR("async def f(): ...\n"), 1, "async f()");
    check(STR("def f(x=lambda: {1: 2}, y='a:b') -> 'c:d': pass\n"), 1,
          "f(x=lambda: {1: 2}, y='a:b') -> 'c:d'");
    check(STR("class C:\n    def  m ( self ) : pass\n"), 2, "m (self)");
}

static void
a_class_keeps_its_word_and_a_statement_all_of_it(void **state)
{
    (void)state;
    check(STR("class C(Base[int], metaclass=M): x = 1\n"), 1,
          "class C(Base[int], metaclass=M)");
    check(STR("LIMIT: int = 3  # how many\n"), 1, "LIMIT: int = 3");
    check(STR("a = 1; b = 2\n"), 1, "a = 1");
    check(STR("define = 1\n"), 1, "define = 1");
    check(STR("x = {1: 2}[1:2]\n"), 1, "x = {1: 2}[1:2]");
}

static void
several_lines_become_one(void **state)
{
    (void)state;
    check(STR("def f(\n    x: int,  # one\n    y: str,\n) -> None:\n"), 1,
          "f(x: int, y: str) -> None");
    check(STR("x = 1 + \\\n    2\n"), 1, "x = 1 + 2");
    check(STR("x = '''a\r\nb\nc'''\n"), 1, "x = '''a  b c'''");
    check(STR("x = '''it\\'''s'''\r\ny = 1\r\n"), 1, "x = '''it\\'''s'''");
}

static void
decorators_and_comments_are_passed_over(void **state)
{
    (void)state;
    check(STR("@a\n@b(\n    1,\n)\n\n# why\n@c  # d\ndef f(): pass\n"), 1,
          "f()");
    check(STR("@a('''\n)''')\nclass C: pass\n"), 1, "class C");
}

static void
a_line_that_is_not_there_says_nothing(void **state)
{
    (void)state;
    check(STR("x = 1\n"), 0, "");
    check(STR("x = 1\n"), 2, "");
    check(STR("x = 1\n"), UINT32_MAX, "");
    check(STR(""), 1, "");
    check(STR("@a\n"), 1, "");
    check(STR("# x\n"), 1, "");
}

static void
what_is_no_python_ends_somewhere(void **state)
{
    (void)state;
    check(STR("def f("), 1, "f(");
    check(STR("@a\\"), 1, "");
    check(STR("x = 1 + \\"), 1, "x = 1 +");
    check(STR("def f(x)) -> int:\n"), 1, "f(x)) -> int");
    check(STR("x = 'abc\ny"), 1, "x = 'abc");
    check(STR("x = '''abc"), 1, "x = '''abc");
    check(STR("x = '\\"), 1, "x = '\\");
    check(STR("x = 1\0 + 2"), 1, "x = 1");
    check(STR("async"), 1, "async");
    check(STR("def"), 1, "def");
    check(STR("def  "), 1, "");
}

static void
what_is_long_is_cut_between_characters(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 3; shift++) {
        struct buf source;
        struct buf expected;
        buf_init(&source, BUF_UNLIMITED);
        buf_init(&expected, BUF_UNLIMITED);
        for (size_t i = 0; i < DECLARATION_MAX; i++) {
            buf_text(&source, i < shift ? "x" : "€");
        }
        size_t whole = (DECLARATION_MAX - shift) / strlen("€");
        buf_str(&expected, (struct str){source.data, shift});
        for (size_t i = 0; i < whole; i++) {
            buf_text(&expected, "€");
        }
        buf_text(&expected, "…");
        buf_byte(&expected, '\0');
        check(buf_view(&source), 1, expected.data);
        buf_release(&source);
        buf_release(&expected);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_is_its_head),
        cmocka_unit_test(a_class_keeps_its_word_and_a_statement_all_of_it),
        cmocka_unit_test(several_lines_become_one),
        cmocka_unit_test(decorators_and_comments_are_passed_over),
        cmocka_unit_test(a_line_that_is_not_there_says_nothing),
        cmocka_unit_test(what_is_no_python_ends_somewhere),
        cmocka_unit_test(what_is_long_is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
