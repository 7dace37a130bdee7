/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>

#include "tests/unit/sys/forest.h"
#include "tests/unit/sys/scratch.h"

/* A walk of the current folder whose tree lists what it did not enter. */
struct lazy {
    struct walk_result result;
    int root_fd;
};

static void
lazy_open(struct lazy *lazy)
{
    struct walk_options options = walk_here();

    lazy->result = walk_with(&options);
    lazy->root_fd = open(".", O_RDONLY | O_DIRECTORY);
    lazy->result.tree.lister = walk_list_ignored;
    lazy->result.tree.lister_context = &lazy->root_fd;
}

static void
lazy_close(struct lazy *lazy)
{
    close(lazy->root_fd);
    walk_result_release(&lazy->result);
}

static dir_id
list(struct lazy *lazy, const char *path)
{
    dir_id dir = tree_find_dir(&lazy->result.tree, str_from(path));

    assert_int_not_equal(dir, NO_DIR);
    tree_list_folder(&lazy->result.tree, dir);
    return dir;
}

static void
an_ignored_folder_is_listed_on_demand(void **state)
{
    static const char *const paths[] = {"gen/b.py",
                                        "gen/a.py",
                                        "gen/c.txt",
                                        "gen/sub/d.py",
                                        "gen/foo-bar/e.py",
                                        "gen/__pycache__/f.py",
                                        NULL};
    struct lazy lazy;
    dir_id gen;

    (void)state;
    plant_all(paths);
    plant(".gitignore", "gen/\n");
    lazy_open(&lazy);
    gen = list(&lazy, "gen");
    assert_int_equal(file_flags(&lazy.result, "gen/a.py"), FILE_IGNORED);
    assert_int_equal(file_flags(&lazy.result, "gen/b.py"), FILE_IGNORED);
    assert_int_equal(file_flags(&lazy.result, "gen/c.txt"), -1);
    assert_int_equal(dir_flags(&lazy.result, "gen/sub"), DIR_IGNORED);
    assert_int_equal(dir_flags(&lazy.result, "gen/foo-bar"), -1);
    assert_int_equal(dir_flags(&lazy.result, "gen/__pycache__"), -1);
    assert_int_not_equal(lazy.result.tree.dirs.items[gen].sig.inode, 0);
    assert_int_equal(file_flags(&lazy.result, "gen/sub/d.py"), -1);
    list(&lazy, "gen/sub");
    assert_int_equal(file_flags(&lazy.result, "gen/sub/d.py"), FILE_IGNORED);
    lazy_close(&lazy);
}

static void
links_are_followed_until_they_lead_back(void **state)
{
    struct lazy lazy;
    size_t files;

    (void)state;
    plant("real/pkg/a.py", "");
    assert_int_equal(symlink("real", "link"), 0);
    assert_int_equal(symlink("..", "real/pkg/up"), 0);
    assert_int_equal(symlink("../..", "real/pkg/top"), 0);
    lazy_open(&lazy);
    list(&lazy, "link");
    assert_int_equal(dir_flags(&lazy.result, "link/pkg"),
                     DIR_IGNORED | DIR_LINK);
    list(&lazy, "link/pkg");
    assert_int_equal(file_flags(&lazy.result, "link/pkg/a.py"), FILE_IGNORED);
    files = lazy.result.tree.files.len;
    list(&lazy, "link/pkg/up");
    list(&lazy, "link/pkg/top");
    assert_int_equal(lazy.result.tree.files.len, files);
    assert_int_equal(dir_flags(&lazy.result, "link/pkg/up/pkg"), -1);
    lazy_close(&lazy);
}

static void
an_absent_folder_is_empty(void **state)
{
    struct lazy lazy;

    (void)state;
    plant("gen/a.py", "");
    plant(".gitignore", "gen/\n");
    lazy_open(&lazy);
    assert_int_equal(unlink("gen/a.py"), 0);
    assert_int_equal(rmdir("gen"), 0);
    list(&lazy, "gen");
    assert_int_equal(file_flags(&lazy.result, "gen/a.py"), -1);
    lazy_close(&lazy);
}

static void
a_listed_folder_is_rechecked(void **state)
{
    struct walk_recheck options = {.since_ns = INT64_MAX, .jobs = 1};
    unsigned char dirs[8], files[8];
    struct lazy lazy;
    struct err err;
    dir_id gen;

    (void)state;
    plant("gen/a.py", "");
    plant(".gitignore", "gen/\n");
    lazy_open(&lazy);
    gen = list(&lazy, "gen");
    options.root_fd = lazy.root_fd;
    assert_int_equal(
        walk_recheck(&lazy.result.tree, &options, dirs, files, &err), 0);
    plant("gen/b.py", "");
    assert_int_equal(
        walk_recheck(&lazy.result.tree, &options, dirs, files, &err), 1);
    assert_int_equal(dirs[gen], 1);
    lazy_close(&lazy);
}

static void
what_exclude_leaves_out_still_counts(void **state)
{
    struct walk_options options = walk_here();
    struct arena arena;
    struct lazy lazy;

    (void)state;
    plant("old/sub/a.py", "");
    arena_init(&arena);
    options.exclude = ignore_parse(&arena, STR("old\n"), STR(""), NULL);
    lazy.result = walk_with(&options);
    lazy.root_fd = open(".", O_RDONLY | O_DIRECTORY);
    lazy.result.tree.lister = walk_list_ignored;
    lazy.result.tree.lister_context = &lazy.root_fd;
    list(&lazy, "old");
    assert_int_equal(dir_flags(&lazy.result, "old/sub"),
                     DIR_IGNORED | DIR_COUNTS);
    lazy_close(&lazy);
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(an_ignored_folder_is_listed_on_demand),
        SCRATCH_TEST(links_are_followed_until_they_lead_back),
        SCRATCH_TEST(an_absent_folder_is_empty),
        SCRATCH_TEST(a_listed_folder_is_rechecked),
        SCRATCH_TEST(what_exclude_leaves_out_still_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
