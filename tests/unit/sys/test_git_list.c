/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>

#include "tests/unit/sys/repository.h"

static void
all_blobs_of_a_commit_are_listed_in_order(void **state)
{
    (void)state;
    repository_write("r/a.py", "1");
    repository_write("r/a/b.py", "2");
    repository_write("r/a-b/c.txt", "3");
    repository_write("r/Z", "");
    repository_commit("r");
    repository_write("r/a.py", "changed");
    repository_write("r/new.py", "");
    assert_listing("r", "HEAD",
                   "100644 Z \n"
                   "100644 a-b/c.txt 3\n"
                   "100644 a.py 1\n"
                   "100644 a/b.py 2\n");
}

static void
modes_are_those_of_git(void **state)
{
    (void)state;
    repository_write("r/run.py", "run");
    assert_int_equal(chmod("r/run.py", 0755), 0);
    assert_int_equal(symlink("run.py", "r/link.py"), 0);
    repository_commit("r");
    assert_listing("r", "HEAD",
                   "120000 link.py run.py\n"
                   "100755 run.py run\n");
    GIT("r", "update-index", "--chmod=-x", "run.py");
    assert_listing("r", NULL,
                   "120000 link.py run.py\n"
                   "100644 run.py run\n");
}

static void
only_what_lies_below_the_root_is_listed(void **state)
{
    static const char expected[] = "100644 a.py 2\n"
                                   "100644 proj/b.py 3\n";

    (void)state;
    repository_write("r/a.py", "1");
    repository_write("r/proj/a.py", "2");
    repository_write("r/proj/proj/b.py", "3");
    repository_write("r/proj.py", "4");
    repository_write("r/proj2/c.py", "5");
    repository_commit("r");
    assert_listing("r/proj", "HEAD", expected);
    assert_listing("r/proj", NULL, expected);
    assert_tracked("r/proj", "a.py\nproj/b.py\n");
}

static void
a_root_that_the_commit_lacks_is_empty(void **state)
{
    (void)state;
    repository_write("r/a.py", "1");
    repository_commit("r");
    repository_write("r/new/b.py", "2");
    assert_listing("r/new", "HEAD", "");
    assert_listing("r/new", NULL, "");
    assert_differing("r/new", "HEAD", "");
    assert_tracked("r/new", "");
}

static void
a_file_in_the_place_of_the_root_is_outside_of_it(void **state)
{
    (void)state;
    repository_write("r/new", "1");
    repository_commit("r");
    assert_int_equal(remove("r/new"), 0);
    repository_write("r/new/b.py", "2");
    assert_listing("r/new", "HEAD", "");
    assert_differing("r/new", "HEAD", "");
    GIT("r", "add", "-A");
    assert_listing("r/new", "HEAD", "");
    assert_listing("r/new", NULL, "100644 b.py 2\n");
}

/* As ext4 and git allow them; not as a terminal does. */
static const char *const odd_names[] = {
    "\"q\".py",   "#.py",     "*.py",          "-x.py",
    ":(top)a.py", "\\n.py",   "a\nb.py",       "a\tb.py",
    "a b.py",     "\x01.py",  "gr\xc3\xb6.py", "\xff\xfe.py",
    "d[a]/x.py",  "d d/x.py", "\xff/x\n/y.py", NULL,
};

static void
odd_names_come_through(void **state)
{
    struct arena arena;
    struct view view;

    (void)state;
    arena_init(&arena);
    for (size_t i = 0; odd_names[i]; i++)
        repository_write(arena_printf(&arena, "r/%s", odd_names[i]), "x");
    repository_commit("r");
    repository_write("r/a\nb.py", "changed");
    view_open(&view, "r");
    for (size_t i = 0; odd_names[i]; i++)
        assert_non_null(
            strstr(view_listing(&view, "HEAD"),
                   arena_printf(&arena, "100644 %s x\n", odd_names[i])));
    assert_string_equal(view_differing(&view, "HEAD"), "a\nb.py\n");
    view_close(&view);
    assert_listing("r/d[a]", "HEAD", "100644 x.py x\n");
    assert_listing("r/\xff/x\n", NULL, "100644 y.py x\n");
    arena_release(&arena);
}

