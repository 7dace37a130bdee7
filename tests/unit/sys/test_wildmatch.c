/* SPDX-License-Identifier: MIT */
#include "core/sys/wildmatch.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/base/buf.h"
#include "core/sys/ignore.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static bool
matches(const char *pattern, const char *path)
{
    return ignore_glob(str_from(pattern), str_from(path));
}

static void
stars_and_marks_stay_within_a_component(void **state)
{
    (void)state;
    assert_true(matches("*", "a"));
    assert_true(matches("*", ""));
    assert_false(matches("*", "a/b"));
    assert_true(matches("a*c*e", "abcde"));
    assert_false(matches("a*c", "ab/c"));
    assert_false(matches("a?c", "a/c"));
    assert_true(matches("*/*", "a/b"));
    assert_true(matches("a/*b*/c", "a/xbx/c"));
    assert_false(matches("a/*b/c", "a/bx/c"));
}

static void
two_stars_cross_slashes_only_between_them(void **state)
{
    (void)state;
    assert_true(matches("**", "a/b/c"));
    assert_true(matches("**/c", "a/b/c"));
    assert_true(matches("a/**/c", "a/c"));
    assert_false(matches("a/**c", "a/b/c"));
    assert_false(matches("a**/c", "a/b/c"));
    assert_true(matches("**/b/*/d", "b/a/b/x/d"));
    assert_true(matches("a/**/b/**/c", "a/x/b/y/z/c"));
    assert_false(matches("a/**/b/**/c", "a/x/y/z/c"));
    assert_true(matches("a/**\\/b", "a/x/b"));
    assert_false(matches("a/**\\/b", "a/b"));
}

static void
classes_hold_what_they_say(void **state)
{
    (void)state;
    assert_true(matches("[a-c]", "b"));
    assert_false(matches("[!a-c]", "b"));
    assert_true(matches("[^a-c]", "d"));
    assert_true(matches("[]]", "]"));
    assert_true(matches("[]a-]", "-"));
    assert_true(matches("[[:alpha:]_]x", "_x"));
    assert_true(matches("[[:digit:]]", "7"));
    assert_false(matches("[[:digit:]]", "a"));
    assert_true(matches("[\\]]", "]"));
    assert_false(matches("[!a]", "/"));
    assert_true(matches("[[:]", ":"));
}

static void
patterns_without_sense_match_nothing(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena);
    assert_null(wildmatch_compile(&arena, STR("[a")));
    assert_null(wildmatch_compile(&arena, STR("a\\")));
    assert_null(wildmatch_compile(&arena, STR("[[:nothing:]]")));
    assert_null(wildmatch_compile(&arena, STR("[")));
    assert_false(wildmatch_test(NULL, STR("")));
    arena_release(&arena);
}

static struct buf
repeated(const char *what, size_t times)
{
    struct buf buf;

    buf_init(&buf, BUF_UNLIMITED);
    for (size_t i = 0; i < times; i++)
        buf_text(&buf, what);
    return buf;
}

/* Each of these takes ages if every star is tried again for every other. */
static void
hostile_patterns_end_soon(void **state)
{
    static const char *const pieces[] = {"*a",    "**/", "**/*a/", "*[ab]?",
                                         "a/**/", "*?",  "**"};
    struct buf texts[] = {repeated("a", 4000), repeated("a/", 2000),
                          repeated("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/", 120)};

    (void)state;
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        struct buf pattern = repeated(pieces[i], 300);
        buf_text(&pattern, "b");
        for (size_t j = 0; j < 3; j++)
            assert_false(ignore_glob(buf_view(&pattern), buf_view(&texts[j])));
        buf_release(&pattern);
    }
    for (size_t j = 0; j < 3; j++)
        buf_release(&texts[j]);
}

static void
a_pattern_longer_than_any_path_takes_no_memory(void **state)
{
    struct buf pattern = repeated("?*", 1 << 20);
    struct arena arena;

    (void)state;
    arena_init(&arena);
    assert_null(wildmatch_compile(&arena, buf_view(&pattern)));
    assert_true(arena.total_bytes < 1 << 20);
    arena_release(&arena);
    buf_release(&pattern);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stars_and_marks_stay_within_a_component),
        cmocka_unit_test(two_stars_cross_slashes_only_between_them),
        cmocka_unit_test(classes_hold_what_they_say),
        cmocka_unit_test(patterns_without_sense_match_nothing),
        cmocka_unit_test(hostile_patterns_end_soon),
        cmocka_unit_test(a_pattern_longer_than_any_path_takes_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
