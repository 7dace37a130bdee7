/* SPDX-License-Identifier: MIT */
#include "core/sys/git.h"

#include <sys/stat.h>

#include "tests/unit/sys/repository.h"

static void
make_project(void)
{
    repository_write("r/a.py", "a\n");
    repository_write("r/sub/proj/b.py", "b\n");
    repository_commit("r");
}

/* Opening `folder` fails, and the message has `part`. */
static void
assert_refused(const char *folder, const char *part)
{
    struct err err;

    assert_null(repository_open(folder, &err));
    assert_int_equal(err.code, ERR_GIT);
    if (!strstr(err.text, part))
        fail_msg("\"%s\" has no \"%s\"", err.text, part);
}

static void
assert_no_commit(const char *folder, const char *revision, const char *part)
{
    struct view view;
    struct str commit;

    view_open(&view, folder);
    assert_int_equal(
        git_commit(view.git, revision, &view.arena, &commit, &view.err), -1);
    assert_int_equal(view.err.code, ERR_GIT);
    if (!strstr(view.err.text, part))
        fail_msg("\"%s\" has no \"%s\"", view.err.text, part);
    view_close(&view);
}

static void
assert_commit(const char *folder, const char *revision, const char *same_as)
{
    struct view view;
    struct str commit;

    view_open(&view, folder);
    commit = view_commit(&view, revision);
    assert_string_equal(commit.data,
                        GIT_SAYS(&view.arena, folder, "rev-parse", same_as));
    view_close(&view);
}

static void
assert_place(const char *folder, const char *top, const char *prefix)
{
    struct view view;
    struct str expected;

    view_open(&view, folder);
    assert_int_equal(path_absolute(&view.arena, top, &expected, &view.err), 0);
    assert_string_equal(git_top(view.git).data, expected.data);
    assert_true(str_equal(git_prefix(view.git), str_from(prefix)));
    view_close(&view);
}

/* ---- opening */

static void
the_root_may_lie_below_the_top(void **state)
{
    (void)state;
    make_project();
    assert_place("r", "r", "");
    assert_place("r/sub/proj", "r", "sub/proj");
}

static void
a_root_behind_a_symlink_is_found(void **state)
{
    (void)state;
    make_project();
    assert_int_equal(symlink("r/sub/proj", "link"), 0);
    assert_place("link", "r", "sub/proj");
    assert_listing("link", "HEAD", "100644 b.py b\n\n");
}

static void
a_top_with_a_line_break_in_its_name_is_found(void **state)
{
    (void)state;
    repository_write("a\nb/proj/c.py", "c");
    repository_commit("a\nb");
    assert_place("a\nb/proj", "a\nb", "proj");
    assert_listing("a\nb/proj", "HEAD", "100644 c.py c\n");
}

static void
the_common_directory_is_shared_by_work_trees(void **state)
{
    struct view view;
    struct str expected;

    (void)state;
    make_project();
    GIT("r", "worktree", "add", "-q", "../second", "-b", "second");
    view_open(&view, "second/sub");
    assert_int_equal(path_absolute(&view.arena, "r/.git", &expected, &view.err),
                     0);
    assert_string_equal(git_common_dir(view.git).data, expected.data);
    view_close(&view);
    assert_place("second/sub", "second", "sub");
    repository_write("second/a.py", "changed\n");
    assert_differing("second", "HEAD", "a.py\n");
    assert_differing("r", "HEAD", "");
}

static void
without_a_repository_there_is_a_way_out(void **state)
{
    (void)state;
    repository_write("plain/a.py", "");
    assert_refused("plain", "not a git repository");
    assert_refused("plain", "--baseline");
}

static void
a_missing_root_is_an_error(void **state)
{
    struct err err;

    (void)state;
    assert_null(repository_open("nowhere", &err));
    assert_int_equal(err.code, ERR_ABSENT);
}

static void
a_bare_repository_is_refused(void **state)
{
    (void)state;
    GIT(NULL, "init", "-q", "--bare", "bare");
    assert_refused("bare", "bare repository");
}

static void
the_inside_of_git_is_no_work_tree(void **state)
{
    (void)state;
    make_project();
    assert_refused("r/.git", "no work tree");
}

static void
a_work_tree_whose_repository_is_gone_says_where_it_was(void **state)
{
    (void)state;
    repository_write("w/.git", "gitdir: /no/such/place\n");
    assert_refused("w", "/no/such/place");
}

static void
without_git_there_is_an_error(void **state)
{
    char *before = strdup(getenv("PATH"));

    (void)state;
    make_project();
    setenv("PATH", *state, 1);
    assert_refused("r", "cannot run git");
    setenv("PATH", before, 1);
    free(before);
}

