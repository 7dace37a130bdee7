/* SPDX-License-Identifier: MIT */
#include "core/python/roots.h"

#include "tests/unit/python/grove.h"

static struct grove grove;

static int
clear(void **state)
{
    (void)state;
    grove_clear(&grove);
    return 0;
}

static void
assert_all(const char *expected)
{
    const struct root_list *all = &grove.resolver.roots.all;
    assert_folders(&grove, all->items, all->len, expected);
}

/* The order in which a file in `folder` tries the roots. */
static void
assert_order(const char *folder, const char *expected)
{
    struct root_list list = {0};
    struct roots *roots = &grove.resolver.roots;
    roots_in_order(roots, roots_context(roots, grove_folder(&grove, folder)),
                   &list);
    assert_folders(&grove, list.items, list.len, expected);
    VEC_RELEASE(&list);
}

static void
assert_holding(const char *folder, const char *name, const char *expected)
{
    struct root_list list = {0};
    struct roots *roots = &grove.resolver.roots;
    roots_holding(roots, roots_context(roots, grove_folder(&grove, folder)),
                  str_from(name), &list);
    assert_folders(&grove, list.items, list.len, expected);
    VEC_RELEASE(&list);
}

static void
the_first_folder_upwards_that_is_no_package_is_a_root(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("a/__init__.py", "a/b/__init__.pyi", "a/b/x.py",
                     "lib/c/__init__.py", "tools/x.py", "data/"),
               NULL);
    assert_all(". lib tools");
    assert_order("a/b", ". lib tools");
    assert_order("lib/c", "lib . tools");
    assert_order("tools", "tools . lib");
}

static void
src_beside_a_project_file_is_a_root(void **state)
{
    (void)state;
    grove_plant(&grove, PATHS("one/src/", "two/src/", "two/x.py", "three/src/",
                              "src/ns/x.py"));
    grove_mark(&grove, "one", DIR_PROJECT);
    grove_mark(&grove, "three", DIR_PROJECT);
    grove_mark(&grove, "three/src", DIR_IGNORED);
    grove_mark(&grove, "", DIR_PROJECT);
    grove_resolve(&grove, &(struct resolve_options){0});
    assert_all(". one/src src src/ns two");
}

static void
a_package_at_the_top_ends_at_the_project_root(void **state)
{
    (void)state;
    grove_grow(&grove, PATHS("__init__.py", "a/__init__.py"), NULL);
    assert_all(".");
    assert_order("a", ".");
}

static void
configured_roots_keep_their_order(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("a/x.py", "b/deep/x.py", "b/deep/pkg/__init__.py",
                     "c/pkg/__init__.py"),
               PATHS("c", "b", "gone", "a", "b/deep", "c"));
    assert_all("c b a b/deep");
    assert_order("b/deep", "b/deep b c a");
    assert_order("b/deep/pkg", "b/deep b c a");
    assert_order("a", "a c b b/deep");
    assert_order("", ". c b a b/deep");
}

static void
the_root_itself_may_be_configured_or_nothing(void **state)
{
    (void)state;
    grove_grow(&grove, PATHS("a/x.py", "b.py"), PATHS("."));
    assert_all(".");
    grove_clear(&grove);
    grove_grow(&grove, PATHS("a/x.py", "b.py"), (const char *[]){NULL});
    assert_all("");
    assert_order("a", "a");
}

static void
a_root_may_lie_in_an_ignored_folder(void **state)
{
    (void)state;
    grove_plant(&grove, PATHS("main.py"));
    dir_id gen = tree_add_dir(&grove.tree, ROOT_DIR, STR("gen"),
                              DIR_IGNORED | DIR_LISTED);
    dir_id py =
        tree_add_dir(&grove.tree, gen, STR("gen/py"), DIR_IGNORED | DIR_LISTED);
    tree_add_file(&grove.tree, py, STR("gen/py/m.py"), FILE_IGNORED);
    struct str roots[] = {STR("gen/py")};
    grove_resolve(&grove, &(struct resolve_options){.roots = roots,
                                                    .roots_len = 1,
                                                    .roots_set = true});
    assert_all("gen/py");
    assert_imports(&grove, "main.py", "import m", "found gen/py/m.py");
}

static void
only_roots_that_hold_the_first_name_are_tried(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("a/m.py", "b/m/x.py", "c/m-stubs/__init__.pyi",
                     "d/other.py", "e/m.pyi", "e/m.py", "loose/m.py"),
               PATHS("a", "b", "c", "d", "e"));
    assert_holding("d", "m", "a b c e");
    assert_holding("e", "m", "e a b c");
    assert_holding("loose", "m", "loose a b c e");
    assert_holding("loose", "other", "d");
    assert_holding("d", "gone", "");
    assert_holding("d", "", "");
}

static void
folders_of_one_package_share_a_context(void **state)
{
    struct roots *roots = &grove.resolver.roots;

    (void)state;
    grove_grow(
        &grove,
        PATHS("p/__init__.py", "p/a/__init__.py", "q/__init__.py", "x/y.py"),
        NULL);
    root_context p = roots_context(roots, grove_folder(&grove, "p"));
    root_context a = roots_context(roots, grove_folder(&grove, "p/a"));
    root_context q = roots_context(roots, grove_folder(&grove, "q"));
    root_context x = roots_context(roots, grove_folder(&grove, "x"));
    assert_int_equal(p, a);
    assert_int_equal(p, q);
    assert_int_not_equal(p, x);
}

#define GROVE_TEST(f) cmocka_unit_test_teardown(f, clear)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        GROVE_TEST(the_first_folder_upwards_that_is_no_package_is_a_root),
        GROVE_TEST(src_beside_a_project_file_is_a_root),
        GROVE_TEST(a_package_at_the_top_ends_at_the_project_root),
        GROVE_TEST(configured_roots_keep_their_order),
        GROVE_TEST(the_root_itself_may_be_configured_or_nothing),
        GROVE_TEST(a_root_may_lie_in_an_ignored_folder),
        GROVE_TEST(only_roots_that_hold_the_first_name_are_tried),
        GROVE_TEST(folders_of_one_package_share_a_context),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
