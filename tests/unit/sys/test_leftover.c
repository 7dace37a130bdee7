/* SPDX-License-Identifier: MIT */
/* What a killed process left goes; what a living one writes stays. */
#include "core/sys/leftover.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/sys/draft.h"
#include "core/sys/file.h"
#include "core/sys/writer.h"
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

static void
what_nobody_has_locked_goes(void **state)
{
    (void)state;
    plant(".index.0123456789abcdef.tmp");
    plant(".0123456789abcdef.tmp");
    leftover_sweep(".");
    assert_false(file_exists(".index.0123456789abcdef.tmp"));
    assert_false(file_exists(".0123456789abcdef.tmp"));
}

static void
other_names_stay(void **state)
{
    static const char *const names[] = {
        "index.0123456789abcdef.tmp",   ".index.0123456789abcdeg.tmp",
        ".index.123456789abcdef.tmp",   ".index.0123456789ABCDEF.tmp",
        ".index0123456789abcdef.tmp",   ".index.0123456789abcdef.tmp~",
        ".index.0123456789abcdef.tmp2", ".tmp",
    };
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        plant(names[i]);
    assert_int_equal(file_make_folders(".f.0123456789abcdef.tmp", &err), 0);
    file_link("index.0123456789abcdef.tmp", ".l.0123456789abcdef.tmp");
    leftover_sweep(".");
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        assert_true(file_exists(names[i]));
    assert_true(file_exists(".f.0123456789abcdef.tmp"));
    assert_true(file_exists(".l.0123456789abcdef.tmp"));
    leftover_sweep("no/such/folder");
}

static void
what_is_being_written_stays(void **state)
{
    struct writer writer;
    struct err err;

    (void)state;
    assert_int_equal(writer_open(&writer, "a", &err), 0);
    leftover_sweep(".");
    writer_append(&writer, STR("text"));
    leftover_sweep(".");
    assert_int_equal(writer_close(&writer, &err), 0);
    assert_true(file_exists("a"));
}

static void
what_a_killed_process_was_writing_goes(void **state)
{
    char name[64] = "";
    int ends[2];
    int status;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct writer writer;
        struct err err;
        if (writer_open(&writer, "a", &err) == 0)
            (void)!write(ends[1], buf_cstr(&writer.name), writer.name.len);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(read(ends[0], name, sizeof(name) - 1) > 0);
    close(ends[0]);
    close(ends[1]);
    assert_true(file_exists(name));
    leftover_sweep(".");
    assert_false(file_exists(name));
}

/* Between making a file and locking it another process may sweep. */
static void
a_file_that_was_swept_is_not_claimed(void **state)
{
    int fd = open(".0123456789abcdef.tmp", O_WRONLY | O_CREAT, 0666);
    int other;

    (void)state;
    assert_true(fd >= 0);
    other = open(".0123456789abcdef.tmp", O_WRONLY);
    assert_true(leftover_claim(other));
    assert_false(leftover_claim(fd));
    close(other);
    leftover_sweep(".");
    assert_false(leftover_claim(fd));
    close(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(what_nobody_has_locked_goes),
        SCRATCH_TEST(other_names_stay),
        SCRATCH_TEST(what_is_being_written_stays),
        SCRATCH_TEST(what_a_killed_process_was_writing_goes),
        SCRATCH_TEST(a_file_that_was_swept_is_not_claimed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
