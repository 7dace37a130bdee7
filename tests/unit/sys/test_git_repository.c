/* SPDX-License-Identifier: MIT */
#include "core/sys/git_repository.h"

#include <sys/stat.h>

#include "tests/unit/sys/repository.h"

/*
 * `r` with the project `r/proj`, where the submodule `lib` is: .gitmodules
 * stands at the top and so is in no listing of the project.
 */
static void
make_project(void)
{
    repository_write("lib/m.py", "1");
    repository_commit("lib");
    repository_write("r/proj/a.py", "a");
    repository_commit("r");
    GIT("r", "submodule", "--quiet", "add", "../lib", "proj/lib");
    repository_commit("r");
}

#define WHOLE "100644 a.py a\n100644 lib/m.py 1\n"

static void
a_submodule_is_read_at_the_recorded_commit(void **state)
{
    (void)state;
    make_project();
    assert_listing("r/proj", "HEAD", WHOLE);
    assert_listing("r/proj", NULL, WHOLE);
    assert_differing("r/proj", "HEAD", "");
    assert_tracked("r/proj", "a.py\nlib/m.py\n");
    repository_write("r/proj/lib/m.py", "2");
    repository_write("r/proj/lib/n.py", "2");
    assert_listing("r/proj", "HEAD", WHOLE);
    assert_listing("r/proj", NULL, WHOLE);
    assert_differing("r/proj", "HEAD", "lib/m.py\n");
}

static void
a_submodule_with_a_commit_of_its_own_differs(void **state)
{
    (void)state;
    make_project();
    repository_write("r/proj/lib/m.py", "2");
    repository_commit("r/proj/lib");
    assert_listing("r/proj", "HEAD", WHOLE);
    assert_listing("r/proj", NULL, WHOLE);
    assert_differing("r/proj", "HEAD", "lib/m.py\n");
    GIT("r", "add", "proj/lib");
    assert_listing("r/proj", NULL, "100644 a.py a\n100644 lib/m.py 2\n");
    assert_differing("r/proj", "HEAD", "lib/m.py\n");
    repository_commit("r");
    assert_differing("r/proj", "HEAD", "");
    assert_differing("r/proj", "HEAD~1", "lib/m.py\n");
    assert_listing("r/proj", "HEAD~1", WHOLE);
}

static void
a_submodule_needs_no_gitmodules(void **state)
{
    (void)state;
    repository_write("lib/m.py", "1");
    repository_commit("lib");
    repository_write("r/a.py", "a");
    GIT(NULL, "clone", "-q", "lib", "r/lib");
    repository_commit("r");
    assert_listing("r", "HEAD", WHOLE);
}

static void
a_submodule_among_other_names_is_listed_in_order(void **state)
{
    (void)state;
    make_project();
    repository_write("r/proj/lib-a.py", "b");
    repository_write("r/proj/lib.py", "c");
    repository_write("r/proj/lib0.py", "d");
    repository_commit("r");
    assert_listing("r/proj", "HEAD",
                   "100644 a.py a\n100644 lib-a.py b\n100644 lib.py c\n"
                   "100644 lib/m.py 1\n100644 lib0.py d\n");
}

static void
the_variables_of_a_hook_stay_outside_of_submodules(void **state)
{
    struct arena arena;

    (void)state;
    make_project();
    arena_init(&arena);
    setenv("GIT_DIR", arena_printf(&arena, "%s/r/.git", (char *)*state), 1);
    setenv("GIT_INDEX_FILE", ".git/index", 1);
    setenv("GIT_OBJECT_DIRECTORY",
           arena_printf(&arena, "%s/r/.git/objects", (char *)*state), 1);
    setenv("GIT_PREFIX", "proj/", 1);
    assert_int_equal(chdir("r"), 0);
    repository_write("proj/lib/m.py", "2");
    assert_listing("proj", "HEAD", WHOLE);
    assert_listing("proj", NULL, WHOLE);
    assert_differing("proj", "HEAD", "lib/m.py\n");
    assert_tracked("proj", "a.py\nlib/m.py\n");
    for (size_t i = 0; repository_unset[i]; i++)
        unsetenv(repository_unset[i]);
    arena_release(&arena);
}

