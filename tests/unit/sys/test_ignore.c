/* SPDX-License-Identifier: MIT */
#include "core/sys/ignore.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena arena;

static int
setup(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* Is `path` ignored by `rules` at the root?  A trailing slash: a folder. */
static bool
ignores(const char *rules, const char *path)
{
    const struct ignore *set =
        ignore_parse(&arena, str_from(rules), STR(""), NULL);
    struct str text = str_from(path);
    bool is_folder = str_ends_with(text, STR("/"));

    text.len -= is_folder;
    return ignore_path(set, text, is_folder);
}

static void
a_plain_name_matches_at_any_depth(void **state)
{
    (void)state;
    assert_true(ignores("build\n", "build"));
    assert_true(ignores("build", "a/b/build"));
    assert_true(ignores("build", "build/a"));
    assert_false(ignores("build", "builds"));
    assert_false(ignores("build", "rebuild"));
    assert_true(ignores("*.pyc", "a/x.pyc"));
    assert_true(ignores("*.pyc", ".pyc"));
    assert_false(ignores("*.pyc", "x.pycc"));
}

static void
a_rule_with_a_slash_is_anchored(void **state)
{
    (void)state;
    assert_true(ignores("/build", "build"));
    assert_false(ignores("/build", "a/build"));
    assert_true(ignores("a/b", "a/b"));
    assert_false(ignores("a/b", "x/a/b"));
    assert_true(ignores("a/*.py", "a/x.py"));
    assert_false(ignores("a/*.py", "a/b/x.py"));
    assert_false(ignores("/", "a"));
    assert_false(ignores("//a", "a"));
}

static void
a_trailing_slash_means_folders_only(void **state)
{
    (void)state;
    assert_true(ignores("build/", "build/"));
    assert_false(ignores("build/", "build"));
    assert_true(ignores("build/", "a/build/x"));
    assert_true(ignores("a/b/", "a/b/"));
    assert_false(ignores("a/b/", "a/b"));
}

static void
two_stars_match_any_number_of_folders(void **state)
{
    (void)state;
    assert_true(ignores("**/x", "x"));
    assert_true(ignores("**/x", "a/b/x"));
    assert_true(ignores("a/**/x", "a/x"));
    assert_true(ignores("a/**/x", "a/b/c/x"));
    assert_false(ignores("a/**/x", "b/a/x"));
    assert_true(ignores("a/**", "a/b/c"));
    assert_false(ignores("a/**", "a"));
    assert_false(ignores("a**b/c", "a/b/c"));
    assert_true(ignores("a/**/**/**/x", "a/x"));
}

static void
the_last_matching_rule_decides(void **state)
{
    (void)state;
    assert_false(ignores("*.py\n!a.py\n", "a.py"));
    assert_true(ignores("*.py\n!a.py\na.py\n", "a.py"));
    assert_true(ignores("*.py\n!a.py\n", "b.py"));
}

static void
nothing_below_an_ignored_folder_comes_back(void **state)
{
    (void)state;
    assert_true(ignores("a/\n!a/b.py\n", "a/b.py"));
    assert_false(ignores("a/*\n!a/b.py\n", "a/b.py"));
    assert_false(ignores("/*\n!/a/\n/a/*\n!/a/b/\n", "a/b/c"));
    assert_true(ignores("/*\n!/a/\n/a/*\n!/a/b/\n", "a/c"));
}

static void
comments_spaces_and_line_ends_are_read_as_git_does(void **state)
{
    (void)state;
    assert_false(ignores("#a\n", "#a"));
    assert_true(ignores("\\#a\n", "#a"));
    assert_true(ignores("\\!a\n", "!a"));
    assert_true(ignores("a  \n", "a"));
    assert_true(ignores("a\\ \n", "a "));
    assert_true(ignores("a\\  \n", "a "));
    assert_true(ignores("a b\n", "a b"));
    assert_false(ignores("a\t\n", "a"));
    assert_true(ignores("a\r\nb\r\n", "a"));
    assert_true(ignores("a\r\nb\r", "b"));
    assert_true(ignores("\xef\xbb\xbf"
                        "a\n",
                        "a"));
    assert_false(ignores("b\n\xef\xbb\xbf"
                         "a\n",
                         "a"));
    assert_false(ignores("a\\\n", "a"));
    assert_false(ignores("\n\n   \n!\n", "a"));
}

static void
a_nul_ends_the_rule(void **state)
{
    const struct ignore *set =
        ignore_parse(&arena, STR("a\0b\nc\n"), STR(""), NULL);

    (void)state;
    assert_true(ignore_entry(set, STR("a"), false));
    assert_true(ignore_entry(set, STR("c"), false));
    assert_false(ignore_entry(set, STR("b"), false));
}

static void
the_rules_of_a_folder_hold_below_it_and_win(void **state)
{
    const struct ignore *top =
        ignore_parse(&arena, STR("*.py\n/x\n"), STR(""), NULL);
    const struct ignore *below =
        ignore_parse(&arena, STR("!a.py\n/x\n/d/*.c\n"), STR("pkg"), top);

    (void)state;
    assert_false(ignore_entry(below, STR("pkg/a.py"), false));
    assert_true(ignore_entry(below, STR("pkg/b.py"), false));
    assert_true(ignore_entry(below, STR("a.py"), false));
    assert_true(ignore_entry(below, STR("pkg/x"), false));
    assert_true(ignore_entry(below, STR("x"), false));
    assert_true(ignore_entry(below, STR("pkg/d/a.c"), false));
    assert_false(ignore_entry(below, STR("d/a.c"), false));
    assert_false(ignore_entry(below, STR("pkgs/x"), false));
    assert_false(ignore_entry(below, STR("pkg"), true));
}

static void
rules_above_the_root_see_its_whole_path(void **state)
{
    const struct ignore *above = ignore_parse_above(
        &arena, STR("/sub/project/gen/\nproject/b\n*.log\n**/c/d\n"),
        STR("sub/project"), NULL);
    const struct ignore *set =
        ignore_parse(&arena, STR("!keep.log\n"), STR(""), above);

    (void)state;
    assert_true(ignore_entry(set, STR("gen"), true));
    assert_false(ignore_entry(set, STR("b"), false));
    assert_true(ignore_entry(set, STR("a/x.log"), false));
    assert_false(ignore_entry(set, STR("a/keep.log"), false));
    assert_true(ignore_entry(set, STR("c/d"), false));
    assert_false(ignore_path(set, STR("other/gen"), true));
}

static void
no_rules_ignore_nothing(void **state)
{
    const struct ignore *set =
        ignore_parse(&arena, (struct str){0}, STR(""), NULL);

    (void)state;
    assert_false(ignore_entry(NULL, STR("a"), true));
    assert_false(ignore_entry(set, STR("a"), false));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_name_matches_at_any_depth),
        cmocka_unit_test(a_rule_with_a_slash_is_anchored),
        cmocka_unit_test(a_trailing_slash_means_folders_only),
        cmocka_unit_test(two_stars_match_any_number_of_folders),
        cmocka_unit_test(the_last_matching_rule_decides),
        cmocka_unit_test(nothing_below_an_ignored_folder_comes_back),
        cmocka_unit_test(comments_spaces_and_line_ends_are_read_as_git_does),
        cmocka_unit_test(a_nul_ends_the_rule),
        cmocka_unit_test(the_rules_of_a_folder_hold_below_it_and_win),
        cmocka_unit_test(rules_above_the_root_see_its_whole_path),
        cmocka_unit_test(no_rules_ignore_nothing),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
