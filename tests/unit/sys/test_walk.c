/* SPDX-License-Identifier: MIT */
#include "core/sys/walk.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/unit/sys/forest.h"
#include "tests/unit/sys/scratch.h"

static void
python_files_below_the_root_are_subjects(void **state)
{
    static const char *const paths[] = {"a.py",
                                        "b.pyi",
                                        "c.pyw",
                                        "d.txt",
                                        "pkg/e.py",
                                        ".git/x.py",
                                        "pkg/.git/hook.py",
                                        "foo-bar/f.py",
                                        ".github/g.py",
                                        "__pycache__/h.py",
                                        "pkg/__pycache__/i.py",
                                        NULL};
    struct walk_options options = walk_here();
    struct walk_result result;

    (void)state;
    plant_all(paths);
    result = walk_with(&options);
    check_order(&result.tree);
    assert_int_equal(result.tree.files.len, 6);
    assert_true(is_subject(&result, "a.py"));
    assert_true(is_subject(&result, "b.pyi"));
    assert_true(is_subject(&result, "c.pyw"));
    assert_true(is_subject(&result, "pkg/e.py"));
    assert_true(is_subject(&result, "foo-bar/f.py"));
    assert_true(is_subject(&result, ".github/g.py"));
    assert_int_equal(dir_flags(&result, ".git"), -1);
    assert_int_equal(dir_flags(&result, "__pycache__"), -1);
    assert_int_equal(dir_flags(&result, "pkg"),
                     DIR_LISTED | DIR_COUNTS | DIR_HAS_FILE);
    walk_result_release(&result);
}

static void
paths_are_in_byte_order_whatever_the_folders(void **state)
{
    static const char *const paths[] = {
        "a.py",      "a/b.py",    "a-b/c.py",   "a-b.py",     "a/b/c.py",
        "a/b-c.py",  "a.b/c.py",  "a/b.b/x.py", "a/b!/x.py",  "a0/x.py",
        "aa/x.py",   "a-/x.py",   "a--/x.py",   "a-b/c/d.py", "A/x.py",
        "\xff/x.py", "a\nb/x.py", "\"'.py",     NULL};
    struct walk_options options = walk_here();
    struct walk_result result;

    (void)state;
    plant_all(paths);
    result = walk_with(&options);
    check_order(&result.tree);
    assert_int_equal(result.tree.files.len, 18);
    for (const char *const *path = paths; *path; path++)
        assert_true(is_subject(&result, *path));
    walk_result_release(&result);
}

static void
rules_decide_and_are_kept(void **state)
{
    static const char *const paths[] = {
        "gen/a.py",     "gen.d/a.py",      "pkg/x.py", "pkg/y.py",
        "pkg/sub/x.py", "foo-stubs/a.pyi", "z.py",     NULL};
    struct walk_options options = walk_here();
    struct walk_result result;
    file_id rules;

    (void)state;
    plant_all(paths);
    plant(".gitignore", "gen*/\nx.py\nfoo-stubs\n");
    plant("pkg/.gitignore", "!/x.py\n/y.py\n");
    result = walk_with(&options);
    check_order(&result.tree);
    assert_int_equal(dir_flags(&result, "gen"), DIR_IGNORED);
    assert_int_equal(dir_flags(&result, "gen.d"), -1);
    assert_int_equal(dir_flags(&result, "foo-stubs"), DIR_IGNORED);
    assert_int_equal(file_flags(&result, "gen/a.py"), -1);
    assert_true(is_subject(&result, "pkg/x.py"));
    assert_int_equal(file_flags(&result, "pkg/y.py"), FILE_IGNORED);
    assert_int_equal(file_flags(&result, "pkg/sub/x.py"), FILE_IGNORED);
    assert_true(is_subject(&result, "z.py"));
    rules = tree_find_file(&result.tree, STR("pkg/.gitignore"));
    assert_int_equal(result.tree.files.items[rules].flags,
                     FILE_RULES | FILE_HASHED);
    assert_int_not_equal(result.tree.files.items[rules].sig.inode, 0);
    walk_result_release(&result);

    options.gitignore = false;
    result = walk_with(&options);
    assert_true(is_subject(&result, "gen/a.py"));
    assert_int_equal(file_flags(&result, ".gitignore"), -1);
    walk_result_release(&result);
}