static void
a_root_in_a_submodule_is_a_project_by_itself(void **state)
{
    (void)state;
    make_project();
    repository_write("r/proj/lib/m.py", "2");
    assert_listing("r/proj/lib", "HEAD", "100644 m.py 1\n");
    assert_differing("r/proj/lib", "HEAD", "m.py\n");
}

/* ---- nested */

static void
make_nested(void)
{
    repository_write("inner/x.py", "x");
    repository_commit("inner");
    repository_write("lib/m.py", "1");
    repository_commit("lib");
    GIT("lib", "submodule", "--quiet", "add", "../inner", "in");
    GIT("lib", "config", "-f", ".gitmodules", "--remove-section",
        "submodule.in");
    GIT("lib", "config", "-f", ".gitmodules", "submodule.odd name.path", "in");
    GIT("lib", "config", "-f", ".gitmodules", "submodule.odd name.url",
        "../inner");
    repository_commit("lib");
    repository_write("r/proj/a.py", "a");
    repository_commit("r");
    GIT("r", "submodule", "--quiet", "add", "../lib", "proj/lib");
    GIT("r", "submodule", "--quiet", "update", "--init", "--recursive");
    repository_commit("r");
}

#define GITMODULES                                                             \
    "100644 lib/.gitmodules [submodule \"odd name\"]\n"                        \
    "\tpath = in\n\turl = ../inner\n\n"
#define NESTED                                                                 \
    "100644 a.py a\n" GITMODULES "100644 lib/in/x.py x\n100644 lib/m.py 1\n"

static void
submodules_may_be_nested(void **state)
{
    (void)state;
    make_nested();
    assert_listing("r/proj", "HEAD", NESTED);
    assert_listing("r/proj", NULL, NESTED);
    assert_differing("r/proj", "HEAD", "");
    repository_write("r/proj/lib/in/x.py", "y");
    assert_differing("r/proj", "HEAD", "lib/in/x.py\n");
    assert_tracked("r/proj", "a.py\nlib/.gitmodules\nlib/in/x.py\nlib/m.py\n");
}

static void
nested_submodules_are_read_from_what_git_keeps(void **state)
{
    (void)state;
    make_nested();
    GIT("r", "rm", "-q", "-f", "proj/lib");
    repository_commit("r");
    assert_listing("r/proj", "HEAD~1", NESTED);
    assert_differing("r/proj", "HEAD~1",
                     "lib/.gitmodules\nlib/in/x.py\nlib/m.py\n");
}

/* ---- not there on one side */

static void
a_submodule_that_came_is_not_in_the_older_commit(void **state)
{
    (void)state;
    make_project();
    assert_listing("r/proj", "HEAD~1", "100644 a.py a\n");
    assert_differing("r/proj", "HEAD~1", "");
}

static void
a_submodule_that_went_is_in_the_older_commit(void **state)
{
    (void)state;
    make_project();
    GIT("r", "rm", "-q", "proj/lib");
    assert_listing("r/proj", "HEAD", WHOLE);
    assert_listing("r/proj", NULL, "100644 a.py a\n");
    assert_differing("r/proj", "HEAD", "lib/m.py\n");
    assert_tracked("r/proj", "a.py\n");
    repository_commit("r");
    assert_listing("r/proj", "HEAD~1", WHOLE);
    assert_differing("r/proj", "HEAD~1", "lib/m.py\n");
}

static void
a_submodule_that_moved_is_found_by_its_name(void **state)
{
    (void)state;
    make_project();
    GIT("r", "mv", "proj/lib", "proj/moved");
    assert_listing("r/proj", "HEAD", WHOLE);
    assert_listing("r/proj", NULL, "100644 a.py a\n100644 moved/m.py 1\n");
    assert_differing("r/proj", "HEAD", "lib/m.py\n");
    repository_commit("r");
    GIT("r", "submodule", "--quiet", "deinit", "-f", "proj/moved");
    assert_listing("r/proj", "HEAD", "100644 a.py a\n100644 moved/m.py 1\n");
    assert_listing("r/proj", NULL, "100644 a.py a\n100644 moved/m.py 1\n");
    assert_differing("r/proj", "HEAD", "moved/m.py\n");
}

