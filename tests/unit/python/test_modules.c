/* SPDX-License-Identifier: MIT */
#include "core/python/modules.h"

#include "tests/unit/python/grove.h"

static struct grove grove;

static struct modules *
grow(const char *const *paths)
{
    grove_grow(&grove, paths, NULL);
    return &grove.resolver.modules;
}

static int
clear(void **state)
{
    (void)state;
    grove_clear(&grove);
    return 0;
}

static void
a_name_is_a_folder_a_source_and_a_stub(void **state)
{
    struct modules *modules =
        grow(PATHS("a.py", "a.pyi", "a/x.py", "b.pyw", "c.txt", "d-e.py",
                   "1.py", "\xc3\xa9.py"));
    struct module_slot slot = modules_find_text(modules, ROOT_DIR, STR("a"));

    (void)state;
    assert_int_equal(slot.dir, grove_folder(&grove, "a"));
    assert_int_equal(slot.py, grove_file(&grove, "a.py"));
    assert_int_equal(slot.pyi, grove_file(&grove, "a.pyi"));
    slot = modules_find_text(modules, ROOT_DIR, STR("\xc3\xa9"));
    assert_int_not_equal(slot.py, NO_FILE);
    static const char *const none[] = {"b", "c", "d-e", "1", "x", "", "a.py"};
    for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
        slot = modules_find_text(modules, ROOT_DIR, str_from(none[i]));
        assert_int_equal(slot.dir, NO_DIR);
        assert_int_equal(slot.py, NO_FILE);
        assert_int_equal(slot.pyi, NO_FILE);
    }
}

static void
caches_are_no_modules_but_stub_folders_are_kept(void **state)
{
    struct modules *modules =
        grow(PATHS("__pycache__/x.py", "a-stubs/x.pyi", "a-b/x.py"));

    (void)state;
    assert_int_equal(
        modules_find_text(modules, ROOT_DIR, STR("__pycache__")).dir, NO_DIR);
    assert_int_not_equal(
        modules_find_text(modules, ROOT_DIR, STR("a-stubs")).dir, NO_DIR);
    assert_int_equal(modules_find_text(modules, ROOT_DIR, STR("a-b")).dir,
                     NO_DIR);
    assert_true(modules->any_stubs);
}

static void
a_source_or_a_stub_makes_a_package(void **state)
{
    struct modules *modules = grow(
        PATHS("a/__init__.py", "b/__init__.pyi", "c/__init__.pyc", "c/x.py"));

    (void)state;
    assert_true(modules_is_package(modules, grove_folder(&grove, "a")));
    assert_true(modules_is_package(modules, grove_folder(&grove, "b")));
    assert_false(modules_is_package(modules, grove_folder(&grove, "c")));
    assert_false(modules_is_package(modules, ROOT_DIR));
}

static struct digest
names_digest(const char *const *paths, const char *folder)
{
    struct digest digest;
    struct hasher hasher;
    struct modules *modules = grow(paths);
    hasher_init(&hasher, HASH_XXH3);
    modules_names_digest(modules, grove_folder(&grove, folder), &hasher,
                         &digest);
    hasher_release(&hasher);
    grove_clear(&grove);
    return digest;
}

static void
the_digest_of_names_is_of_what_can_be_imported(void **state)
{
    struct digest base = names_digest(PATHS("p/__init__.py", "p/a.py"), "p");
    struct digest same[] = {
        names_digest(PATHS("p/a.py"), "p"),
        names_digest(PATHS("p/a.pyi"), "p"),
        names_digest(PATHS("p/a/x.py"), "p"),
        names_digest(PATHS("p/a.py", "p/data.txt", "p/a-b.py", "b.py"), "p"),
    };
    struct digest other[] = {
        names_digest(PATHS("p/__init__.py"), "p"),
        names_digest(PATHS("p/a.py", "p/b.py"), "p"),
        names_digest(PATHS("p/a.py", "p/sub/"), "p"),
        names_digest(PATHS("p/b.py"), "p"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
        assert_true(digest_equal(&base, &same[i]));
    }
    for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++) {
        assert_false(digest_equal(&base, &other[i]));
    }
}

static void
git_has_no_empty_folders(void **state)
{
    struct modules *modules = grow(PATHS("p/a.py", "p/sub/"));
    struct digest with;
    struct digest without;
    struct hasher hasher;
    dir_id p = grove_folder(&grove, "p");
    dir_id sub = grove_folder(&grove, "p/sub");

    (void)state;
    hasher_init(&hasher, HASH_XXH3);
    assert_true(modules_dir_exists(modules, sub));
    modules_names_digest(modules, p, &hasher, &with);
    modules->git_folders = true;
    assert_false(modules_dir_exists(modules, sub));
    assert_true(modules_dir_exists(modules, p));
    modules_names_digest(modules, p, &hasher, &without);
    assert_false(digest_equal(&with, &without));
    hasher_release(&hasher);
}

static void
list(struct tree *tree, dir_id dir, void *context)
{
    ++*(int *)context;
    if (str_equal(tree->dirs.items[dir].path, STR("ignored"))) {
        dir_id sub = tree_add_dir(tree, dir, STR("ignored/sub"), 0);
        tree_add_file(tree, dir, STR("ignored/gen.py"), FILE_IGNORED);
        assert_int_not_equal(sub, NO_DIR);
    }
}

static void
a_folder_that_was_left_out_is_listed_at_the_first_look(void **state)
{
    int listed = 0;

    (void)state;
    grove_plant(&grove, PATHS("main.py"));
    dir_id dir = tree_add_dir(&grove.tree, ROOT_DIR, STR("ignored"), 0);
    grove.tree.lister = list;
    grove.tree.lister_context = &listed;
    grove_resolve(&grove, &(struct resolve_options){0});
    struct modules *modules = &grove.resolver.modules;
    assert_int_equal(listed, 0);
    assert_int_not_equal(modules_find_text(modules, dir, STR("gen")).py,
                         NO_FILE);
    assert_int_not_equal(modules_find_text(modules, dir, STR("sub")).dir,
                         NO_DIR);
    assert_int_equal(modules_find_text(modules, dir, STR("no")).py, NO_FILE);
    assert_int_equal(listed, 1);
    assert_imports(&grove, "main.py", "import ignored.gen",
                   "found ignored/gen.py");
}

#define GROVE_TEST(f) cmocka_unit_test_teardown(f, clear)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        GROVE_TEST(a_name_is_a_folder_a_source_and_a_stub),
        GROVE_TEST(caches_are_no_modules_but_stub_folders_are_kept),
        GROVE_TEST(a_source_or_a_stub_makes_a_package),
        cmocka_unit_test(the_digest_of_names_is_of_what_can_be_imported),
        GROVE_TEST(git_has_no_empty_folders),
        GROVE_TEST(a_folder_that_was_left_out_is_listed_at_the_first_look),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
