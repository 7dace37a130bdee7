/* SPDX-License-Identifier: MIT */
#include "core/python/stdlib.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct span {
    const char *name;
    unsigned since;
    unsigned until;
};

static void
a_module_has_the_versions_that_have_it(void **state)
{
    static const struct span spans[] = {
        {"asyncore", 8, 11},
        {"distutils", 8, 11},
        {"imp", 8, 11},
        {"tomllib", 11, 15},
        {"zoneinfo", 9, 15},
        {"graphlib", 9, 15},
        {"annotationlib", 14, 15},
        {"compression", 14, 15},
        {"dummy_threading", 8, 8},
        {"formatter", 8, 9},
        {"telnetlib", 8, 12},
        {"lib2to3", 8, 12},
        {"binhex", 8, 10},
        {"sre_parse", 8, 14},
        {"profiling", 15, 15},
        {"json", 8, 15},
        {"_thread", 8, 15},
        {"__main__", 8, 15},
        {"__future__", 8, 15},
        {"builtins", 8, 15},
        {"winreg", 8, 15},
        {"idlelib", 8, 15},
        {"_posixshmem", 8, 15},
        {"_typeshed", 8, 15},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(spans) / sizeof(*spans); i++) {
        struct str name = str_from(spans[i].name);
        assert_true(stdlib_has(name, 0));
        for (unsigned m = PYTHON_MINOR_MIN; m <= PYTHON_MINOR_MAX; m++) {
            bool expected = spans[i].since <= m && m <= spans[i].until;
            if (stdlib_has(name, m) != expected)
                fail_msg("%s in 3.%u", spans[i].name, m);
        }
    }
}

static void
other_names_are_in_no_version(void **state)
{
    static const char *const names[] = {
        "",        "typing_extensions",
        "test",    "xx",
        "numpy",   "macpath",
        "os.path", "JSON",
        "json ",   "jso",
        "jsonx",   "\xff",
        "_",       "urllib2",
        "lib",     "zzz",
        "A",       "dotted.",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        assert_false(stdlib_has(str_from(names[i]), 0));
    assert_false(stdlib_has((struct str){0}, 0));
    assert_false(stdlib_has((struct str){"json", 3}, 0));
    assert_false(stdlib_has((struct str){"json\0x", 6}, 0));
}

static void
a_version_outside_of_the_range_has_no_modules(void **state)
{
    (void)state;
    assert_false(stdlib_has(STR("json"), PYTHON_MINOR_MIN - 1));
    assert_false(stdlib_has(STR("json"), PYTHON_MINOR_MAX + 1));
    assert_false(stdlib_has(STR("json"), 256 + 8));
}

static void
the_names_are_sorted_and_each_is_found(void **state)
{
    size_t count = stdlib_count();

    (void)state;
    assert_in_range(count, 300, 500);
    for (size_t i = 0; i < count; i++) {
        struct str name = stdlib_name(i);
        assert_in_range(name.len, 1, 29);
        assert_true(i == 0 || str_compare(stdlib_name(i - 1), name) < 0);
        assert_int_equal(str_find_byte(name, '.'), -1);
        bool in_any = false;
        for (unsigned m = PYTHON_MINOR_MIN; m <= PYTHON_MINOR_MAX; m++) {
            assert_int_equal(stdlib_in(i, m), stdlib_has(name, m));
            in_any |= stdlib_in(i, m);
        }
        assert_true(in_any);
        assert_true(stdlib_in(i, 0));
    }
}

static void
a_version_is_read_by_its_second_number(void **state)
{
    static const char *const wrong[] = {"",     "3",     "3.",   "3.7",
                                        "3.16", "3.012", "2.12", "3.12.1",
                                        "3.1x", "3.08",  "3.-8", "3.999"};

    (void)state;
    assert_int_equal(stdlib_minor(STR("3.8")), 8);
    assert_int_equal(stdlib_minor(STR("3.12")), 12);
    assert_int_equal(stdlib_minor(STR("3.15")), 15);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        assert_int_equal(stdlib_minor(str_from(wrong[i])), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_module_has_the_versions_that_have_it),
        cmocka_unit_test(other_names_are_in_no_version),
        cmocka_unit_test(a_version_outside_of_the_range_has_no_modules),
        cmocka_unit_test(the_names_are_sorted_and_each_is_found),
        cmocka_unit_test(a_version_is_read_by_its_second_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
