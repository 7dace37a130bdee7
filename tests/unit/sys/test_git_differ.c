/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>
#include <utime.h>

#include "tests/unit/sys/repository.h"

static void
make_project(void)
{
    repository_write("r/a.py", "1\n");
    repository_write("r/b.py", "1\n");
    repository_write("r/sub/c.py", "1\n");
    repository_commit("r");
}

static void
nothing_differs_after_a_commit(void **state)
{
    (void)state;
    make_project();
    assert_differing("r", "HEAD", "");
}

static void
every_kind_of_change_differs(void **state)
{
    (void)state;
    make_project();
    repository_write("r/deleted.py", "1\n");
    repository_write("r/uncached.py", "1\n");
    repository_write("r/mode.py", "1\n");
    repository_write("r/kind.py", "1\n");
    repository_write("r/folder.py", "1\n");
    repository_commit("r");
    repository_write("r/a.py", "2\n");
    repository_write("r/b.py", "2\n");
    GIT("r", "add", "b.py");
    assert_int_equal(remove("r/deleted.py"), 0);
    GIT("r", "rm", "-q", "--cached", "uncached.py");
    assert_int_equal(chmod("r/mode.py", 0755), 0);
    assert_int_equal(remove("r/kind.py"), 0);
    assert_int_equal(symlink("a.py", "r/kind.py"), 0);
    assert_int_equal(remove("r/folder.py"), 0);
    repository_write("r/folder.py/d.py", "1\n");
    repository_write("r/untracked.py", "1\n");
    assert_differing("r", "HEAD",
                     "a.py\nb.py\ndeleted.py\nfolder.py\nkind.py\nmode.py\n"
                     "uncached.py\n");
    assert_differing("r/sub", "HEAD", "");
}

/* The file has the commit's bytes again, but the index has not. */
static void
what_is_staged_and_taken_back_differs(void **state)
{
    (void)state;
    make_project();
    repository_write("r/a.py", "2\n");
    GIT("r", "add", "a.py");
    repository_write("r/a.py", "1\n");
    assert_differing("r", "HEAD", "a.py\n");
}

static void
any_commit_can_be_compared_with(void **state)
{
    (void)state;
    make_project();
    repository_write("r/sub/c.py", "2\n");
    repository_write("r/new.py", "2\n");
    repository_commit("r");
    assert_differing("r", "HEAD", "");
    assert_differing("r", "HEAD~1", "new.py\nsub/c.py\n");
    assert_differing("r/sub", "HEAD~1", "c.py\n");
}

static void
line_endings_that_git_converts_do_not_differ(void **state)
{
    (void)state;
    make_project();
    GIT("r", "config", "core.autocrlf", "true");
    repository_write("r/a.py", "1\r\n");
    GIT("r", "-c", "core.safecrlf=false", "add", "a.py");
    assert_differing("r", "HEAD", "");
}

static void
files_that_git_shall_not_look_at_may_differ(void **state)
{
    (void)state;
    make_project();
    GIT("r", "update-index", "--assume-unchanged", "a.py");
    GIT("r", "update-index", "--skip-worktree", "sub/c.py");
    assert_differing("r", "HEAD", "a.py\nsub/c.py\n");
    assert_differing("r/sub", "HEAD", "c.py\n");
    assert_tracked("r", "a.py\nb.py\nsub/c.py\n");
}

static void
a_partial_checkout_may_differ_where_it_is_not(void **state)
{
    (void)state;
    make_project();
    GIT("r", "sparse-checkout", "set", "--no-cone", "/a.py");
    assert_int_equal(access("r/b.py", F_OK), -1);
    assert_differing("r", "HEAD", "b.py\nsub/c.py\n");
}

static void
conflicts_differ(void **state)
{
    static const char *const merge[] = {"merge", "-q", "side", NULL};

    (void)state;
    make_project();
    GIT("r", "checkout", "-q", "-b", "side");
    repository_write("r/a.py", "2\n");
    repository_commit("r");
    GIT("r", "checkout", "-q", "main");
    repository_write("r/a.py", "3\n");
    repository_commit("r");
    assert_int_equal(repository_run("r", NULL, merge), 1);
    assert_differing("r", "HEAD", "a.py\n");
    repository_write("r/a.py", "3\n");
    assert_differing("r", "HEAD", "a.py\n");
}

static void
without_an_index_everything_differs(void **state)
{
    (void)state;
    make_project();
    assert_int_equal(remove("r/.git/index"), 0);
    assert_differing("r", "HEAD", "a.py\nb.py\nsub/c.py\n");
    assert_tracked("r", "");
    assert_listing("r", NULL, "");
}

