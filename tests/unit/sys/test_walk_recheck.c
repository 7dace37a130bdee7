/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>

#include "tests/unit/sys/forest.h"
#include "tests/unit/sys/scratch.h"

/* Everything is older than this. */
static const int64_t never_racy = INT64_MAX;

struct marks {
    unsigned char dirs[64];
    unsigned char files[64];
    long count;
};

static struct marks
recheck_since(const struct tree *tree, int64_t since_ns)
{
    struct walk_recheck options = {.since_ns = since_ns, .jobs = 2};
    struct marks marks;
    struct err err;

    memset(&marks, 0xff, sizeof(marks));
    options.root_fd = open(".", O_RDONLY | O_DIRECTORY);
    marks.count = walk_recheck(tree, &options, marks.dirs, marks.files, &err);
    close(options.root_fd);
    return marks;
}

static struct marks
recheck(const struct tree *tree)
{
    return recheck_since(tree, never_racy);
}

static bool
dir_changed(const struct marks *marks, const struct tree *tree,
            const char *path)
{
    return marks->dirs[tree_find_dir(tree, str_from(path))];
}

static bool
file_changed(const struct marks *marks, const struct tree *tree,
             const char *path)
{
    return marks->files[tree_find_file(tree, str_from(path))];
}

static struct walk_result
walk_some(void)
{
    static const char *const paths[] = {"a.py", "pkg/b.py", "pkg/c.py",
                                        "gen/d.py", NULL};
    struct walk_options options = walk_here();

    plant_all(paths);
    plant(".gitignore", "gen\nc.py\n");
    return walk_with(&options);
}

static void
an_untouched_tree_is_unchanged(void **state)
{
    struct walk_result result = walk_some();
    struct marks marks = recheck(&result.tree);

    (void)state;
    assert_int_equal(marks.count, 0);
    for (size_t i = 0; i < result.tree.dirs.len; i++)
        assert_int_equal(marks.dirs[i], 0);
    for (size_t i = 0; i < result.tree.files.len; i++)
        assert_int_equal(marks.files[i], 0);
    walk_result_release(&result);
}

static void
what_is_as_young_as_the_walk_is_racy(void **state)
{
    struct walk_result result = walk_some();
    struct marks marks = recheck_since(&result.tree, 0);

    (void)state;
    /* The root, pkg, .gitignore and two subjects; the rest is unknown. */
    assert_int_equal(marks.count, 5);
    walk_result_release(&result);
}

static void
an_edit_an_addition_and_a_deletion_are_seen(void **state)
{
    struct walk_result result = walk_some();
    struct tree *tree = &result.tree;
    struct marks marks;

    (void)state;
    plant("a.py", "something longer");
    marks = recheck(tree);
    assert_true(file_changed(&marks, tree, "a.py"));
    assert_false(file_changed(&marks, tree, "pkg/b.py"));
    plant("pkg/new.py", "");
    marks = recheck(tree);
    assert_true(dir_changed(&marks, tree, "pkg"));
    assert_int_equal(unlink("pkg/b.py"), 0);
    marks = recheck(tree);
    assert_true(file_changed(&marks, tree, "pkg/b.py"));
    walk_result_release(&result);
}

static void
changed_rules_are_seen(void **state)
{
    struct walk_result result = walk_some();
    struct marks marks;

    (void)state;
    plant(".gitignore", "something else\n");
    marks = recheck(&result.tree);
    assert_true(file_changed(&marks, &result.tree, ".gitignore"));
    walk_result_release(&result);
}

static void
ignored_entries_are_left_alone(void **state)
{
    struct walk_result result = walk_some();
    struct marks marks;

    (void)state;
    plant("gen/more.py", "");
    assert_int_equal(truncate("pkg/c.py", 99), 0);
    marks = recheck(&result.tree);
    assert_false(dir_changed(&marks, &result.tree, "gen"));
    assert_false(file_changed(&marks, &result.tree, "pkg/c.py"));
    assert_int_equal(marks.count, 0);
    walk_result_release(&result);
}

static void
the_target_of_a_link_is_looked_at(void **state)
{
    struct walk_options options = walk_here();
    struct walk_result result;
    struct marks marks;

    (void)state;
    plant("data/target", "a");
    assert_int_equal(symlink("data/target", "link.py"), 0);
    assert_int_equal(symlink("data", "folder"), 0);
    result = walk_with(&options);
    assert_int_equal(recheck(&result.tree).count, 0);
    plant("data/target", "abc");
    marks = recheck(&result.tree);
    assert_true(file_changed(&marks, &result.tree, "link.py"));
    assert_false(dir_changed(&marks, &result.tree, "folder"));
    assert_int_equal(unlink("data/target"), 0);
    assert_int_equal(rmdir("data"), 0);
    marks = recheck(&result.tree);
    assert_true(file_changed(&marks, &result.tree, "link.py"));
    assert_true(dir_changed(&marks, &result.tree, "folder"));
    walk_result_release(&result);
}

static void
a_dead_link_that_would_count_keeps_its_folder_open(void **state)
{
    struct walk_options options = walk_here();
    struct walk_result result;
    struct marks marks;

    (void)state;
    plant("pkg/a.py", "");
    plant("other/a.py", "");
    assert_int_equal(symlink("nowhere", "pkg/b.py"), 0);
    assert_int_equal(symlink("nowhere", "other/b.txt"), 0);
    result = walk_with(&options);
    marks = recheck(&result.tree);
    assert_int_equal(marks.count, 1);
    assert_true(dir_changed(&marks, &result.tree, "pkg"));
    walk_result_release(&result);
}

static void
a_closed_folder_is_unchanged_while_its_marker_stands(void **state)
{
    struct walk_options options = walk_here();
    struct walk_result result;
    struct marks marks;

    (void)state;
    plant("venv/pyvenv.cfg", "");
    plant(".cache-x/CACHEDIR.TAG", "");
    result = walk_with(&options);
    plant("venv/lib/more.py", "");
    plant(".cache-x/entry", "");
    assert_int_equal(recheck(&result.tree).count, 0);
    assert_int_equal(unlink("venv/pyvenv.cfg"), 0);
    marks = recheck(&result.tree);
    assert_int_equal(marks.count, 1);
    assert_true(dir_changed(&marks, &result.tree, "venv"));
    walk_result_release(&result);
}

static void
a_bad_root_is_an_error(void **state)
{
    struct walk_result result = walk_some();
    struct walk_recheck options = {.root_fd = -1, .since_ns = never_racy};
    struct marks marks;
    struct err err;

    (void)state;
    assert_int_equal(
        walk_recheck(&result.tree, &options, marks.dirs, marks.files, &err),
        -1);
    walk_result_release(&result);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(an_untouched_tree_is_unchanged),
        SCRATCH_TEST(what_is_as_young_as_the_walk_is_racy),
        SCRATCH_TEST(an_edit_an_addition_and_a_deletion_are_seen),
        SCRATCH_TEST(changed_rules_are_seen),
        SCRATCH_TEST(ignored_entries_are_left_alone),
        SCRATCH_TEST(the_target_of_a_link_is_looked_at),
        SCRATCH_TEST(a_dead_link_that_would_count_keeps_its_folder_open),
        SCRATCH_TEST(a_closed_folder_is_unchanged_while_its_marker_stands),
        SCRATCH_TEST(a_bad_root_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
