/* SPDX-License-Identifier: MIT */
#include "core/sys/tree.h"

#include <stdio.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct tree tree;

static int
setup(void **state)
{
    (void)state;
    tree_init(&tree);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    tree_release(&tree);
    return 0;
}

static void
a_new_tree_holds_an_unlisted_root(void **state)
{
    (void)state;
    assert_int_equal(tree.dirs.len, 1);
    assert_int_equal(tree_find_dir(&tree, STR("")), ROOT_DIR);
    assert_int_equal(tree.dirs.items[ROOT_DIR].parent, NO_DIR);
    assert_int_equal(tree.dirs.items[ROOT_DIR].flags, 0);
    assert_int_equal(tree_find_file(&tree, STR("a.py")), NO_FILE);
}

static void
what_was_added_is_found_before_and_after_sorting(void **state)
{
    static const char *const names[] = {"b.py", "a/z.py", "a.py", "a-b.py",
                                        "a/a.py"};
    enum { COUNT = sizeof(names) / sizeof(*names) };
    dir_id a = tree_add_dir(&tree, ROOT_DIR, STR("a"), 0);

    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        tree_add_file(&tree, str_find_byte(str_from(names[i]), '/') > 0 ? a : 0,
                      str_from(names[i]), FILE_SUBJECT);
    for (int sorted = 0; sorted < 2; sorted++) {
        for (size_t i = 0; i < COUNT; i++) {
            file_id id = tree_find_file(&tree, str_from(names[i]));
            assert_int_not_equal(id, NO_FILE);
            assert_string_equal(tree.files.items[id].path.data, names[i]);
        }
        assert_int_equal(tree_find_file(&tree, STR("c.py")), NO_FILE);
        tree_sort(&tree);
    }
}

static void
sorting_renumbers_parents_and_folders(void **state)
{
    dir_id z = tree_add_dir(&tree, ROOT_DIR, STR("z"), 0);
    dir_id zb = tree_add_dir(&tree, z, STR("z/b"), DIR_PROJECT);
    file_id file = tree_add_file(&tree, zb, STR("z/b/x.py"), 0);
    dir_id a = tree_add_dir(&tree, ROOT_DIR, STR("a"), 0);

    (void)state;
    tree_add_file(&tree, a, STR("a/x.py"), 0);
    tree_sort(&tree);
    zb = tree_find_dir(&tree, STR("z/b"));
    assert_int_equal(zb, 3);
    assert_int_equal(tree.dirs.items[zb].flags, DIR_PROJECT);
    assert_string_equal(tree.dirs.items[tree.dirs.items[zb].parent].path.data,
                        "z");
    file = tree_find_file(&tree, STR("z/b/x.py"));
    assert_int_equal(file, 1);
    assert_int_equal(tree.files.items[file].dir, zb);
    assert_int_equal(tree.files.items[0].dir, 1);
}

static void
what_comes_after_sorting_is_found_too(void **state)
{
    (void)state;
    for (int i = 999; i >= 0; i--) {
        char name[16];
        snprintf(name, sizeof(name), "f%d.py", i);
        tree_add_file(&tree, ROOT_DIR, str_from(name), 0);
        if (i == 500)
            tree_sort(&tree);
    }
    for (int i = 0; i < 1000; i++) {
        char name[16];
        file_id id;
        snprintf(name, sizeof(name), "f%d.py", i);
        id = tree_find_file(&tree, str_from(name));
        assert_int_not_equal(id, NO_FILE);
        assert_string_equal(tree.files.items[id].path.data, name);
    }
}

static void
add_one(struct tree *into, dir_id dir, void *context)
{
    ++*(int *)context;
    tree_add_file(into, dir, STR("gen/a.py"), FILE_IGNORED);
}

static void
a_folder_is_listed_once(void **state)
{
    int calls = 0;
    dir_id gen = tree_add_dir(&tree, ROOT_DIR, STR("gen"), DIR_IGNORED);

    (void)state;
    tree_list_folder(&tree, ROOT_DIR);
    assert_int_equal(tree.files.len, 0);
    tree.lister = add_one;
    tree.lister_context = &calls;
    tree_list_folder(&tree, gen);
    tree_list_folder(&tree, gen);
    tree_list_folder(&tree, ROOT_DIR);
    assert_int_equal(calls, 1);
    assert_int_not_equal(tree_find_file(&tree, STR("gen/a.py")), NO_FILE);
}

static void
names_of_python_files_and_modules_are_known(void **state)
{
    (void)state;
    assert_true(tree_is_python(STR("a.py")));
    assert_true(tree_is_python(STR("a.pyi")));
    assert_true(tree_is_python(STR("a.pyw")));
    assert_false(tree_is_python(STR("a.pyc")));
    assert_false(tree_is_python(STR("py")));
    assert_true(tree_is_identifier(STR("_a1")));
    assert_true(tree_is_identifier(STR("\xc3\xbc")));
    assert_false(tree_is_identifier(STR("1a")));
    assert_false(tree_is_identifier(STR("a-b")));
    assert_false(tree_is_identifier(STR("a.b")));
    assert_false(tree_is_identifier(STR("")));
}

#define TREE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TREE_TEST(a_new_tree_holds_an_unlisted_root),
        TREE_TEST(what_was_added_is_found_before_and_after_sorting),
        TREE_TEST(sorting_renumbers_parents_and_folders),
        TREE_TEST(what_comes_after_sorting_is_found_too),
        TREE_TEST(a_folder_is_listed_once),
        TREE_TEST(names_of_python_files_and_modules_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