/* Same size, same time: git's own index is as young as the file. */
static void
a_change_in_the_same_instant_differs(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct arena arena;
        const char *folder;

        arena_init(&arena);
        folder = arena_printf(&arena, "r%d", i);
        repository_write(arena_printf(&arena, "%s/a.py", folder), "1\n");
        repository_commit(folder);
        repository_write(arena_printf(&arena, "%s/a.py", folder), "2\n");
        assert_differing(folder, "HEAD", "a.py\n");
        arena_release(&arena);
    }
}

static struct str
read_all(struct arena *arena, const char *path)
{
    struct buf content;
    struct err err;
    struct str text;

    buf_init(&content, BUF_UNLIMITED);
    assert_int_equal(file_read(FILE_HERE, path, &content, NULL, &err), 0);
    text = arena_str(arena, buf_view(&content));
    buf_release(&content);
    return text;
}

/* Files whose time alone has changed make git want to refresh its index. */
static void
the_index_is_never_written(void **state)
{
    static const struct utimbuf old = {1000000000, 1000000000};
    struct arena arena;
    struct str before;

    (void)state;
    make_project();
    arena_init(&arena);
    GIT("r", "config", "core.untrackedCache", "true");
    before = read_all(&arena, "r/.git/index");
    assert_int_equal(utime("r/b.py", &old), 0);
    assert_differing("r", "HEAD", "b.py\n");
    assert_listing("r", NULL,
                   "100644 a.py 1\n\n100644 b.py 1\n\n100644 sub/c.py 1\n\n");
    assert_tracked("r", "a.py\nb.py\nsub/c.py\n");
    assert_true(str_equal(before, read_all(&arena, "r/.git/index")));
    arena_release(&arena);
}

static void
a_lock_on_the_index_is_no_trouble(void **state)
{
    (void)state;
    make_project();
    repository_write("r/.git/index.lock", "");
    repository_write("r/a.py", "2\n");
    assert_differing("r", "HEAD", "a.py\n");
}

static void
a_monitor_of_the_file_system_is_not_started(void **state)
{
    struct arena arena;

    (void)state;
    make_project();
    arena_init(&arena);
    repository_write("monitor", "#!/bin/sh\ntouch \"$HOME/started\"\n");
    assert_int_equal(chmod("monitor", 0755), 0);
    GIT("r", "config", "core.fsmonitor",
        arena_printf(&arena, "%s/monitor", (char *)*state));
    repository_write("r/a.py", "2\n");
    assert_differing("r", "HEAD", "a.py\n");
    assert_int_equal(access("started", F_OK), -1);
    arena_release(&arena);
}

static void
an_unknown_commit_is_an_error(void **state)
{
    struct view view;
    struct git_paths paths;

    (void)state;
    make_project();
    view_open(&view, "r");
    assert_int_equal(
        git_differing(view.git, STR("1111111111111111111111111111111111111111"),
                      &view.arena, &paths, &view.err),
        -1);
    assert_int_equal(view.err.code, ERR_GIT);
    assert_int_equal(paths.len, 0);
    view_close(&view);
}

static void
one_handle_answers_several_questions(void **state)
{
    struct view view;

    (void)state;
    make_project();
    repository_write("r/a.py", "2\n");
    repository_commit("r");
    view_open(&view, "r");
    assert_string_equal(view_differing(&view, "HEAD~1"), "a.py\n");
    assert_string_equal(view_listing(&view, "HEAD~1"),
                        "100644 a.py 1\n\n100644 b.py 1\n\n"
                        "100644 sub/c.py 1\n\n");
    assert_string_equal(view_differing(&view, "HEAD"), "");
    assert_string_equal(view_tracked(&view), "a.py\nb.py\nsub/c.py\n");
    assert_string_equal(view_differing(&view, "HEAD~1"), "a.py\n");
    view_close(&view);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        REPOSITORY_TEST(nothing_differs_after_a_commit),
        REPOSITORY_TEST(every_kind_of_change_differs),
        REPOSITORY_TEST(what_is_staged_and_taken_back_differs),
        REPOSITORY_TEST(any_commit_can_be_compared_with),
        REPOSITORY_TEST(line_endings_that_git_converts_do_not_differ),
        REPOSITORY_TEST(files_that_git_shall_not_look_at_may_differ),
        REPOSITORY_TEST(a_partial_checkout_may_differ_where_it_is_not),
        REPOSITORY_TEST(conflicts_differ),
        REPOSITORY_TEST(without_an_index_everything_differs),
        REPOSITORY_TEST(a_change_in_the_same_instant_differs),
        REPOSITORY_TEST(the_index_is_never_written),
        REPOSITORY_TEST(a_lock_on_the_index_is_no_trouble),
        REPOSITORY_TEST(a_monitor_of_the_file_system_is_not_started),
        REPOSITORY_TEST(an_unknown_commit_is_an_error),
        REPOSITORY_TEST(one_handle_answers_several_questions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
