/* SPDX-License-Identifier: MIT */
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>

#include "tests/unit/sys/forest.h"
#include "tests/unit/sys/scratch.h"

/* A small generator of our own: the same edits on every machine. */
static uint32_t chance;

static uint32_t
pick(uint32_t count)
{
    chance = chance * 1664525u + 1013904223u;
    return (chance >> 8) % count;
}

/*
 * Edits follow each other within one tick of the file system's clock, so
 * each gives what it touches a time that nothing had before.
 */
static void
age(const char *path)
{
    static long second = 1000000000;
    struct timespec times[2] = {{.tv_sec = second}, {.tv_sec = second}};
    char folder[512];
    char *slash;

    snprintf(folder, sizeof(folder), "./%s", path);
    second++;
    utimensat(AT_FDCWD, folder, times, 0);
    slash = strrchr(folder, '/');
    *slash = '\0';
    utimensat(AT_FDCWD, folder, times, 0);
}

static const char *const folders[] = {
    "a", "a-b", "b", "foo-stubs", "a/b", "a/b/a", "b/x.y", "b/x.y/c", "a/gen"};
static const char *const names[] = {"a.py",         "b.py",       "a-b.pyi",
                                    "data.txt",     ".gitignore", "pyvenv.cfg",
                                    "CACHEDIR.TAG", "setup.py",   "gen.py",
                                    "tool",         "link.py",    "link"};
static const char *const rules[] = {
    "*.py\n",          "/gen\n", "!*.py\n", "b\n",        "a/b/\n",
    "*\n!*/\n!*.py\n", "",       "gen*\n",  "data.txt\n", "a*\n!a.py\n"};

#define COUNT(array) (uint32_t)(sizeof(array) / sizeof(*(array)))

static void
pick_path(char *path, size_t size)
{
    const char *folder = folders[pick(COUNT(folders))];

    if (pick(5) == 0)
        snprintf(path, size, "%s", names[pick(COUNT(names))]);
    else
        snprintf(path, size, "%s/%s", folder, names[pick(COUNT(names))]);
}

static void
write_text(const char *path)
{
    const char *text = strstr(path, ".gitignore") ? rules[pick(COUNT(rules))]
                                                  : names[pick(COUNT(names))];
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0666);

    if (fd >= 0) {
        assert_int_equal(write(fd, text, strlen(text)), strlen(text));
        close(fd);
    }
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *place)
{
    (void)st;
    (void)kind;
    (void)place;
    return remove(path);
}

/* A symlink that looks like a module's folder never leads to a file: that is
   the one thing that a recheck does not see (walk.h). */
static void
link_one(void)
{
    static const char *const targets[] = {"a",    "b",      "nowhere",
                                          "../b", "b/a.py", "../a.py"};
    bool is_file = pick(2);
    char path[256];

    snprintf(path, sizeof(path), "%s/%s", folders[pick(COUNT(folders))],
             is_file ? "link.py" : "link");
    unlink(path);
    if (symlink(targets[pick(is_file ? 6 : 4)], path) == 0)
        age(path);
}

static void
rename_one(const char *from, const char *to)
{
    struct stat st;

    if (lstat(from, &st) == 0 && !S_ISLNK(st.st_mode))
        rename(from, to);
    age(to);
}

/* Most edits fail now and then, for want of a folder: never mind. */
static void
edit(void)
{
    char path[256], other[256];
    struct err err;

    pick_path(path, sizeof(path));
    pick_path(other, sizeof(other));
    switch (pick(12)) {
    case 0:
        nftw(folders[pick(COUNT(folders))], remove_one, 8,
             FTW_DEPTH | FTW_PHYS);
        age(".");
        age("a/b");
        age("b");
        age("a");
        return;
    case 1:
    case 2:
        unlink(path);
        break;
    case 3:
        rename_one(path, other);
        break;
    case 4:
        link_one();
        return;
    case 5:
        chmod(path, pick(2) ? 0755 : 0644);
        break;
    case 6:
        mkdir(path, 0777);
        break;
    default:
        file_make_folders(folders[pick(COUNT(folders))], &err);
        write_text(path);
    }
    age(path);
}

struct round {
    struct walk_options options;
    struct walk_result known;
    size_t copied;
};

/* Walk with and without what is known; both have to be the same. */
static void
compare_walks(struct round *round)
{
    size_t dirs = round->known.tree.dirs.len;
    size_t files = round->known.tree.files.len;
    unsigned char *changed_dirs = calloc(dirs + 1, 1);
    unsigned char *changed_files = calloc(files + 1, 1);
    struct walk_before before = {&round->known.tree, changed_dirs,
                                 changed_files};
    struct walk_recheck recheck = {.since_ns = INT64_MAX, .jobs = 1};
    struct walk_options options = round->options;
    struct walk_result fresh = walk_with(&options), again;
    struct err err;

    recheck.root_fd = open(".", O_RDONLY | O_DIRECTORY);
    assert_true(walk_recheck(&round->known.tree, &recheck, changed_dirs,
                             changed_files, &err) >= 0);
    close(recheck.root_fd);
    options.before = &before;
    again = walk_with(&options);
    check_order(&again.tree);
    check_same(&fresh, &again);
    for (size_t i = 0; i < again.tree.files.len; i++)
        round->copied += again.before_ids[i] != NO_FILE;
    free(changed_dirs);
    free(changed_files);
    walk_result_release(&fresh);
    walk_result_release(&round->known);
    round->known = again;
}

static void
an_earlier_tree_changes_nothing_but_the_time(void **state)
{
    struct str include[] = {STR("**/tool")};
    struct round round = {.options = walk_here()};

    (void)state;
    for (uint32_t seed = 1; seed <= 40; seed++) {
        chance = seed;
        round.options.jobs = 1 + seed % 3;
        round.options.keep_data = seed % 2;
        round.options.include = include;
        round.options.include_len = seed % 4 == 0;
        for (int i = 0; i < 40; i++)
            edit();
        round.known = walk_with(&round.options);
        for (int i = 0; i < 60; i++) {
            for (uint32_t edits = pick(4); edits > 0; edits--)
                edit();
            compare_walks(&round);
        }
        walk_result_release(&round.known);
    }
    assert_true(round.copied > 10000);
}

static void *
refuse(void *context, unsigned worker, int root_fd, struct tree_file *file)
{
    (void)worker;
    (void)root_fd;
    (void)file;
    ++*(int *)context;
    return NULL;
}

static void
unchanged_files_are_not_visited(void **state)
{
    static const char *const paths[] = {"a.py", "pkg/b.py", "pkg/c.py", NULL};
    static const unsigned char none[8], one[8] = {0, 1};
    struct walk_options options = walk_here();
    struct walk_result known, again;
    struct walk_before before;
    int visits = 0;

    (void)state;
    plant_all(paths);
    known = walk_with(&options);
    before = (struct walk_before){&known.tree, none, one};
    options.before = &before;
    options.visit = refuse;
    options.context = &visits;
    options.jobs = 1;
    again = walk_with(&options);
    assert_int_equal(visits, 1);
    assert_int_equal(again.before_ids[0], 0);
    assert_int_equal(again.before_ids[1], NO_FILE);
    assert_int_equal(again.before_ids[2], 2);
    walk_result_release(&again);
    walk_result_release(&known);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(an_earlier_tree_changes_nothing_but_the_time),
        SCRATCH_TEST(unchanged_files_are_not_visited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