/* Needs another user's folder, which only root can make. */
static void
an_owner_that_git_distrusts_is_named_with_gits_advice(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();
    make_project();
    assert_int_equal(chown("r/.git", 12345, 12345), 0);
    assert_int_equal(chown("r", 12345, 12345), 0);
    assert_refused("r", "dubious ownership");
    assert_refused("r", "safe.directory");
    GIT(NULL, "config", "--global", "safe.directory", "*");
    assert_listing("r/sub/proj", "HEAD", "100644 b.py b\n\n");
}

/* ---- the environment */

static void
the_variables_of_a_hook_do_no_harm(void **state)
{
    struct arena arena;

    (void)state;
    make_project();
    arena_init(&arena);
    setenv("GIT_DIR", arena_printf(&arena, "%s/r/.git", (char *)*state), 1);
    setenv("GIT_INDEX_FILE", ".git/index", 1);
    assert_int_equal(chdir("r"), 0);
    assert_place(".", ".", "");
    assert_int_equal(chdir("sub"), 0);
    assert_place("proj", "..", "sub/proj");
    assert_listing("proj", NULL, "100644 b.py b\n\n");
    setenv("GIT_DIR", "../.git", 1);
    assert_place("proj", "..", "sub/proj");
    unsetenv("GIT_DIR");
    unsetenv("GIT_INDEX_FILE");
    arena_release(&arena);
}

static void
a_git_directory_elsewhere_is_honoured(void **state)
{
    (void)state;
    make_project();
    assert_int_equal(rename("r/.git", "elsewhere"), 0);
    setenv("GIT_DIR", "elsewhere", 1);
    setenv("GIT_WORK_TREE", "r", 1);
    repository_write("r/a.py", "changed\n");
    assert_place("r/sub", "r", "sub");
    assert_differing("r", "HEAD", "a.py\n");
    assert_refused(".", "not in git's work tree");
    unsetenv("GIT_DIR");
    unsetenv("GIT_WORK_TREE");
}

static void
another_index_is_honoured(void **state)
{
    (void)state;
    make_project();
    setenv("GIT_INDEX_FILE", "other", 1);
    GIT("r", "read-tree", "HEAD");
    repository_write("r/a.py", "changed\n");
    GIT("r", "add", "a.py");
    assert_listing("r", NULL,
                   "100644 a.py changed\n\n100644 sub/proj/b.py b\n\n");
    unsetenv("GIT_INDEX_FILE");
    assert_listing("r", NULL, "100644 a.py a\n\n100644 sub/proj/b.py b\n\n");
}

static void
ways_of_reading_paths_are_not_the_users(void **state)
{
    (void)state;
    repository_write("r/p*/a.py", "a");
    repository_write("r/pp/b.py", "b");
    repository_commit("r");
    setenv("GIT_GLOB_PATHSPECS", "1", 1);
    assert_listing("r/p*", "HEAD", "100644 a.py a\n");
    assert_listing("r/p*", NULL, "100644 a.py a\n");
    assert_tracked("r/p*", "a.py\n");
    unsetenv("GIT_GLOB_PATHSPECS");
}

/* ---- revisions */

static void
a_revision_has_many_names(void **state)
{
    static const char *const names[] = {
        "HEAD~1", "main~1",     "v1",    "HEAD^", "@{0}~1",    ":/fir.t",
        "v1^{}",  "HEAD^{/ir}", "other", "v1...", "HEAD~1...", NULL};

    (void)state;
    make_project();
    GIT("r", "commit", "-q", "--amend", "-m", "first");
    GIT("r", "tag", "-a", "-m", "x", "v1");
    GIT("r", "branch", "other");
    GIT("r", "commit", "-q", "--allow-empty", "-m", "second");
    for (size_t i = 0; names[i]; i++)
        assert_commit("r", names[i], "HEAD~1");
    assert_commit("r", "HEAD", "HEAD");
    assert_commit("r", "@", "HEAD");
    assert_commit("r", "HEAD...", "HEAD");
}

static void
what_is_no_commit_is_named(void **state)
{
    static const char *const names[] = {
        "nope",
        "HEAD~99",
        "",
        "-x",
        "a b",
        "--help",
        "HEAD:a.py",
        "HEAD^{tree}",
        "HEAD..",
        "HEAD..HEAD",
        "^HEAD",
        "0000000000000000",
        "HEAD...HEAD",
        "--output=x",
        "...",
        ":/nothing like this",
        "0000000000000000000000000000000000000000",
        "1111111111111111111111111111111111111111",
        NULL,
    };

    (void)state;
    make_project();
    for (size_t i = 0; names[i]; i++) {
        assert_no_commit("r", names[i], "no commit");
        assert_no_commit("r", names[i], names[i]);
    }
    assert_int_equal(access("r/x", F_OK), -1);
}

static void
an_ambiguous_hash_is_explained_by_git(void **state)
{
    struct arena arena;
    const char *shortest;

    (void)state;
    arena_init(&arena);
    make_project();
    /* 2,000 commits with 65,536 beginnings have some thirty in common. */
    GIT("r", "-c",
        "alias.many=!for i in $(seq 2000); do echo \"commit refs/heads/f$i\";"
        "echo \"committer t <t@example.org> $i +0000\"; echo data 0;"
        "done | git fast-import --quiet",
        "many");
    shortest = GIT_SAYS(&arena, "r", "-c",
                        "alias.twice=!git rev-list --all | cut -c1-4 | sort | "
                        "uniq -d | head -1",
                        "twice");
    assert_no_commit("r", shortest, "ambiguous");
    arena_release(&arena);
}

