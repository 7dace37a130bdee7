/* SPDX-License-Identifier: MIT */
#include "core/sys/sweep.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/vec.h"
#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
plant(const char *path)
{
    struct err err;
    assert_int_equal(file_replace(path, "x", 1, &err), 0);
}

/* Remove what ends in ".old", and count how many were asked about. */
static bool
is_old(void *context, struct str path)
{
    ++*(int *)context;
    return str_ends_with(path, STR(".old"));
}

static int
sweep(const char *folder)
{
    struct err err;
    int asked = 0;
    assert_int_equal(sweep_folder(folder, is_old, &asked, &err), 0);
    return asked;
}

static void
unwanted_files_go_and_others_stay(void **state)
{
    (void)state;
    plant("out/a.old");
    plant("out/b");
    plant("out/sub/deep/c.old");
    plant("out/sub/d");
    assert_int_equal(sweep("out"), 4);
    assert_false(file_exists("out/a.old"));
    assert_true(file_exists("out/b"));
    assert_false(file_exists("out/sub/deep"));
    assert_true(file_exists("out/sub/d"));
}

static void
folders_that_became_empty_go_up_to_the_one_swept(void **state)
{
    (void)state;
    plant("out/a/b/c.old");
    plant("out/a/d.old");
    assert_int_equal(sweep("out"), 2);
    assert_false(file_exists("out/a"));
    assert_true(file_exists("out"));
}

static void
a_folder_that_was_empty_before_is_not_ours_to_remove(void **state)
{
    struct err err;

    (void)state;
    plant("out/x.old");
    assert_int_equal(file_make_folders("out/empty", &err), 0);
    assert_int_equal(sweep("out"), 1);
    assert_true(file_exists("out/empty"));
}

static void
symlinks_are_neither_followed_nor_removed(void **state)
{
    (void)state;
    plant("else/a.old");
    plant("out/b");
    assert_int_equal(symlink("../else", "out/link"), 0);
    assert_int_equal(symlink("../else/a.old", "out/file.old"), 0);
    assert_int_equal(sweep("out"), 1);
    assert_true(file_exists("else/a.old"));
    assert_true(file_exists("out/link"));
    assert_true(file_exists("out/file.old"));
}

static void
a_folder_that_is_not_there_holds_nothing(void **state)
{
    (void)state;
    assert_int_equal(sweep("gone"), 0);
}

static size_t
count_open(void)
{
    DIR *dir = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir)) {
        count++;
    }
    closedir(dir);
    return count;
}

/* Beyond the depth that is swept, nothing is touched and nothing leaks. */
static void
a_bottomless_folder_is_left_alone_in_the_end(void **state)
{
    enum { DEPTH = 300 };
    int fd = open(".", O_RDONLY | O_DIRECTORY);

    (void)state;
    for (int i = 0; i < DEPTH; i++) {
        assert_int_equal(mkdirat(fd, "d", 0777), 0);
        int next = openat(fd, "d", O_RDONLY | O_DIRECTORY);
        close(fd);
        fd = next;
        assert_true(fd >= 0);
    }
    int file = openat(fd, "a.old", O_WRONLY | O_CREAT, 0666);
    assert_true(file >= 0);
    close(file);
    size_t before = count_open();
    assert_int_equal(sweep("."), 0);
    assert_int_equal(count_open(), before);
    assert_int_equal(faccessat(fd, "a.old", F_OK, 0), 0);
    close(fd);
}

static void
many_files_of_one_folder_are_all_asked_about(void **state)
{
    (void)state;
    for (int i = 0; i < 3000; i++) {
        char name[32];
        snprintf(name, sizeof(name), "out/%d%s", i, i % 3 ? ".old" : "");
        plant(name);
    }
    assert_int_equal(sweep("out"), 3000);
    assert_int_equal(sweep("out"), 1000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(unwanted_files_go_and_others_stay),
        SCRATCH_TEST(folders_that_became_empty_go_up_to_the_one_swept),
        SCRATCH_TEST(a_folder_that_was_empty_before_is_not_ours_to_remove),
        SCRATCH_TEST(symlinks_are_neither_followed_nor_removed),
        SCRATCH_TEST(a_folder_that_is_not_there_holds_nothing),
        SCRATCH_TEST(a_bottomless_folder_is_left_alone_in_the_end),
        SCRATCH_TEST(many_files_of_one_folder_are_all_asked_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