static void
settings_of_the_user_change_nothing(void **state)
{
    static const char *const settings[][2] = {
        {"core.quotePath", "true"},     {"color.ui", "always"},
        {"diff.renames", "copies"},     {"diff.external", "false"},
        {"diff.noprefix", "true"},      {"diff.ignoreSubmodules", "all"},
        {"core.pager", "false"},        {"pager.ls-tree", "true"},
        {"core.abbrev", "5"},           {"diff.relative", "true"},
        {"submodule.recurse", "true"},  {"core.fsmonitor", "false"},
        {"diff.orderFile", "nowhere"},  {"log.showSignature", "true"},
        {"core.preloadIndex", "false"}, {"status.showUntrackedFiles", "no"},
    };

    (void)state;
    repository_write("r/a.py", "1");
    repository_write("r/b\xc3\xb6.py", "2");
    repository_commit("r");
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
        GIT("r", "config", settings[i][0], settings[i][1]);
    GIT("r", "mv", "a.py", "c.py");
    assert_listing("r", "HEAD", "100644 a.py 1\n100644 b\xc3\xb6.py 2\n");
    assert_listing("r", NULL, "100644 b\xc3\xb6.py 2\n100644 c.py 1\n");
    assert_differing("r", "HEAD", "a.py\nc.py\n");
}

static void
hashes_may_be_longer(void **state)
{
    (void)state;
    repository_write("r/a.py", "1");
    GIT(NULL, "init", "-q", "--object-format=sha256", "r");
    assert_listing("r", "HEAD", "");
    GIT("r", "add", "-A");
    assert_listing("r", NULL, "100644 a.py 1\n");
    repository_commit("r");
    repository_write("r/a.py", "2");
    assert_listing("r", "HEAD", "100644 a.py 1\n");
    assert_differing("r", "HEAD", "a.py\n");
}

/* ---- the index */

static void
the_index_is_listed_rather_than_the_disk(void **state)
{
    (void)state;
    repository_write("r/a.py", "1");
    repository_write("r/b.py", "1");
    repository_commit("r");
    repository_write("r/a.py", "2");
    repository_write("r/c.py", "2");
    GIT("r", "add", "-A");
    GIT("r", "rm", "-q", "--cached", "b.py");
    repository_write("r/a.py", "3");
    repository_write("r/d.py", "3");
    assert_listing("r", NULL, "100644 a.py 2\n100644 c.py 2\n");
}

static void
files_that_are_only_intended_are_left_out(void **state)
{
    (void)state;
    repository_write("r/empty.py", "");
    repository_write("r/moved.py", "1");
    repository_commit("r");
    repository_write("r/staged.py", "");
    repository_write("r/intended.py", "");
    GIT("r", "add", "staged.py");
    GIT("r", "add", "-N", "intended.py");
    GIT("r", "rm", "-q", "--cached", "moved.py");
    GIT("r", "add", "-N", "moved.py");
    assert_listing("r", NULL, "100644 empty.py \n100644 staged.py \n");
    assert_differing("r", "HEAD", "intended.py\nmoved.py\nstaged.py\n");
    assert_tracked("r", "empty.py\nintended.py\nmoved.py\nstaged.py\n");
}

/* Of main ("ours") and side ("theirs"): what each did to a file. */
static void
make_conflicts(void)
{
    repository_write("r/both.py", "0");
    repository_write("r/ours.py", "0");
    repository_write("r/theirs.py", "0");
    repository_write("r/quiet.py", "0");
    repository_commit("r");
    GIT("r", "checkout", "-q", "-b", "side");
    GIT("r", "rm", "-q", "ours.py");
    repository_write("r/both.py", "theirs");
    repository_write("r/theirs.py", "theirs");
    repository_commit("r");
    GIT("r", "checkout", "-q", "main");
    GIT("r", "rm", "-q", "theirs.py");
    repository_write("r/both.py", "ours");
    repository_write("r/ours.py", "ours");
    repository_commit("r");
    assert_int_equal(
        repository_run("r", NULL,
                       (const char *const[]){"merge", "-q", "side", NULL}),
        1);
}

static void
of_a_conflict_ours_is_listed_else_theirs(void **state)
{
    (void)state;
    make_conflicts();
    assert_listing("r", NULL,
                   "100644 both.py ours\n"
                   "100644 ours.py ours\n"
                   "100644 quiet.py 0\n"
                   "100644 theirs.py theirs\n");
    assert_tracked("r", "both.py\nours.py\nquiet.py\ntheirs.py\n");
}

