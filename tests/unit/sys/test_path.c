/* SPDX-License-Identifier: MIT */
#include "core/sys/path.h"

#include <sys/stat.h>

#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
joining_with_nothing_gives_the_other_side(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena);
    assert_string_equal(path_join(&arena, STR("a"), STR("b")).data, "a/b");
    assert_string_equal(path_join(&arena, STR(""), STR("b")).data, "b");
    assert_string_equal(path_join(&arena, STR("a"), STR("")).data, "a");
    assert_string_equal(
        path_join(&arena, (struct str){0}, (struct str){0}).data, "");
    arena_release(&arena);
}

static void
a_path_is_its_folder_and_its_name(void **state)
{
    (void)state;
    assert_true(str_equal(path_folder(STR("a/b/c.py")), STR("a/b")));
    assert_true(str_equal(path_name(STR("a/b/c.py")), STR("c.py")));
    assert_int_equal(path_folder(STR("c.py")).len, 0);
    assert_true(str_equal(path_name(STR("c.py")), STR("c.py")));
    assert_int_equal(path_folder(STR("")).len, 0);
    assert_int_equal(path_name((struct str){0}).len, 0);
}

static void
only_whole_components_count_as_below(void **state)
{
    (void)state;
    assert_true(path_is_below(STR("a/b"), STR("a")));
    assert_true(path_is_below(STR("a"), STR("a")));
    assert_true(path_is_below(STR("a"), STR("")));
    assert_true(path_is_below(STR(""), STR("")));
    assert_false(path_is_below(STR("ab"), STR("a")));
    assert_false(path_is_below(STR("a"), STR("a/b")));
    assert_false(path_is_below(STR("b/a"), STR("a")));
}

static void
an_absolute_path_is_cleaned_by_name(void **state)
{
    static const char *const rows[][2] = {
        {"/", "/"},
        {"//", "/"},
        {"/..", "/"},
        {"/a/../..", "/"},
        {"/a//b/./c/", "/a/b/c"},
        {"/a/b/../c", "/a/c"},
        {"/...", "/..."},
    };
    struct arena arena;

    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct str out;
        struct err err;
        assert_int_equal(path_absolute(&arena, rows[i][0], &out, &err), 0);
        assert_string_equal(out.data, rows[i][1]);
        assert_int_equal(out.len, strlen(rows[i][1]));
    }
    arena_release(&arena);
}

static void
a_relative_path_starts_at_the_current_folder(void **state)
{
    struct arena arena;
    struct str out;
    struct err err;

    arena_init(&arena);
    assert_int_equal(path_absolute(&arena, "a/../b", &out, &err), 0);
    assert_string_equal(out.data, arena_printf(&arena, "%s/b", (char *)*state));
    assert_int_equal(path_absolute(&arena, "", &out, &err), 0);
    assert_string_equal(out.data, *state);
    arena_release(&arena);
}

static void
a_current_folder_that_is_gone_is_an_error(void **state)
{
    struct arena arena;
    struct str out;
    struct err err;

    (void)state;
    arena_init(&arena);
    assert_int_equal(mkdir("gone", 0777), 0);
    assert_int_equal(chdir("gone"), 0);
    assert_int_equal(rmdir("../gone"), 0);
    assert_int_equal(path_absolute(&arena, "a", &out, &err), -1);
    assert_int_equal(err.code, ERR_ABSENT);
    assert_int_equal(path_absolute(&arena, "/a", &out, &err), 0);
    arena_release(&arena);
}

static void
assert_below(struct arena *arena, const char *root, const char *path,
             const char *expected)
{
    struct str out;
    struct err err;
    int result = path_below_root(arena, str_from(root), path, &out, &err);

    if (!expected) {
        assert_int_equal(result, -1);
        assert_int_equal(err.code, ERR_USAGE);
        return;
    }
    assert_int_equal(result, 0);
    assert_string_equal(arena_cstr(arena, out), expected);
}

static void
a_path_below_the_root_need_not_exist(void **state)
{
    const char *root = *state;
    struct arena arena;
    struct err err;

    arena_init(&arena);
    assert_int_equal(file_make_folders("sub/deep", &err), 0);
    assert_below(&arena, root, "a/b.py", "a/b.py");
    assert_below(&arena, root, ".", "");
    assert_below(&arena, root, root, "");
    assert_below(&arena, root, arena_printf(&arena, "%s/x/", root), "x");
    assert_below(&arena, "/", root, root + 1);
    assert_int_equal(chdir("sub/deep"), 0);
    assert_below(&arena, root, "a.py", "sub/deep/a.py");
    assert_below(&arena, root, "../../a.py", "a.py");
    arena_release(&arena);
}

static void
a_path_outside_of_the_root_is_refused(void **state)
{
    const char *root = *state;
    struct arena arena;

    arena_init(&arena);
    assert_below(&arena, root, "..", NULL);
    assert_below(&arena, root, "/etc/passwd", NULL);
    assert_below(&arena, root, arena_printf(&arena, "%sx/a", root), NULL);
    assert_below(&arena, root, "../other/a.py", NULL);
    arena_release(&arena);
}