static void
our_own_excludes_add_to_the_rules(void **state)
{
    static const char *const paths[] = {"old/a.py", "new/a.py", "new/b.py",
                                        "git/c.py", NULL};
    struct walk_options options = walk_here();
    struct walk_result result;
    struct arena arena;

    (void)state;
    plant_all(paths);
    arena_init(&arena);
    options.exclude =
        ignore_parse(&arena, STR("old/\nb.py\n!git\n"), STR(""), NULL);
    options.above =
        ignore_parse_above(&arena, STR("/top/git\n"), STR("top"), NULL);
    result = walk_with(&options);
    assert_int_equal(result.tree.files.len, 2);
    assert_true(is_subject(&result, "new/a.py"));
    assert_int_equal(file_flags(&result, "new/b.py"), FILE_IGNORED);
    /* Only git says whether a folder holds something that it knows. */
    assert_int_equal(dir_flags(&result, "old"), DIR_IGNORED | DIR_COUNTS);
    assert_int_equal(dir_flags(&result, "git"), DIR_IGNORED);
    walk_result_release(&result);
    arena_release(&arena);
}

static void
folders_count_if_git_would_know_them(void **state)
{
    static const char *const paths[] = {"a/b/c/x.txt", "d/e/x.o", "l/x.o",
                                        "m/n/.keep", NULL};
    struct walk_options options = walk_here();
    struct walk_result result;

    (void)state;
    plant_all(paths);
    plant(".gitignore", "*.o\n");
    assert_int_equal(mkdir("empty", 0777), 0);
    assert_int_equal(symlink("nowhere", "l/link"), 0);
    result = walk_with(&options);
    assert_int_equal(dir_flags(&result, ""),
                     DIR_LISTED | DIR_COUNTS | DIR_HAS_FILE);
    assert_int_equal(dir_flags(&result, "a"), DIR_LISTED | DIR_COUNTS);
    assert_int_equal(dir_flags(&result, "a/b"), DIR_LISTED | DIR_COUNTS);
    assert_int_equal(dir_flags(&result, "a/b/c"),
                     DIR_LISTED | DIR_COUNTS | DIR_HAS_FILE);
    assert_int_equal(dir_flags(&result, "d"), DIR_LISTED);
    assert_int_equal(dir_flags(&result, "d/e"), DIR_LISTED);
    assert_int_equal(dir_flags(&result, "empty"), DIR_LISTED);
    assert_int_equal(dir_flags(&result, "l"),
                     DIR_LISTED | DIR_COUNTS | DIR_HAS_FILE);
    assert_int_equal(dir_flags(&result, "m"), DIR_LISTED | DIR_COUNTS);
    walk_result_release(&result);
}

static void
projects_are_marked_and_environments_closed(void **state)
{
    static const char *const paths[] = {
        "p/pyproject.toml", "q/setup.cfg",
        "r/setup.py",       "venv/pyvenv.cfg",
        "venv/lib/a.py",    "cache/CACHEDIR.TAG",
        "cache/a.py",       "my-venv/pyvenv.cfg",
        "pyvenv.cfg",       NULL};
    struct walk_options options = walk_here();
    struct walk_result result;

    (void)state;
    plant_all(paths);
    plant("venv/.gitignore", "*\n");
    result = walk_with(&options);
    assert_true(dir_flags(&result, "p") & DIR_PROJECT);
    assert_true(dir_flags(&result, "q") & DIR_PROJECT);
    assert_true(dir_flags(&result, "r") & DIR_PROJECT);
    assert_false(dir_flags(&result, "") & DIR_CLOSED);
    assert_int_equal(dir_flags(&result, "venv"),
                     DIR_CLOSED | DIR_HAS_VENV | DIR_HAS_RULES);
    assert_int_equal(dir_flags(&result, "cache"),
                     DIR_CLOSED | DIR_COUNTS | DIR_HAS_FILE | DIR_HAS_TAG);
    assert_true(dir_flags(&result, "my-venv") & DIR_CLOSED);
    assert_int_equal(dir_flags(&result, "venv/lib"), -1);
    assert_int_equal(file_flags(&result, "cache/a.py"), -1);
    walk_result_release(&result);
}

