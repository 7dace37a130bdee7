/* SPDX-License-Identifier: MIT */
#include "core/base/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
an_empty_map_holds_nothing(void **state)
{
    struct map map = {0};
    uint32_t value = 7;

    (void)state;
    assert_false(map_get(&map, 0, &value));
    assert_int_equal(value, 7);
    map_init(&map);
    assert_false(map_get(&map, 1, &value));
    map_release(&map);
}

static void
every_pair_that_was_put_is_found(void **state)
{
    struct map map = {0};
    uint32_t value;

    (void)state;
    for (uint32_t high = 0; high < 300; high++)
        for (uint32_t low = 0; low < 300; low++)
            map_put(&map, map_pair(high, low), high * 1000 + low);
    assert_int_equal(map.len, 90000);
    for (uint32_t high = 0; high < 300; high++)
        for (uint32_t low = 0; low < 300; low++) {
            assert_true(map_get(&map, map_pair(high, low), &value));
            assert_int_equal(value, high * 1000 + low);
        }
    assert_false(map_get(&map, map_pair(300, 0), &value));
    assert_false(map_get(&map, map_pair(0, 300), &value));
    map_release(&map);
    assert_int_equal(map.len, 0);
}

static void
the_last_value_put_counts(void **state)
{
    struct map map = {0};
    uint32_t value;

    (void)state;
    map_put(&map, 5, 1);
    map_put(&map, 5, 2);
    assert_true(map_get(&map, 5, &value));
    assert_int_equal(value, 2);
    assert_int_equal(map.len, 1);
    map_release(&map);
}

static void
an_entry_is_made_once(void **state)
{
    struct map map = {0};
    uint32_t value;

    (void)state;
    assert_int_equal(*map_entry(&map, 9, 3), 3);
    *map_entry(&map, 9, 4) += 10;
    assert_true(map_get(&map, 9, &value));
    assert_int_equal(value, 13);
    map_release(&map);
}

static void
the_largest_keys_are_keys(void **state)
{
    struct map map = {0};
    uint32_t value;

    (void)state;
    map_put(&map, MAP_NO_KEY - 1, 1);
    map_put(&map, 0, UINT32_MAX);
    assert_true(map_get(&map, MAP_NO_KEY - 1, &value));
    assert_int_equal(value, 1);
    assert_true(map_get(&map, 0, &value));
    assert_int_equal(value, UINT32_MAX);
    map_release(&map);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_map_holds_nothing),
        cmocka_unit_test(every_pair_that_was_put_is_found),
        cmocka_unit_test(the_last_value_put_counts),
        cmocka_unit_test(an_entry_is_made_once),
        cmocka_unit_test(the_largest_keys_are_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
