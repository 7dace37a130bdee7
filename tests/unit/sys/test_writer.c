/* SPDX-License-Identifier: MIT */
#include "core/sys/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

static void
assert_content(const char *path, const char *expected)
{
    struct buf content;
    struct err err;

    buf_init(&content, 100);
    assert_int_equal(file_read(FILE_HERE, path, &content, NULL, &err), 0);
    assert_string_equal(buf_cstr(&content), expected);
    buf_release(&content);
}

static void
the_old_file_is_there_until_the_end(void **state)
{
    struct writer writer;
    struct err err;

    (void)state;
    assert_int_equal(file_replace("f", "old", 3, &err), 0);
    assert_int_equal(writer_open(&writer, "f", &err), 0);
    writer_append(&writer, STR("one, "));
    writer_append(&writer, STR(""));
    writer_append(&writer, STR("two"));
    assert_false(writer_failed(&writer));
    assert_content("f", "old");
    assert_int_equal(writer_close(&writer, &err), 0);
    assert_content("f", "one, two");
}

static void
the_first_failure_is_told_in_the_end(void **state)
{
    struct writer writer;
    struct err err;

    (void)state;
    assert_int_equal(writer_open(&writer, "/dev/full", &err), 0);
    writer_append(&writer, STR("x"));
    assert_true(writer_failed(&writer));
    writer_append(&writer, STR("y"));
    assert_int_equal(writer_close(&writer, &err), -1);
    assert_string_equal(err.text,
                        "cannot write /dev/full: No space left on device");
}

static void
what_is_no_file_is_written_to(void **state)
{
    struct writer writer;
    struct err err;
    struct stat st;

    (void)state;
    assert_int_equal(symlink("/dev/null", "sink"), 0);
    assert_int_equal(writer_open(&writer, "sink", &err), 0);
    writer_append(&writer, STR("x"));
    assert_int_equal(writer_close(&writer, &err), 0);
    assert_int_equal(stat("sink", &st), 0);
    assert_true(S_ISCHR(st.st_mode));
}

static void
where_no_file_can_be_made_none_is_opened(void **state)
{
    struct writer writer;
    struct err err;

    (void)state;
    assert_int_equal(file_replace("f", "x", 1, &err), 0);
    assert_int_equal(writer_open(&writer, "f/g", &err), -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(the_old_file_is_there_until_the_end),
        SCRATCH_TEST(the_first_failure_is_told_in_the_end),
        SCRATCH_TEST(what_is_no_file_is_written_to),
        SCRATCH_TEST(where_no_file_can_be_made_none_is_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
