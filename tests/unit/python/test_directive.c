/* SPDX-License-Identifier: MIT */
#include "core/python/directive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static enum directive
find(const char *comment)
{
    return directive_find(str_from(comment));
}

static void
directives_are_known_in_any_spacing(void **state)
{
    static const char *const types[] = {"# type: int",
                                        "#type:int",
                                        "#  type : int",
                                        "#\ttype: ignore[x]",
                                        "# type:",
                                        "##type: int",
                                        "# noqa # type: int",
                                        "# noqa#type: int",
                                        "#\xc2\xa0type: int",
                                        "# \xe3\x80\x80type: int"};
    static const char *const files[] = {
        "# mypy: strict",        "#mypy:strict",        "# pyright: basic",
        "#pyright:ignore",       "# x # mypy: strict",  "# type: x # mypy: y",
        "# mypy: x # type: int", "#\xc2\xa0pyright: x", "# pyright : x"};
    (void)state;
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
        assert_int_equal(find(types[i]), DIRECTIVE_TYPE);
    }
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
        assert_int_equal(find(files[i]), DIRECTIVE_FILE);
    }
}

static void
other_comments_are_none(void **state)
{
    static const char *const others[] = {
        "#",          "# ",           "# type",       "# a type: x",
        "# types: x", "# subtype: x", "# ty: ignore", "# pyrefly: ignore",
        "# noqa",     "# nosec",      "#!python",     "# /// script",
        "# mypyc: x", "# my py: x",   "# Type: x",    "# pylint: disable=x"};
    (void)state;
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        assert_int_equal(find(others[i]), DIRECTIVE_NONE);
    }
    assert_int_equal(directive_find((struct str){0}), DIRECTIVE_NONE);
}

/* The text ends where it ends: what lies behind it is not looked at. */
static void
a_directive_that_is_cut_off_is_none(void **state)
{
    static const char text[] = "# mypy: x";
    (void)state;
    for (size_t len = 0; len < sizeof(text); len++) {
        struct str cut = {text, len};
        assert_int_equal(directive_find(cut), len < sizeof("# mypy:") - 1
                                                  ? DIRECTIVE_NONE
                                                  : DIRECTIVE_FILE);
    }
}

static void
partial_types_are_set_one_way_or_the_other(void **state)
{
    (void)state;
    assert_true(directive_sets_partial_types(
        STR("# mypy: local-partial-types, strict")));
    assert_true(directive_sets_partial_types(
        STR("# mypy: no-local-partial-types=True")));
    assert_true(
        directive_sets_partial_types(STR("# mypy: local_partial_types")));
    assert_false(directive_sets_partial_types(STR("# mypy: strict")));
    assert_false(directive_sets_partial_types(STR("")));
    assert_false(directive_sets_partial_types((struct str){"partial", 6}));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(directives_are_known_in_any_spacing),
        cmocka_unit_test(other_comments_are_none),
        cmocka_unit_test(a_directive_that_is_cut_off_is_none),
        cmocka_unit_test(partial_types_are_set_one_way_or_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
