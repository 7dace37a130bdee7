/* SPDX-License-Identifier: MIT */
#include "core/cli/out.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

/* What was written to `file` so far, NUL-terminated. */
static size_t
written(FILE *file, char *text, size_t size)
{
    rewind(file);
    size_t len = fread(text, 1, size - 1, file);
    text[len] = '\0';
    return len;
}

static FILE *
scratch_file(void)
{
    char name[] = "/tmp/depstamp-test-out-XXXXXX";
    int fd = mkstemp(name);

    assert_true(fd >= 0);
    unlink(name);
    return fdopen(fd, "w+");
}

static void
everything_is_written_in_order(void **state)
{
    FILE *file = scratch_file();
    char text[64];
    struct out out;
    struct err err;

    (void)state;
    out_init(&out, fileno(file));
    out_text(&out, "a");
    out_str(&out, STR("b\0c"));
    out_printf(&out, "%d", 42);
    out_byte(&out, '\n');
    assert_int_equal(written(file, text, sizeof(text)), 0);
    assert_int_equal(out_flush(&out, &err), 0);
    assert_int_equal(written(file, text, sizeof(text)), 7);
    assert_memory_equal(text, "ab\0c42\n", 7);
    out_release(&out);
    fclose(file);
}

static void
large_pieces_pass_by_the_buffer_in_order(void **state)
{
    enum { LARGE = 100000 };
    static const char dots[LARGE] = {0};
    static char text[2 * LARGE];
    FILE *file = scratch_file();
    struct out out;
    struct err err;

    (void)state;
    out_init(&out, fileno(file));
    out_text(&out, "first");
    out_append(&out, dots, LARGE);
    out_printf(&out, "%0500d", 7);
    assert_int_equal(out_flush(&out, &err), 0);
    assert_int_equal(written(file, text, sizeof(text)), 5 + LARGE + 500);
    assert_memory_equal(text, "first", 5);
    assert_int_equal(text[5 + LARGE], '0');
    assert_int_equal(text[5 + LARGE + 499], '7');
    out_release(&out);
    fclose(file);
}

static void
a_reader_that_went_away_is_an_error(void **state)
{
    int ends[2];
    struct out out;
    struct err err;

    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    out_init(&out, ends[1]);
    out_text(&out, "lost");
    assert_false(out_failed(&out));
    assert_int_equal(out_flush(&out, &err), -1);
    assert_true(out_failed(&out));
    assert_string_equal(err.text, "cannot write standard output: Broken pipe");
    out_text(&out, "dropped");
    assert_int_equal(out_flush(&out, &err), -1);
    out_release(&out);
    close(ends[1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_written_in_order),
        cmocka_unit_test(large_pieces_pass_by_the_buffer_in_order),
        cmocka_unit_test(a_reader_that_went_away_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
