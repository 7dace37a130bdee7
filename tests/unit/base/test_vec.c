/* SPDX-License-Identifier: MIT */
#include "core/base/vec.h"

#include "core/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct numbers {
    VEC_FIELDS(uint64_t);
};

static void
pushed_items_keep_their_order(void **state)
{
    struct numbers numbers = {0};

    (void)state;
    for (uint64_t i = 0; i < 10000; i++)
        VEC_PUSH(&numbers, i * i);
    assert_int_equal(numbers.len, 10000);
    for (uint64_t i = 0; i < 10000; i++)
        assert_int_equal(numbers.items[i], i * i);
    VEC_RELEASE(&numbers);
    assert_null(numbers.items);
    assert_int_equal(numbers.len + numbers.cap, 0);
}

static void
a_compound_literal_can_be_pushed(void **state)
{
    struct {
        VEC_FIELDS(struct str);
    } names = {0};

    (void)state;
    VEC_PUSH(&names, (struct str){"ab", 2});
    VEC_PUSH(&names, STR("c"));
    assert_true(str_equal(names.items[1], STR("c")));
    VEC_RELEASE(&names);
}

static void
reserving_makes_room_but_no_items(void **state)
{
    struct numbers numbers = {0};
    uint64_t *items;

    (void)state;
    VEC_RESERVE(&numbers, 1000);
    assert_int_equal(numbers.len, 0);
    assert_in_range(numbers.cap, 1000, 2000);
    items = numbers.items;
    for (uint64_t i = 0; i < 1000; i++)
        VEC_PUSH(&numbers, i);
    assert_ptr_equal(numbers.items, items);
    VEC_RELEASE(&numbers);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pushed_items_keep_their_order),
        cmocka_unit_test(a_compound_literal_can_be_pushed),
        cmocka_unit_test(reserving_makes_room_but_no_items),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
