/* SPDX-License-Identifier: MIT */
#include "core/base/human.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
assert_written(void (*write)(uint64_t number, struct buf *out), uint64_t number,
               const char *text)
{
    struct buf out;

    buf_init(&out, BUF_UNLIMITED);
    write(number, &out);
    assert_string_equal(buf_cstr(&out), text);
    buf_release(&out);
}

static void
counts_have_commas(void **state)
{
    (void)state;
    assert_written(human_count, 0, "0");
    assert_written(human_count, 999, "999");
    assert_written(human_count, 1000, "1,000");
    assert_written(human_count, 1002003, "1,002,003");
    assert_written(human_count, UINT64_MAX, "18,446,744,073,709,551,615");
}

static void
durations_have_two_units_at_most(void **state)
{
    (void)state;
    assert_written(human_duration, 0, "0s");
    assert_written(human_duration, 1, "1ms");
    assert_written(human_duration, 999, "999ms");
    assert_written(human_duration, 1000, "1.0s");
    assert_written(human_duration, 9999, "9.9s");
    assert_written(human_duration, 10000, "10s");
    assert_written(human_duration, 59999, "59s");
    assert_written(human_duration, 60000, "1m00s");
    assert_written(human_duration, 3599999, "59m59s");
    assert_written(human_duration, 3600000, "1h00m");
    assert_written(human_duration, 360000000, "100h00m");
}

static void
one_is_no_plural(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, BUF_UNLIMITED);
    human_counted(1, "file", &out);
    human_counted(0, " file", &out);
    human_counted(2000, " file", &out);
    assert_string_equal(buf_cstr(&out), "1 file0  files2,000  files");
    buf_release(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_have_commas),
        cmocka_unit_test(durations_have_two_units_at_most),
        cmocka_unit_test(one_is_no_plural),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
