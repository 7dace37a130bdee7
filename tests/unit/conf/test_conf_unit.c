/* SPDX-License-Identifier: MIT */
#include "core/conf/conf_unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static uint64_t
size_of(const char *text)
{
    uint64_t bytes = UINT64_MAX;
    bool valid = conf_unit_size(str_from(text), &bytes);
    assert_true(valid == (bytes != UINT64_MAX));
    return bytes;
}

static uint64_t
duration_of(const char *text)
{
    uint64_t ms = UINT64_MAX;
    bool valid = conf_unit_duration(str_from(text), &ms);
    assert_true(valid == (ms != UINT64_MAX));
    return ms;
}

static void
decimal_and_binary_units_differ(void **state)
{
    (void)state;
    assert_int_equal(size_of("500MB"), 500000000);
    assert_int_equal(size_of("2GiB"), 2147483648);
    assert_int_equal(size_of("1kB"), 1000);
    assert_int_equal(size_of("1KB"), 1000);
    assert_int_equal(size_of("7 KiB"), 7168);
    assert_int_equal(size_of("0B"), 0);
}

static void
a_duration_adds_up_its_parts(void **state)
{
    (void)state;
    assert_int_equal(duration_of("1h30m"), 5400000);
    assert_int_equal(duration_of("1h 30min"), 5400000);
    assert_int_equal(duration_of("30d"), 2592000000);
    assert_int_equal(duration_of("2w"), 1209600000);
    assert_int_equal(duration_of("1s500ms"), 1500);
}

static void
a_number_without_a_unit_is_refused(void **state)
{
    (void)state;
    assert_int_equal(size_of("5"), UINT64_MAX);
    assert_int_equal(size_of(""), UINT64_MAX);
    assert_int_equal(size_of("GiB"), UINT64_MAX);
    assert_int_equal(size_of("1.5GiB"), UINT64_MAX);
    assert_int_equal(size_of("-1GiB"), UINT64_MAX);
    assert_int_equal(size_of("1GiB1MiB"), UINT64_MAX);
    assert_int_equal(size_of("1gib"), UINT64_MAX);
    assert_int_equal(duration_of("600"), UINT64_MAX);
    assert_int_equal(duration_of(""), UINT64_MAX);
    assert_int_equal(duration_of("1h30"), UINT64_MAX);
    assert_int_equal(duration_of("h"), UINT64_MAX);
}

static void
what_does_not_fit_is_refused(void **state)
{
    uint64_t number;

    (void)state;
    assert_int_equal(size_of("99999999999999999999B"), UINT64_MAX);
    assert_int_equal(size_of("18446744073709551615TiB"), UINT64_MAX);
    assert_int_equal(duration_of("18446744073709551615ms1ms"), UINT64_MAX);
    assert_true(conf_unit_number(STR("18446744073709551615"), &number));
    assert_true(number == UINT64_MAX);
    assert_false(conf_unit_number(STR("18446744073709551616"), &number));
    assert_false(conf_unit_number(STR("+1"), &number));
    assert_false(conf_unit_number(STR("1 "), &number));
}

static void
assert_size_text(uint64_t bytes, const char *expected)
{
    struct buf text;
    uint64_t again;

    buf_init(&text, BUF_UNLIMITED);
    conf_unit_size_text(bytes, &text);
    assert_string_equal(buf_cstr(&text), expected);
    assert_true(conf_unit_size(buf_view(&text), &again));
    assert_true(again == bytes);
    buf_release(&text);
}

static void
assert_duration_text(uint64_t ms, const char *expected)
{
    struct buf text;
    uint64_t again;

    buf_init(&text, BUF_UNLIMITED);
    conf_unit_duration_text(ms, &text);
    assert_string_equal(buf_cstr(&text), expected);
    assert_true(conf_unit_duration(buf_view(&text), &again));
    assert_true(again == ms);
    buf_release(&text);
}

static void
a_size_is_shown_in_its_largest_unit(void **state)
{
    (void)state;
    assert_size_text(2147483648, "2GiB");
    assert_size_text(500000000, "500MB");
    assert_size_text(1536, "1536B");
    assert_size_text(2048, "2KiB");
    assert_size_text(0, "0B");
    assert_size_text(1, "1B");
}

static void
a_duration_is_shown_in_parts(void **state)
{
    (void)state;
    assert_duration_text(5400000, "1h30min");
    assert_duration_text(2592000000, "30d");
    assert_duration_text(600000, "10min");
    assert_duration_text(1, "1ms");
    assert_duration_text(0, "0s");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimal_and_binary_units_differ),
        cmocka_unit_test(a_duration_adds_up_its_parts),
        cmocka_unit_test(a_number_without_a_unit_is_refused),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(a_size_is_shown_in_its_largest_unit),
        cmocka_unit_test(a_duration_is_shown_in_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