static void
links_to_files_are_files_and_those_to_folders_are_noted(void **state)
{
    struct walk_options options = walk_here();
    struct walk_result result;
    struct stat st;
    file_id link;

    (void)state;
    plant("real/a.py", "a");
    assert_int_equal(symlink("real/a.py", "link.py"), 0);
    assert_int_equal(symlink("real", "folder"), 0);
    assert_int_equal(symlink("real", "fol-der"), 0);
    assert_int_equal(symlink("nowhere.py", "dead.py"), 0);
    assert_int_equal(symlink("loop.py", "loop.py"), 0);
    assert_int_equal(symlink("..", "real/up"), 0);
    assert_int_equal(mkfifo("pipe.py", 0666), 0);
    result = walk_with(&options);
    check_order(&result.tree);
    assert_int_equal(result.tree.files.len, 2);
    assert_true(is_subject(&result, "link.py"));
    assert_int_equal(dir_flags(&result, "folder"), DIR_LINK);
    assert_int_equal(dir_flags(&result, "fol-der"), -1);
    assert_int_equal(dir_flags(&result, "real/up"), DIR_LINK);
    link = tree_find_file(&result.tree, STR("link.py"));
    assert_int_equal(stat("real/a.py", &st), 0);
    assert_int_equal(result.tree.files.items[link].sig.inode, st.st_ino);
    /* The root has a dead link that would count: it is never unchanged. */
    assert_int_equal(result.tree.dirs.items[ROOT_DIR].sig.inode, 0);
    walk_result_release(&result);
}

static void
a_symlinked_rule_file_has_no_rules(void **state)
{
    struct walk_options options = walk_here();
    struct walk_result result;

    (void)state;
    plant("rules", "*.py\n");
    plant("a.py", "");
    assert_int_equal(symlink("rules", ".gitignore"), 0);
    result = walk_with(&options);
    assert_true(is_subject(&result, "a.py"));
    assert_int_equal(file_flags(&result, ".gitignore"), -1);
    walk_result_release(&result);
}

static void
globs_and_data_widen_what_is_kept(void **state)
{
    static const char *const paths[] = {"bin/tool",   "bin/sub/tool", "a.json",
                                        "gen/b.json", "c.py",         NULL};
    struct str include[] = {STR("bin/*"), STR("nothing")};
    struct walk_options options = walk_here();
    struct walk_result result;

    (void)state;
    plant_all(paths);
    plant(".gitignore", "gen/*\n");
    options.include = include;
    options.include_len = 2;
    result = walk_with(&options);
    assert_true(is_subject(&result, "bin/tool"));
    assert_int_equal(result.tree.files.len, 3);
    walk_result_release(&result);
    options.keep_data = true;
    result = walk_with(&options);
    assert_true(is_subject(&result, "bin/tool"));
    assert_int_equal(file_flags(&result, "bin/sub/tool"), FILE_DATA);
    assert_int_equal(file_flags(&result, "a.json"), FILE_DATA);
    assert_int_equal(file_flags(&result, "gen/b.json"), -1);
    assert_true(file_flags(&result, ".gitignore") & FILE_RULES);
    walk_result_release(&result);
}

/* What `visit` returns, to be found again under the file's id. */
static void *
visit_name(void *context, unsigned worker, int root_fd, struct tree_file *file)
{
    (void)worker;
    (void)root_fd;
    assert_string_equal(context, "context");
    return strdup(file->path.data);
}

static void
grow_wide(void)
{
    for (int i = 0; i < 1000; i++) {
        char path[64];
        snprintf(path, sizeof(path), "wide/f%d.py", i);
        plant(path, path);
        snprintf(path, sizeof(path), "d%d/e%d/f.py", i % 17, i % 7);
        plant(path, path);
    }
}

static void
the_result_is_the_same_for_every_number_of_threads(void **state)
{
    static char context[] = "context";
    struct walk_options options = walk_here();
    struct walk_result first;

    (void)state;
    grow_wide();
    plant("d3/.gitignore", "e*\n");
    options.jobs = 1;
    first = walk_with(&options);
    check_order(&first.tree);
    for (unsigned jobs = 2; jobs <= 8; jobs *= 2) {
        struct walk_result other;
        options.jobs = jobs;
        other = walk_with(&options);
        check_same(&first, &other);
        walk_result_release(&other);
    }
    walk_result_release(&first);
    options.visit = visit_name;
    options.context = context;
    first = walk_with(&options);
    for (size_t i = 0; i < first.tree.files.len; i++) {
        if (first.tree.files.items[i].flags & FILE_SUBJECT)
            assert_string_equal(first.slots[i],
                                first.tree.files.items[i].path.data);
        else
            assert_null(first.slots[i]);
        free(first.slots[i]);
    }
    walk_result_release(&first);
}

static void
few_descriptors_are_enough(void **state)
{
    struct walk_options options = walk_here();
    struct walk_result plenty, scarce;
    struct rlimit limit, low;
    int next = dup(0);

    (void)state;
    close(next);
    grow_wide();
    options.jobs = 8;
    plenty = walk_with(&options);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    for (rlim_t spare = 2; spare < 6; spare++) {
        low = limit;
        low.rlim_cur = (rlim_t)next + spare;
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
        scarce = walk_with(&options);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
        check_same(&plenty, &scarce);
        walk_result_release(&scarce);
    }
    walk_result_release(&plenty);
}