static void
symlinks_above_the_root_do_not_hide_it(void **state)
{
    const char *base = *state;
    struct arena arena;
    struct err err;
    char *link;
    char *real;

    arena_init(&arena);
    assert_int_equal(file_make_folders("real/pkg", &err), 0);
    assert_int_equal(symlink("real", "link"), 0);
    link = arena_printf(&arena, "%s/link", base);
    real = arena_printf(&arena, "%s/real", base);
    assert_int_equal(chdir("link/pkg"), 0);
    assert_below(&arena, link, "a.py", "pkg/a.py");
    assert_below(&arena, real, "a.py", "pkg/a.py");
    assert_below(&arena, link, "gone/a.py", "pkg/gone/a.py");
    assert_below(&arena, real, arena_printf(&arena, "%s/x/y.py", link),
                 "x/y.py");
    assert_below(&arena, link, arena_printf(&arena, "%s/x/y.py", real),
                 "x/y.py");
    assert_below(&arena, real, link, "");
    arena_release(&arena);
}

static void
symlinks_below_the_root_keep_their_names(void **state)
{
    const char *root = *state;
    struct arena arena;
    struct err err;

    arena_init(&arena);
    assert_int_equal(file_make_folders("pkg", &err), 0);
    assert_int_equal(symlink("pkg", "alias"), 0);
    assert_int_equal(symlink("/etc/passwd", "pkg/out.py"), 0);
    assert_below(&arena, root, "alias/a.py", "alias/a.py");
    assert_below(&arena, root, "pkg/out.py", "pkg/out.py");
    arena_release(&arena);
}

static void
only_what_git_quotes_is_quoted(void **state)
{
    static const struct {
        struct str plain;
        const char *quoted;
    } rows[] = {
        {{"a b.py", 6}, "a b.py"},
        {{"\xc3\xa9\xff'.py", 7}, "\xc3\xa9\xff'.py"},
        {{"a\"b", 3}, "\"a\\\"b\""},
        {{"a\\b", 3}, "\"a\\\\b\""},
        {{"\a\b\t\n\v\f\r", 7}, "\"\\a\\b\\t\\n\\v\\f\\r\""},
        {{"\x01\x1b\x7f", 3}, "\"\\001\\033\\177\""},
        {{"\n\xc3\xa9", 3}, "\"\\n\xc3\xa9\""},
        {{"", 0}, ""},
    };
    struct arena arena;

    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct str back;
        struct err err;
        struct str quoted = path_quote(&arena, rows[i].plain);
        assert_string_equal(quoted.data, rows[i].quoted);
        assert_int_equal(path_unquote(&arena, quoted, &back, &err), 0);
        assert_true(str_equal(back, rows[i].plain));
    }
    arena_release(&arena);
}

static void
every_byte_survives_quoting(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena);
    for (int first = 1; first < 256; first++)
        for (int second = 1; second < 256; second++) {
            char bytes[] = {(char)first, (char)second, '7'};
            struct str path = {bytes, sizeof(bytes)};
            struct str back;
            struct err err;
            assert_int_equal(
                path_unquote(&arena, path_quote(&arena, path), &back, &err), 0);
            assert_true(str_equal(back, path));
        }
    arena_release(&arena);
}

static void
broken_quotes_are_refused(void **state)
{
    static const char *const broken[] = {
        "\"",     "\"a",     "a\"",      "a\"b",      "a\\b",     "\"a\"b\"",
        "\"\\\"", "\"\\q\"", "\"\\12\"", "\"\\400\"", "\"\\08\"", "\"\\000\"",
        "\"\n\"", "a\n",     "\"a\" ",   "\"\\1",
    };
    struct arena arena;

    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
        struct str out;
        struct err err;
        assert_int_equal(path_unquote(&arena, str_from(broken[i]), &out, &err),
                         -1);
        assert_int_equal(err.code, ERR_FORMAT);
    }
    arena_release(&arena);
}

static void
a_clean_path_has_only_names(void **state)
{
    static const char *const clean[] = {"a", "a/b.py", "...", "a/.b", "a b"};
    static const char *const others[] = {"",     "/",    "/a",   "a/",
                                         "a//b", ".",    "./a",  "a/.",
                                         "..",   "a/..", "../a", "a/../b"};

    (void)state;
    for (size_t i = 0; i < sizeof(clean) / sizeof(*clean); i++)
        assert_true(path_is_clean(str_from(clean[i])));
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
        assert_false(path_is_clean(str_from(others[i])));
    assert_false(path_is_clean(STR("a\0b")));
    assert_false(path_is_clean((struct str){0}));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joining_with_nothing_gives_the_other_side),
        cmocka_unit_test(a_path_is_its_folder_and_its_name),
        cmocka_unit_test(only_whole_components_count_as_below),
        cmocka_unit_test(an_absolute_path_is_cleaned_by_name),
        SCRATCH_TEST(a_relative_path_starts_at_the_current_folder),
        SCRATCH_TEST(a_current_folder_that_is_gone_is_an_error),
        SCRATCH_TEST(a_path_below_the_root_need_not_exist),
        SCRATCH_TEST(a_path_outside_of_the_root_is_refused),
        SCRATCH_TEST(symlinks_above_the_root_do_not_hide_it),
        SCRATCH_TEST(symlinks_below_the_root_keep_their_names),
        cmocka_unit_test(a_clean_path_has_only_names),
        cmocka_unit_test(only_what_git_quotes_is_quoted),
        cmocka_unit_test(every_byte_survives_quoting),
        cmocka_unit_test(broken_quotes_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
