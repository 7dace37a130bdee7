/* SPDX-License-Identifier: MIT */
#include "core/base/nfkc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
assert_becomes(struct str name, struct str expected)
{
    struct arena arena;
    arena_init(&arena);
    struct str found = nfkc(&arena, name);
    assert_int_equal(found.len, expected.len);
    assert_memory_equal(found.data, expected.data, expected.len);
    arena_release(&arena);
}

static void
ascii_stays_as_it_is(void **state)
{
    (void)state;
    assert_becomes(STR(""), STR(""));
    assert_becomes(STR("a_1.b"), STR("a_1.b"));
}

static void
compatible_letters_become_one(void **state)
{
    (void)state;
    assert_becomes(STR("\xef\xac\x81le"), STR("file"));
    assert_becomes(STR("\xef\xbd\x81.\xef\xbd\x82"), STR("a.b"));
    assert_becomes(STR("\xe2\x84\x8c"), STR("H"));
}

static void
accents_are_composed(void **state)
{
    (void)state;
    assert_becomes(STR("e\xcc\x81"), STR("\xc3\xa9"));
    assert_becomes(STR("\xc3\xa9"), STR("\xc3\xa9"));
}

static void
what_is_not_utf8_stays_as_it_is(void **state)
{
    (void)state;
    assert_becomes(STR("a\xff\xbd"), STR("a\xff\xbd"));
    assert_becomes(STR("\xed\xa0\x80"), STR("\xed\xa0\x80"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ascii_stays_as_it_is),
        cmocka_unit_test(compatible_letters_become_one),
        cmocka_unit_test(accents_are_composed),
        cmocka_unit_test(what_is_not_utf8_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