/* Root may read everything, so it becomes nobody for a while. */
static void
become(uid_t user)
{
    if (getuid() == 0)
        assert_int_equal(seteuid(user), 0);
}

static void
unreadable_folders_are_counted_and_named(void **state)
{
    enum { NOBODY = 65534 };
    struct walk_options options = walk_here();
    struct walk_result result;
    const struct tree_dir *shut;

    assert_int_equal(chmod(*state, 0777), 0);
    plant("a.py", "");
    plant("shut/b.py", "");
    plant("sh\nut/c.py", "");
    plant("rules/.gitignore", "*");
    plant("rules/d.py", "");
    assert_int_equal(chmod("shut", 0), 0);
    assert_int_equal(chmod("sh\nut", 0), 0);
    assert_int_equal(chmod("rules/.gitignore", 0), 0);
    become(NOBODY);
    result = walk_with(&options);
    become(0);
    chmod("shut", 0777);
    chmod("sh\nut", 0777);
    assert_int_equal(result.failed_dirs, 2);
    assert_string_equal(buf_cstr(&result.failures),
                        "cannot read rules/.gitignore: Permission denied\n"
                        "cannot read \"sh\\nut\": Permission denied\n"
                        "cannot read shut: Permission denied\n");
    assert_true(is_subject(&result, "a.py"));
    assert_true(is_subject(&result, "rules/d.py"));
    assert_true(file_flags(&result, "rules/.gitignore") & FILE_FAILED);
    shut = &result.tree.dirs.items[tree_find_dir(&result.tree, STR("shut"))];
    assert_int_equal(shut->flags, 0);
    assert_int_not_equal(shut->sig.inode, 0);
    walk_result_release(&result);
}

static void
a_rule_file_beyond_the_limit_is_noted(void **state)
{
    struct walk_options options = walk_here();
    struct walk_result result;

    (void)state;
    plant("a.py", "");
    plant(".gitignore", "*\n");
    assert_int_equal(truncate(".gitignore", WALK_RULES_MAX + 1), 0);
    result = walk_with(&options);
    assert_true(is_subject(&result, "a.py"));
    assert_string_equal(buf_cstr(&result.failures),
                        "cannot read .gitignore: too large\n");
    assert_int_equal(result.failed_dirs, 0);
    walk_result_release(&result);
}

static void
a_tree_deeper_than_paths_can_be_is_no_crash(void **state)
{
    struct walk_options options = walk_here();
    struct walk_result result;
    int depth = 0;

    for (; depth < 2100; depth++)
        if (mkdir("d", 0777) < 0 || chdir("d") < 0)
            break;
    assert_int_equal(chdir(*state), 0);
    plant("a.py", "");
    result = walk_with(&options);
    assert_int_equal(result.failed_dirs, 1);
    assert_true(result.tree.dirs.len > 2000);
    check_order(&result.tree);
    walk_result_release(&result);
    /* nftw cannot remove what no path can name. */
    while (depth-- > 0 && chdir("d") == 0)
        ;
    while (chdir("..") == 0 && rmdir("d") == 0)
        ;
}

static void
a_missing_root_is_an_error(void **state)
{
    struct walk_options options = walk_here();
    struct walk_result result;
    struct err err;

    (void)state;
    options.root = "absent";
    assert_int_equal(walk_root(&options, &result, &err), -1);
    assert_int_equal(err.code, ERR_ABSENT);
    walk_result_release(&result);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(python_files_below_the_root_are_subjects),
        SCRATCH_TEST(paths_are_in_byte_order_whatever_the_folders),
        SCRATCH_TEST(rules_decide_and_are_kept),
        SCRATCH_TEST(our_own_excludes_add_to_the_rules),
        SCRATCH_TEST(folders_count_if_git_would_know_them),
        SCRATCH_TEST(projects_are_marked_and_environments_closed),
        SCRATCH_TEST(links_to_files_are_files_and_those_to_folders_are_noted),
        SCRATCH_TEST(a_symlinked_rule_file_has_no_rules),
        SCRATCH_TEST(globs_and_data_widen_what_is_kept),
        SCRATCH_TEST(the_result_is_the_same_for_every_number_of_threads),
        SCRATCH_TEST(few_descriptors_are_enough),
        SCRATCH_TEST(unreadable_folders_are_counted_and_named),
        SCRATCH_TEST(a_rule_file_beyond_the_limit_is_noted),
        SCRATCH_TEST(a_tree_deeper_than_paths_can_be_is_no_crash),
        SCRATCH_TEST(a_missing_root_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