static void
files_in_the_place_of_a_submodule_differ(void **state)
{
    (void)state;
    make_project();
    GIT("r", "rm", "-q", "proj/lib");
    repository_write("r/proj/lib/m.py", "1");
    repository_write("r/proj/lib/n.py", "2");
    repository_commit("r");
    assert_listing("r/proj", "HEAD",
                   "100644 a.py a\n100644 lib/m.py 1\n100644 lib/n.py 2\n");
    assert_differing("r/proj", "HEAD", "");
    assert_listing("r/proj", "HEAD~1", WHOLE);
    /* lib/n.py is not in the older commit, and may stand here or not. */
    assert_differing("r/proj", "HEAD~1", "lib/m.py\nlib/n.py\n");
}

static void
a_submodule_in_the_place_of_files_differs(void **state)
{
    (void)state;
    repository_write("lib/m.py", "1");
    repository_commit("lib");
    repository_write("r/proj/a.py", "a");
    repository_write("r/proj/lib/m.py", "file");
    repository_commit("r");
    GIT("r", "rm", "-q", "-r", "proj/lib");
    GIT("r", "submodule", "--quiet", "add", "../lib", "proj/lib");
    repository_commit("r");
    assert_listing("r/proj", "HEAD", WHOLE);
    assert_listing("r/proj", "HEAD~1", "100644 a.py a\n100644 lib/m.py file\n");
    assert_differing("r/proj", "HEAD~1", "lib/m.py\n");
}

static void
a_submodule_in_the_place_of_a_file_differs(void **state)
{
    (void)state;
    repository_write("lib/m.py", "1");
    repository_commit("lib");
    repository_write("r/proj/a.py", "a");
    repository_write("r/proj/lib", "file");
    repository_commit("r");
    GIT("r", "rm", "-q", "-r", "proj/lib");
    GIT("r", "submodule", "--quiet", "add", "../lib", "proj/lib");
    repository_commit("r");
    assert_listing("r/proj", "HEAD", WHOLE);
    assert_listing("r/proj", "HEAD~1", "100644 a.py a\n100644 lib file\n");
    assert_differing("r/proj", "HEAD~1", "lib\n");
    assert_tracked("r/proj", "a.py\nlib/m.py\n");
}

static void
a_submodule_in_the_place_of_the_root_is_read(void **state)
{
    (void)state;
    repository_write("lib/m.py", "1");
    repository_commit("lib");
    repository_write("r/a.py", "a");
    repository_commit("r");
    GIT("r", "submodule", "--quiet", "add", "../lib", "proj");
    repository_commit("r");
    GIT("r", "rm", "-q", "proj");
    repository_write("r/proj/m.py", "2");
    repository_commit("r");
    assert_listing("r/proj", "HEAD", "100644 m.py 2\n");
    assert_listing("r/proj", "HEAD~1", "100644 m.py 1\n");
    assert_differing("r/proj", "HEAD~1", "m.py\n");
}

/* ---- that cannot be read */

static void
a_submodule_that_was_never_cloned_is_opaque(void **state)
{
    (void)state;
    make_project();
    GIT(NULL, "clone", "-q", "r", "clone");
    assert_listing("clone/proj", "HEAD", "100644 a.py a\nopaque lib\n");
    assert_listing("clone/proj", NULL, "100644 a.py a\nopaque lib\n");
    assert_differing("clone/proj", "HEAD", "");
    assert_tracked("clone/proj", "a.py\n");
    GIT("clone", "submodule", "--quiet", "update", "--init");
    assert_listing("clone/proj", "HEAD", WHOLE);
}

static void
a_submodule_without_the_recorded_commit_is_opaque(void **state)
{
    (void)state;
    make_project();
    GIT("r", "update-index", "--cacheinfo",
        "160000,1111111111111111111111111111111111111111,proj/lib");
    GIT("r", "commit", "-q", "-m", "x");
    repository_write("r/proj/lib/m.py", "2");
    assert_listing("r/proj", "HEAD", "100644 a.py a\nopaque lib\n");
    assert_listing("r/proj", NULL, "100644 a.py a\nopaque lib\n");
    assert_differing("r/proj", "HEAD", "");
    assert_tracked("r/proj", "a.py\nlib/m.py\n");
}