/* main has one commit since `side` left it, and side has one. */
static void
fork_side(void)
{
    make_project();
    GIT("r", "checkout", "-q", "-b", "side");
    GIT("r", "commit", "-q", "--allow-empty", "-m", "side");
    GIT("r", "checkout", "-q", "main");
    GIT("r", "commit", "-q", "--allow-empty", "-m", "main");
    GIT("r", "checkout", "-q", "side");
}

static void
three_dots_mean_the_merge_base(void **state)
{
    (void)state;
    fork_side();
    assert_commit("r", "main...", "side~1");
    assert_commit("r", "main", "main");
}

static void
no_merge_base_is_an_error(void **state)
{
    (void)state;
    make_project();
    GIT("r", "checkout", "-q", "--orphan", "lonely");
    GIT("r", "commit", "-q", "-m", "lonely");
    assert_no_commit("r", "nope...", "nope");
    assert_no_commit("r", "main...", "main and HEAD have no common");
}

static void
before_the_first_commit_head_is_empty(void **state)
{
    (void)state;
    repository_write("r/a.py", "a");
    GIT("r", "init", "-q", "-b", "main");
    GIT("r", "add", "a.py");
    assert_listing("r", "HEAD", "");
    assert_listing("r", NULL, "100644 a.py a\n");
    assert_differing("r", "HEAD", "a.py\n");
    assert_no_commit("r", "main", "no commit");
}

static void
a_head_whose_commit_is_missing_is_an_error(void **state)
{
    (void)state;
    make_project();
    repository_write("r/.git/refs/heads/main",
                     "1111111111111111111111111111111111111111\n");
    assert_no_commit("r", "HEAD", "no commit");
}

static void
make_shallow(char *top)
{
    struct arena arena;

    arena_init(&arena);
    fork_side();
    GIT(NULL, "clone", "-q", "--depth", "1", "--no-single-branch",
        arena_printf(&arena, "file://%s/r", top), "shallow");
    arena_release(&arena);
}

static void
a_shallow_clone_shows_the_way_out(void **state)
{
    (void)state;
    make_shallow(*state);
    assert_no_commit("shallow", "HEAD~1", "git fetch --unshallow");
    assert_no_commit("shallow", "HEAD~1", "fetch-depth: 0");
    assert_no_commit("shallow", "origin/main...", "fetch-depth: 0");
}

static void
a_shallow_clone_is_read_where_it_reaches(void **state)
{
    (void)state;
    make_shallow(*state);
    repository_write("shallow/a.py", "changed\n");
    assert_differing("shallow", "HEAD", "a.py\n");
    assert_listing("shallow/sub", "origin/main", "100644 proj/b.py b\n\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        REPOSITORY_TEST(the_root_may_lie_below_the_top),
        REPOSITORY_TEST(a_root_behind_a_symlink_is_found),
        REPOSITORY_TEST(a_top_with_a_line_break_in_its_name_is_found),
        REPOSITORY_TEST(the_common_directory_is_shared_by_work_trees),
        REPOSITORY_TEST(without_a_repository_there_is_a_way_out),
        REPOSITORY_TEST(a_missing_root_is_an_error),
        REPOSITORY_TEST(a_bare_repository_is_refused),
        REPOSITORY_TEST(the_inside_of_git_is_no_work_tree),
        REPOSITORY_TEST(a_work_tree_whose_repository_is_gone_says_where_it_was),
        REPOSITORY_TEST(without_git_there_is_an_error),
        REPOSITORY_TEST(an_owner_that_git_distrusts_is_named_with_gits_advice),
        REPOSITORY_TEST(the_variables_of_a_hook_do_no_harm),
        REPOSITORY_TEST(a_git_directory_elsewhere_is_honoured),
        REPOSITORY_TEST(another_index_is_honoured),
        REPOSITORY_TEST(ways_of_reading_paths_are_not_the_users),
        REPOSITORY_TEST(a_revision_has_many_names),
        REPOSITORY_TEST(what_is_no_commit_is_named),
        REPOSITORY_TEST(an_ambiguous_hash_is_explained_by_git),
        REPOSITORY_TEST(three_dots_mean_the_merge_base),
        REPOSITORY_TEST(no_merge_base_is_an_error),
        REPOSITORY_TEST(before_the_first_commit_head_is_empty),
        REPOSITORY_TEST(a_head_whose_commit_is_missing_is_an_error),
        REPOSITORY_TEST(a_shallow_clone_shows_the_way_out),
        REPOSITORY_TEST(a_shallow_clone_is_read_where_it_reaches),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
