/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/python/symbols.h"

/* tests/symbols/refused.txt has all forms; here are those with an edge. */

static bool
is_damaged(struct str source)
{
    struct symbol_reader *reader = symbol_reader_new(HASH_XXH3);
    const struct digest content = {{0}};
    const struct symbols *symbols = symbols_read(reader, source, &content);
    bool damaged = symbols->flags & SYMBOLS_DAMAGED;
    symbol_reader_free(reader);
    return damaged;
}

static void
assert_refused(const char *source)
{
    if (!is_damaged(str_from(source))) {
        fail_msg("not refused: %s", source);
    }
}

static void
assert_read(const char *source)
{
    if (is_damaged(str_from(source))) {
        fail_msg("refused: %s", source);
    }
}

static void
a_number_ends_where_the_file_ends(void **state)
{
    (void)state;
    assert_read("0");
    assert_read("0x_f_e");
    assert_refused("0_1");
    assert_refused("1_");
    assert_refused("0or 1");
}

static void
an_escape_is_not_completed_by_the_quote(void **state)
{
    (void)state;
    assert_refused("'\\xa'");
    assert_refused("'\\u004'b'4'");
    assert_refused("'\\U0011000'");
    assert_refused("'\\N{A'");
    assert_read("'\\\\x4'");
    assert_read("r'\\xa'");
    assert_read("'\\U0010FFFF'");
    assert_refused("'\\U00110000'");
    assert_refused("'\\UFFFFFFFF'");
}

static void
a_string_of_one_line_has_no_newline(void **state)
{
    (void)state;
    assert_refused("'\n'");
    assert_refused("'\\\\\na'");
    assert_read("'\\\n'");
    assert_read("'\\\r\n'");
    assert_read("'''\n'''");
    assert_read("r'\\\n'");
    assert_refused("f'\n{a}'");
    assert_read("f'''\n{a}'''");
    assert_read("f'{'''\n'''}'");
}

static void
a_prefix_is_that_of_its_string_alone(void **state)
{
    (void)state;
    assert_read("x = 'a' R'b' U'c' F'd' fR'e'");
    assert_refused("x = 'a' B'b'");
    assert_refused("x = 'a' (f'{b'c'}' b'd')");
    assert_read("x = 'a' f'{b'c' b'd'}'");
    assert_refused("x = f'{b'c' 'd'}'");
}

static void
comments_are_no_parts_of_a_form(void **state)
{
    (void)state;
    assert_read("(# c\n x # c\n): int = 1");
    assert_refused("(# c\n x, # c\n): int = 1");
    assert_read("del ( # c\n a, # c\n [b])");
    assert_read("f(a, # c\n *b, # c\n c=1 # c\n)");
    assert_read("with (a as b, # c\n c as d # c\n): pass");
    assert_read("from a import (b, # c\n)");
    assert_read("def f(*, # c\n a): pass");
    assert_read("{ # c\n}");
    assert_read("( # c\n)(1)");
    assert_read("x = ( # c\n).y");
}

static void
what_is_seen_of_a_node_does_not_reach_another(void **state)
{
    (void)state;
    assert_read("f(a=g(b=1), c=1)(d)");
    assert_read("f(g(a=1), b, h(*c, **d), e)");
    assert_read("def f(a=lambda b, c=1: b, d=lambda *, e: e, *g, h): pass");
    assert_refused("def f(a=lambda b=1, c: b): pass");
    assert_read("x = (*a, (b, *c), [*d])");
    assert_refused("x = (a, (*b))");
    assert_read("try:\n try: pass\n finally: pass\nexcept* A: pass");
    assert_refused("try:\n try: pass\n except A: pass\nfinal = 1");
}

static void
a_walrus_goes_on_to_the_left_of_a_condition(void **state)
{
    (void)state;
    assert_read("(a := b if c else d)");
    assert_refused("x = a := b if c else d");
    assert_refused("(a if b := c else d)");
    assert_refused("(a if b else c := d)");
}

static void
a_starred_part_goes_on_to_the_left_of_operators(void **state)
{
    (void)state;
    assert_read("x = *a.b(c)[d] | e, f");
    assert_refused("x = *a or b, c");
    assert_refused("x = a | *b, c");
    assert_read("f(*a or b)");
    assert_read("*a.b, c = d");
    assert_refused("*a.b: int");
}

static void
depth_is_no_trouble(void **state)
{
    enum { DEPTH = 5000 };
    static char source[2 * DEPTH + 8];
    (void)state;
    memcpy(source, "del ", 4);
    memset(source + 4, '(', DEPTH);
    source[DEPTH + 4] = 'a';
    memset(source + DEPTH + 5, ')', DEPTH);
    assert_true(is_damaged((struct str){source, 2 * DEPTH + 5}));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_ends_where_the_file_ends),
        cmocka_unit_test(an_escape_is_not_completed_by_the_quote),
        cmocka_unit_test(a_string_of_one_line_has_no_newline),
        cmocka_unit_test(a_prefix_is_that_of_its_string_alone),
        cmocka_unit_test(comments_are_no_parts_of_a_form),
        cmocka_unit_test(what_is_seen_of_a_node_does_not_reach_another),
        cmocka_unit_test(a_walrus_goes_on_to_the_left_of_a_condition),
        cmocka_unit_test(a_starred_part_goes_on_to_the_left_of_operators),
        cmocka_unit_test(depth_is_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