static void
a_submodule_that_is_broken_is_opaque(void **state)
{
    (void)state;
    make_project();
    repository_write("r/proj/lib/.git", "gitdir: nowhere\n");
    repository_write("r/.git/modules/proj/lib/HEAD", "broken\n");
    assert_listing("r/proj", "HEAD", "100644 a.py a\nopaque lib\n");
    assert_differing("r/proj", "HEAD", "");
}

/* ".." in a name would lead out of .git/modules. */
static void
a_name_that_leaves_the_folder_of_modules_is_not_followed(void **state)
{
    (void)state;
    make_project();
    assert_int_equal(rename("r/.git/modules/proj/lib", "r/.git/outside"), 0);
    GIT("r", "config", "-f", ".gitmodules", "--rename-section",
        "submodule.proj/lib", "submodule.../outside");
    assert_int_equal(remove("r/proj/lib/.git"), 0);
    GIT("r", "add", ".gitmodules");
    GIT("r", "commit", "-q", "-m", "x");
    assert_listing("r/proj", "HEAD", "100644 a.py a\nopaque lib\n");
}

static void
a_submodule_behind_a_symlink_is_not_followed(void **state)
{
    (void)state;
    make_project();
    assert_int_equal(rename("r/proj/lib", "r/proj/real"), 0);
    assert_int_equal(symlink("real", "r/proj/lib"), 0);
    repository_write("r/proj/real/m.py", "2");
    assert_listing("r/proj", "HEAD", WHOLE);
    assert_differing("r/proj", "HEAD", "lib/m.py\n");
    assert_tracked("r/proj", "a.py\n");
}

static void
another_work_tree_reads_the_submodules_of_the_first(void **state)
{
    (void)state;
    make_project();
    GIT("r", "worktree", "add", "-q", "../second", "-b", "second");
    assert_listing("second/proj", "HEAD", WHOLE);
    assert_differing("second/proj", "HEAD", "lib/m.py\n");
    GIT("second", "submodule", "--quiet", "update", "--init");
    assert_listing("second/proj", "HEAD", WHOLE);
    assert_differing("second/proj", "HEAD", "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        REPOSITORY_TEST(a_submodule_is_read_at_the_recorded_commit),
        REPOSITORY_TEST(a_submodule_with_a_commit_of_its_own_differs),
        REPOSITORY_TEST(a_submodule_needs_no_gitmodules),
        REPOSITORY_TEST(a_submodule_among_other_names_is_listed_in_order),
        REPOSITORY_TEST(the_variables_of_a_hook_stay_outside_of_submodules),
        REPOSITORY_TEST(a_root_in_a_submodule_is_a_project_by_itself),
        REPOSITORY_TEST(submodules_may_be_nested),
        REPOSITORY_TEST(nested_submodules_are_read_from_what_git_keeps),
        REPOSITORY_TEST(a_submodule_that_came_is_not_in_the_older_commit),
        REPOSITORY_TEST(a_submodule_that_went_is_in_the_older_commit),
        REPOSITORY_TEST(a_submodule_that_moved_is_found_by_its_name),
        REPOSITORY_TEST(files_in_the_place_of_a_submodule_differ),
        REPOSITORY_TEST(a_submodule_in_the_place_of_files_differs),
        REPOSITORY_TEST(a_submodule_in_the_place_of_a_file_differs),
        REPOSITORY_TEST(a_submodule_in_the_place_of_the_root_is_read),
        REPOSITORY_TEST(a_submodule_that_was_never_cloned_is_opaque),
        REPOSITORY_TEST(a_submodule_without_the_recorded_commit_is_opaque),
        REPOSITORY_TEST(a_submodule_that_is_broken_is_opaque),
        REPOSITORY_TEST(
            a_name_that_leaves_the_folder_of_modules_is_not_followed),
        REPOSITORY_TEST(a_submodule_behind_a_symlink_is_not_followed),
        REPOSITORY_TEST(another_work_tree_reads_the_submodules_of_the_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
