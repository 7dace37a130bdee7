/* SPDX-License-Identifier: MIT */
#include "core/sys/filesystem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A remote one is not at hand; these must not be taken for one. */
static void
what_the_kernel_itself_holds_is_not_remote(void **state)
{
    (void)state;
    assert_false(filesystem_is_remote("/proc"));
    assert_false(filesystem_is_remote("/dev"));
}

static void
what_cannot_be_told_is_not_remote(void **state)
{
    (void)state;
    assert_false(filesystem_is_remote("/nonexistent/folder"));
    assert_false(filesystem_is_remote(""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_kernel_itself_holds_is_not_remote),
        cmocka_unit_test(what_cannot_be_told_is_not_remote),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
