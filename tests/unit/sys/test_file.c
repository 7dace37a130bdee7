/* SPDX-License-Identifier: MIT */
#include "core/sys/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
put(const char *path, const char *data, size_t len)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static size_t
count_entries(const char *folder)
{
    DIR *dir = opendir(folder);
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count - 2;
}

static void
assert_content(const char *path, const char *data, size_t len)
{
    struct buf buf;
    struct err err;

    buf_init(&buf, BUF_UNLIMITED);
    assert_int_equal(file_read(AT_FDCWD, path, &buf, NULL, &err), 0);
    assert_true(str_equal(buf_view(&buf), (struct str){data, len}));
    buf_release(&buf);
}

static void
files_of_every_size_are_read_whole(void **state)
{
    static const size_t sizes[] = {0,    1,    63,   64,    65,     127,
                                   4095, 4096, 4097, 65536, 200001, 0};
    static char data[200001];
    struct buf buf;
    struct err err;

    (void)state;
    memset(data, 'x', sizeof(data));
    buf_init(&buf, BUF_UNLIMITED);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        struct stat_sig sig;
        put("f", data, sizes[i]);
        assert_int_equal(file_read(AT_FDCWD, "f", &buf, &sig, &err), 0);
        assert_int_equal(buf.len, sizes[i]);
        assert_int_equal(sig.size, sizes[i]);
        assert_int_equal(strlen(buf_cstr(&buf)), sizes[i]);
    }
    buf_release(&buf);
}

static void
a_file_is_read_below_an_open_folder(void **state)
{
    struct buf buf;
    struct err err;
    int at;

    (void)state;
    assert_int_equal(file_make_folders("a/b", &err), 0);
    put("a/b/f", "abc", 3);
    at = open("a", O_RDONLY | O_DIRECTORY);
    buf_init(&buf, 3);
    assert_int_equal(file_read(at, "b/f", &buf, NULL, &err), 0);
    assert_string_equal(buf_cstr(&buf), "abc");
    buf_release(&buf);
    close(at);
}

static void
a_symlink_is_its_target(void **state)
{
    struct buf buf;
    struct err err;
    struct stat_sig sig;

    (void)state;
    put("f", "abc", 3);
    assert_int_equal(symlink("f", "link"), 0);
    buf_init(&buf, BUF_UNLIMITED);
    assert_int_equal(file_read(AT_FDCWD, "link", &buf, &sig, &err), 0);
    assert_string_equal(buf_cstr(&buf), "abc");
    assert_true(S_ISREG(sig.mode));
    buf_release(&buf);
}

static void
a_file_at_the_limit_is_read_and_a_larger_one_refused(void **state)
{
    struct buf buf;
    struct err err;

    (void)state;
    put("f", "abcd", 4);
    for (size_t max = 0; max < 8; max++) {
        int expected = max < 4 ? -1 : 0;
        buf_init(&buf, max);
        assert_int_equal(file_read(AT_FDCWD, "f", &buf, NULL, &err), expected);
        assert_int_equal(buf.len, max < 4 ? 0 : 4);
        if (expected)
            assert_int_equal(err.code, ERR_LIMIT);
        buf_release(&buf);
    }
}

static void
a_huge_sparse_file_is_refused_before_memory_is_taken(void **state)
{
    struct buf buf;
    struct err err;
    int fd = open("f", O_WRONLY | O_CREAT, 0666);

    (void)state;
    assert_int_equal(ftruncate(fd, (off_t)1 << 40), 0);
    close(fd);
    buf_init(&buf, 1 << 20);
    assert_int_equal(file_read(AT_FDCWD, "f", &buf, NULL, &err), -1);
    assert_int_equal(err.code, ERR_LIMIT);
    assert_int_equal(buf.cap, 0);
    buf_release(&buf);
}

/* Their size is 0 as fstat says, and what they hold is not. */
static void
files_of_proc_are_read_to_their_end(void **state)
{
    struct buf buf;
    struct err err;

    (void)state;
    buf_init(&buf, 1 << 20);
    assert_int_equal(file_read(AT_FDCWD, "/proc/self/status", &buf, NULL, &err),
                     0);
    assert_true(buf.len > 200);
    buf_release(&buf);
    buf_init(&buf, 100);
    assert_int_equal(file_read(AT_FDCWD, "/proc/self/status", &buf, NULL, &err),
                     -1);
    assert_int_equal(err.code, ERR_LIMIT);
    buf_release(&buf);
}

