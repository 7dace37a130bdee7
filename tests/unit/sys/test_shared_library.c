/* SPDX-License-Identifier: MIT */
#include "core/sys/shared_library.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct table {
    int (*absolute)(int);
    size_t (*length)(const char *);
};

static const struct shared_library_function functions[] = {
    {"abs", offsetof(struct table, absolute)},
    {"strlen", offsetof(struct table, length)},
};

static void
functions_stand_where_the_table_has_them(void **state)
{
    static const char *const names[] = {"libc.so.6", NULL};
    const struct shared_library library = {names, 2, functions, 2};
    struct table table = {0};
    struct err err;
    (void)state;
    assert_int_equal(shared_library_load(&library, &table, &err), 0);
    assert_int_equal(table.absolute(-3), 3);
    assert_int_equal(table.length("four"), 4);
}

static void
the_next_name_is_for_when_the_first_is_not_there(void **state)
{
    static const char *const names[] = {"libabsent.so.1", NULL};
    const struct shared_library library = {names, 2, functions, 2};
    struct table table = {0};
    struct err err;
    (void)state;
    assert_int_equal(shared_library_load(&library, &table, &err), 0);
    assert_int_equal(table.absolute(-3), 3);
}

static void
a_library_that_is_nowhere_is_named(void **state)
{
    static const char *const names[] = {"libabsent.so.1", NULL};
    static const struct shared_library_function absent[] = {
        {"no_such_function_of_ours", 0}};
    const struct shared_library library = {names, 2, absent, 1};
    struct table table = {0};
    struct err err;
    (void)state;
    assert_int_equal(shared_library_load(&library, &table, &err), -1);
    assert_int_equal(err.code, ERR_IO);
    assert_non_null(strstr(err.text, "cannot load libabsent.so.1: "));
}

static void
a_library_without_a_function_is_of_no_use(void **state)
{
    static const char *const names[] = {NULL};
    static const struct shared_library_function absent[] = {
        {"no_such_function_of_ours", 0}};
    const struct shared_library library = {names, 1, absent, 1};
    struct table table = {0};
    struct err err;
    (void)state;
    assert_int_equal(shared_library_load(&library, &table, &err), -1);
    assert_non_null(strstr(err.text, "no_such_function_of_ours"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_stand_where_the_table_has_them),
        cmocka_unit_test(the_next_name_is_for_when_the_first_is_not_there),
        cmocka_unit_test(a_library_that_is_nowhere_is_named),
        cmocka_unit_test(a_library_without_a_function_is_of_no_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