static void
a_sparse_index_is_listed_in_full(void **state)
{
    (void)state;
    repository_write("r/a/a.py", "1");
    repository_write("r/b/c/b.py", "2");
    repository_write("r/d.py", "3");
    repository_commit("r");
    GIT("r", "sparse-checkout", "init", "--cone", "--sparse-index");
    GIT("r", "sparse-checkout", "set", "a");
    assert_int_equal(access("r/b", F_OK), -1);
    assert_listing("r", NULL,
                   "100644 a/a.py 1\n"
                   "100644 b/c/b.py 2\n"
                   "100644 d.py 3\n");
    assert_tracked("r", "a/a.py\nb/c/b.py\nd.py\n");
    assert_differing("r", "HEAD", "b/c/b.py\n");
}

static void
a_broken_index_is_an_error(void **state)
{
    struct view view;
    struct git_paths paths;

    (void)state;
    repository_write("r/a.py", "1");
    repository_commit("r");
    repository_write("r/.git/index", "DIRC broken");
    view_open(&view, "r");
    assert_int_equal(
        git_list_index(view.git, &view.arena, &view.listing, &view.err), -1);
    assert_int_equal(view.err.code, ERR_GIT);
    assert_int_equal(view.listing.entries.len, 0);
    assert_int_equal(git_tracked(view.git, &view.arena, &paths, &view.err), -1);
    assert_int_equal(view.err.code, ERR_GIT);
    assert_int_equal(paths.len, 0);
    view_close(&view);
}

static void
a_tree_that_is_gone_is_an_error(void **state)
{
    struct view view;
    const char *tree;

    (void)state;
    repository_write("r/d/a.py", "1");
    repository_commit("r");
    view_open(&view, "r");
    tree = GIT_SAYS(&view.arena, "r", "rev-parse", "HEAD:d");
    assert_int_equal(remove(arena_printf(&view.arena, "r/.git/objects/%.2s/%s",
                                         tree, tree + 2)),
                     0);
    assert_int_equal(git_list_commit(view.git, view_commit(&view, "HEAD"),
                                     &view.arena, &view.listing, &view.err),
                     -1);
    assert_int_equal(view.err.code, ERR_GIT);
    assert_non_null(strstr(view.err.text, tree));
    view_close(&view);
}

/* No work tree has such names, but a tree written by hand may. */
static void
names_that_leave_the_tree_are_left_out(void **state)
{
    (void)state;
    repository_write("r/a.py", "1");
    repository_commit("r");
    GIT("r", "-c",
        "alias.evil=!b=$(git hash-object -w a.py);"
        "t=$(printf \"100644 blob $b\\t%s\\n\" .. a.py | git mktree);"
        "git update-ref refs/heads/evil"
        " $(git commit-tree -m x"
        "   $(printf \"040000 tree $t\\t%s\\n\" .. d | git mktree))",
        "evil");
    assert_listing("r", "evil", "100644 d/a.py 1\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        REPOSITORY_TEST(all_blobs_of_a_commit_are_listed_in_order),
        REPOSITORY_TEST(modes_are_those_of_git),
        REPOSITORY_TEST(only_what_lies_below_the_root_is_listed),
        REPOSITORY_TEST(a_root_that_the_commit_lacks_is_empty),
        REPOSITORY_TEST(a_file_in_the_place_of_the_root_is_outside_of_it),
        REPOSITORY_TEST(odd_names_come_through),
        REPOSITORY_TEST(settings_of_the_user_change_nothing),
        REPOSITORY_TEST(hashes_may_be_longer),
        REPOSITORY_TEST(the_index_is_listed_rather_than_the_disk),
        REPOSITORY_TEST(files_that_are_only_intended_are_left_out),
        REPOSITORY_TEST(of_a_conflict_ours_is_listed_else_theirs),
        REPOSITORY_TEST(a_sparse_index_is_listed_in_full),
        REPOSITORY_TEST(a_broken_index_is_an_error),
        REPOSITORY_TEST(a_tree_that_is_gone_is_an_error),
        REPOSITORY_TEST(names_that_leave_the_tree_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