static void
a_missing_file_is_absent(void **state)
{
    struct buf buf;
    struct err err;

    (void)state;
    put("f", "", 0);
    buf_init(&buf, 10);
    buf_text(&buf, "old");
    assert_int_equal(file_read(AT_FDCWD, "g", &buf, NULL, &err), -1);
    assert_int_equal(err.code, ERR_ABSENT);
    assert_string_equal(err.text, "cannot read g: No such file or directory");
    assert_int_equal(buf.len, 0);
    assert_int_equal(file_read(AT_FDCWD, "f/g", &buf, NULL, &err), -1);
    assert_int_equal(err.code, ERR_ABSENT);
    buf_release(&buf);
}

static void
what_is_no_file_is_refused_without_waiting(void **state)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    static const char *const names[] = {"folder", "fifo", "socket", "/dev/null",
                                        "loop"};
    struct buf buf;
    struct err err;

    (void)state;
    assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
    assert_int_equal(mkdir("folder", 0777), 0);
    assert_int_equal(mkfifo("fifo", 0666), 0);
    assert_int_equal(symlink("loop", "loop"), 0);
    buf_init(&buf, 10);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        assert_int_equal(file_read(AT_FDCWD, names[i], &buf, NULL, &err), -1);
        assert_int_equal(err.code, ERR_IO);
    }
    file_read(AT_FDCWD, "folder", &buf, NULL, &err);
    assert_string_equal(err.text, "cannot read folder: Is a directory");
    buf_release(&buf);
    close(fd);
}

static void
no_descriptor_is_left_open(void **state)
{
    size_t before = count_entries("/proc/self/fd");
    struct file_map map;
    struct buf buf;
    struct err err;

    (void)state;
    put("f", "abc", 3);
    buf_init(&buf, 1);
    (void)file_read(AT_FDCWD, "f", &buf, NULL, &err);
    (void)file_read(AT_FDCWD, ".", &buf, NULL, &err);
    (void)file_read(AT_FDCWD, "/dev/null", &buf, NULL, &err);
    (void)file_replace("f", "x", 1, &err);
    (void)file_replace(".", "x", 1, &err);
    (void)file_map_open("f", &map, &err);
    file_map_close(&map);
    (void)file_map_open(".", &map, &err);
    assert_int_equal(count_entries("/proc/self/fd"), before);
    buf_release(&buf);
}

static void
a_signature_follows_content_mode_and_identity(void **state)
{
    struct stat st;
    struct stat_sig first;
    struct stat_sig second;

    (void)state;
    put("f", "abc", 3);
    assert_int_equal(stat("f", &st), 0);
    first = stat_sig_from(&st);
    second = stat_sig_from(&st);
    assert_true(stat_sig_equal(&first, &second));
    assert_int_equal(chmod("f", 0755), 0);
    assert_int_equal(stat("f", &st), 0);
    second = stat_sig_from(&st);
    assert_false(stat_sig_equal(&first, &second));
    assert_true(stat_sig_is_racy(&first, first.ctime_ns));
    assert_true(stat_sig_is_racy(&first, first.mtime_ns));
    assert_false(stat_sig_is_racy(&first, first.ctime_ns + 1));
}

static void
replacing_makes_missing_folders(void **state)
{
    struct err err;

    (void)state;
    assert_int_equal(file_replace("a/b/c/f", "new", 3, &err), 0);
    assert_content("a/b/c/f", "new", 3);
    assert_int_equal(file_replace("a/b/c/f", "", 0, &err), 0);
    assert_content("a/b/c/f", "", 0);
    assert_int_equal(count_entries("a/b/c"), 1);
}

