/* SPDX-License-Identifier: MIT */
#include "core/cli/root.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

static void
make_file(const char *path)
{
    struct err err;

    assert_int_equal(file_replace(path, "", 0, &err), 0);
}

static void
enter(const char *folder)
{
    struct err err;

    assert_int_equal(file_make_folders(folder, &err), 0);
    assert_int_equal(chdir(folder), 0);
}

/* `folder` is the test's own; `expected` is "/a" below it. */
static void
assert_root(const char *folder, const char *option, const char *expected)
{
    struct arena arena;
    struct str root;
    struct err err;
    char path[256];

    arena_init(&arena);
    (void)snprintf(path, sizeof(path), "%s%s", folder, expected);
    if (root_find(&arena, option, &root, &err) != 0)
        fail_msg("%s", err.text);
    assert_string_equal(root.data, path);
    assert_int_equal(root.len, strlen(path));
    arena_release(&arena);
}

static void
the_nearest_configuration_makes_the_root(void **state)
{
    make_file("depstamp.yaml");
    make_file("a/depstamp.yaml");
    make_file("a/b/.git/HEAD");
    enter("a/b/c");
    assert_root(*state, NULL, "/a");
}

static void
without_one_git_makes_the_root(void **state)
{
    make_file("a/.git/HEAD");
    make_file("a/b/c/x");
    enter("a/b/c");
    assert_root(*state, NULL, "/a");
}

static void
a_git_file_of_a_worktree_counts(void **state)
{
    make_file("a/.git/HEAD");
    make_file("a/b/.git");
    enter("a/b/c");
    assert_root(*state, NULL, "/a/b");
}

static void
without_both_the_current_folder_is_the_root(void **state)
{
    enter("a/b");
    assert_root(*state, NULL, "/a/b");
}

static void
the_option_wins_and_is_not_searched_upwards(void **state)
{
    make_file("depstamp.yaml");
    make_file("a/b/x");
    assert_root(*state, "a/../a/b/", "/a/b");
}

static void
an_option_that_is_no_folder_is_refused(void **state)
{
    struct arena arena;
    struct str root;
    struct err err;

    (void)state;
    arena_init(&arena);
    make_file("x");
    assert_int_equal(root_find(&arena, "x", &root, &err), -1);
    assert_string_equal(err.text, "--root: `x` is not a folder");
    assert_int_equal(root_find(&arena, "", &root, &err), -1);
    assert_int_equal(root_find(&arena, "y", &root, &err), -1);
    assert_int_equal(err.code, ERR_USAGE);
    arena_release(&arena);
}

static void
a_folder_called_like_the_file_is_no_configuration(void **state)
{
    struct arena arena;

    arena_init(&arena);
    make_file("depstamp.yaml/x");
    make_file("b/depstamp.yaml");
    assert_null(root_config(&arena, str_from(*state)));
    assert_string_equal(root_config(&arena, STR("b")), "b/depstamp.yaml");
    enter("a");
    assert_root(*state, NULL, "/a");
    arena_release(&arena);
}

static void
the_root_of_the_file_system_may_be_the_root(void **state)
{
    (void)state;
    assert_root("", "/", "/");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(the_nearest_configuration_makes_the_root),
        SCRATCH_TEST(without_one_git_makes_the_root),
        SCRATCH_TEST(a_git_file_of_a_worktree_counts),
        SCRATCH_TEST(without_both_the_current_folder_is_the_root),
        SCRATCH_TEST(the_option_wins_and_is_not_searched_upwards),
        SCRATCH_TEST(an_option_that_is_no_folder_is_refused),
        SCRATCH_TEST(a_folder_called_like_the_file_is_no_configuration),
        SCRATCH_TEST(the_root_of_the_file_system_may_be_the_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
