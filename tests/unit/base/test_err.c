/* SPDX-License-Identifier: MIT */
#include "core/base/err.h"

#include <errno.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
setting_an_error_returns_minus_one(void **state)
{
    struct err err = {.os_errno = 7};

    (void)state;
    assert_int_equal(err_set(&err, ERR_FORMAT, "line %d is odd", 3), -1);
    assert_int_equal(err.code, ERR_FORMAT);
    assert_int_equal(err.os_errno, 0);
    assert_string_equal(err.text, "line 3 is odd");
}

static void
a_system_error_says_why_at_the_end(void **state)
{
    struct err err;

    (void)state;
    assert_int_equal(err_system(&err, EACCES, "cannot read %s", "x"), -1);
    assert_int_equal(err.code, ERR_IO);
    assert_int_equal(err.os_errno, EACCES);
    assert_string_equal(err.text, "cannot read x: Permission denied");
}

static void
a_missing_file_or_folder_is_absent(void **state)
{
    struct err err;

    (void)state;
    err_system(&err, ENOENT, "cannot read x");
    assert_int_equal(err.code, ERR_ABSENT);
    err_system(&err, ENOTDIR, "cannot read x/y");
    assert_int_equal(err.code, ERR_ABSENT);
}

static void
context_goes_in_front_and_keeps_the_code(void **state)
{
    struct err err;

    (void)state;
    err_system(&err, ENOENT, "cannot read a");
    assert_int_equal(err_context(&err, "configuration of %s", "b"), -1);
    assert_string_equal(
        err.text,
        "configuration of b: cannot read a: No such file or directory");
    assert_int_equal(err.code, ERR_ABSENT);
    assert_int_equal(err.os_errno, ENOENT);
}

static void
a_message_may_be_built_from_the_old_one(void **state)
{
    struct err err;

    (void)state;
    err_set(&err, ERR_IO, "inner");
    err_set(&err, ERR_FORMAT, "outer (%s)", err.text);
    assert_string_equal(err.text, "outer (inner)");
    err_context(&err, "again (%s)", err.text);
    assert_string_equal(err.text, "again (outer (inner)): outer (inner)");
}

static void
a_name_longer_than_a_message_leaves_the_reason_readable(void **state)
{
    char name[4096];
    struct err err;

    (void)state;
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    err_system(&err, EACCES, "cannot read %s", name);
    assert_true(strlen(err.text) < ERR_TEXT_MAX);
    assert_non_null(strstr(err.text, "n: Permission denied"));
    err_context(&err, "%s", name);
    assert_true(strlen(err.text) < ERR_TEXT_MAX);
    assert_non_null(strstr(err.text, "n: cannot read n"));
    err_set(&err, ERR_IO, "%s", name);
    assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
}

static void
a_cleared_error_says_nothing(void **state)
{
    struct err err;

    (void)state;
    err_system(&err, ENOENT, "cannot read a");
    err_clear(&err);
    assert_int_equal(err.code, ERR_NONE);
    assert_int_equal(err.os_errno, 0);
    assert_string_equal(err.text, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setting_an_error_returns_minus_one),
        cmocka_unit_test(a_system_error_says_why_at_the_end),
        cmocka_unit_test(a_missing_file_or_folder_is_absent),
        cmocka_unit_test(context_goes_in_front_and_keeps_the_code),
        cmocka_unit_test(a_message_may_be_built_from_the_old_one),
        cmocka_unit_test(
            a_name_longer_than_a_message_leaves_the_reason_readable),
        cmocka_unit_test(a_cleared_error_says_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