static void
a_replaced_file_has_the_mode_that_umask_leaves(void **state)
{
    struct err err;
    struct stat st;
    mode_t before = umask(027);

    (void)state;
    assert_int_equal(file_replace("f", "x", 1, &err), 0);
    umask(before);
    assert_int_equal(stat("f", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
}

static void
a_name_of_the_greatest_length_can_be_replaced(void **state)
{
    char name[256];
    struct err err;

    (void)state;
    memset(name, 'n', 255);
    name[255] = '\0';
    assert_int_equal(file_replace(name, "x", 1, &err), 0);
    assert_content(name, "x", 1);
}

static void
replacing_breaks_a_symlink_and_leaves_its_target(void **state)
{
    struct err err;

    (void)state;
    put("target", "old", 3);
    assert_int_equal(symlink("target", "link"), 0);
    assert_int_equal(file_replace("link", "new", 3, &err), 0);
    assert_content("target", "old", 3);
    assert_content("link", "new", 3);
}

static void
a_failed_replacement_leaves_nothing_behind(void **state)
{
    struct err err;

    (void)state;
    assert_int_equal(mkdir("folder", 0777), 0);
    assert_int_equal(file_replace("folder", "x", 1, &err), -1);
    assert_string_equal(err.text, "cannot write folder: Is a directory");
    put("f", "old", 3);
    assert_int_equal(file_replace("f/g", "x", 1, &err), -1);
    assert_int_equal(file_replace("", "x", 1, &err), -1);
    assert_int_equal(count_entries("."), 2);
    assert_content("f", "old", 3);
}

static void
a_disk_without_space_leaves_the_old_file(void **state)
{
    static char data[100000];
    struct rlimit before;
    struct rlimit small = {4096, RLIM_INFINITY};
    struct err err;
    int result;

    (void)state;
    put("f", "old", 3);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    result = file_replace("f", data, sizeof(data), &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(result, -1);
    assert_int_equal(err.os_errno, EFBIG);
    assert_int_equal(count_entries("."), 1);
    assert_content("f", "old", 3);
}

static void
an_update_writes_only_what_differs(void **state)
{
    struct err err;
    struct stat before;
    struct stat after;

    (void)state;
    assert_int_equal(file_update("d/f", "abc", 3, &err), 1);
    assert_int_equal(stat("d/f", &before), 0);
    assert_int_equal(file_update("d/f", "abc", 3, &err), 0);
    assert_int_equal(stat("d/f", &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_int_equal(file_update("d/f", "abd", 3, &err), 1);
    assert_int_equal(file_update("d/f", "ab", 2, &err), 1);
    assert_int_equal(file_update("d/f", "abcd", 4, &err), 1);
    assert_content("d/f", "abcd", 4);
    assert_int_equal(file_update("d/f", "", 0, &err), 1);
    assert_int_equal(file_update("d/f", "", 0, &err), 0);
    assert_int_equal(file_update("d", "x", 1, &err), -1);
}

static void
folders_are_made_whatever_the_spelling(void **state)
{
    struct err err;
    struct stat st;

    (void)state;
    assert_int_equal(file_make_folders("a//b/./c/", &err), 0);
    assert_int_equal(stat("a/b/c", &st), 0);
    assert_int_equal(file_make_folders("a/b/c", &err), 0);
    assert_int_equal(file_make_folders("", &err), 0);
    assert_int_equal(file_make_folders("/", &err), 0);
    put("f", "", 0);
    assert_int_equal(file_make_folders("f", &err), -1);
    assert_int_equal(file_make_folders("f/g", &err), -1);
    assert_string_equal(err.text, "cannot make folder f: Not a directory");
}

static void
a_mapped_file_shows_its_bytes_after_it_is_replaced(void **state)
{
    struct file_map map;
    struct err err;

    (void)state;
    put("f", "old", 3);
    assert_int_equal(file_map_open("f", &map, &err), 0);
    assert_int_equal(file_replace("f", "newer", 5, &err), 0);
    assert_int_equal(map.len, 3);
    assert_int_equal(map.sig.size, 3);
    assert_memory_equal(map.data, "old", 3);
    file_map_close(&map);
    assert_null(map.data);
}

static void
an_empty_file_maps_to_nothing(void **state)
{
    struct file_map map;
    struct err err;

    (void)state;
    put("f", "", 0);
    assert_int_equal(file_map_open("f", &map, &err), 0);
    assert_null(map.data);
    assert_int_equal(map.len, 0);
    file_map_close(&map);
    assert_int_equal(file_map_open("g", &map, &err), -1);
    assert_int_equal(err.code, ERR_ABSENT);
    assert_int_equal(file_map_open(".", &map, &err), -1);
    assert_int_equal(err.code, ERR_IO);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(files_of_every_size_are_read_whole),
        SCRATCH_TEST(a_file_is_read_below_an_open_folder),
        SCRATCH_TEST(a_symlink_is_its_target),
        SCRATCH_TEST(a_file_at_the_limit_is_read_and_a_larger_one_refused),
        SCRATCH_TEST(a_huge_sparse_file_is_refused_before_memory_is_taken),
        SCRATCH_TEST(files_of_proc_are_read_to_their_end),
        SCRATCH_TEST(a_missing_file_is_absent),
        SCRATCH_TEST(what_is_no_file_is_refused_without_waiting),
        SCRATCH_TEST(no_descriptor_is_left_open),
        SCRATCH_TEST(a_signature_follows_content_mode_and_identity),
        SCRATCH_TEST(replacing_makes_missing_folders),
        SCRATCH_TEST(a_replaced_file_has_the_mode_that_umask_leaves),
        SCRATCH_TEST(a_name_of_the_greatest_length_can_be_replaced),
        SCRATCH_TEST(replacing_breaks_a_symlink_and_leaves_its_target),
        SCRATCH_TEST(a_failed_replacement_leaves_nothing_behind),
        SCRATCH_TEST(a_disk_without_space_leaves_the_old_file),
        SCRATCH_TEST(an_update_writes_only_what_differs),
        SCRATCH_TEST(folders_are_made_whatever_the_spelling),
        SCRATCH_TEST(a_mapped_file_shows_its_bytes_after_it_is_replaced),
        SCRATCH_TEST(an_empty_file_maps_to_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
