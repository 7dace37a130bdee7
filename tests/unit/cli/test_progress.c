/* SPDX-License-Identifier: MIT */
#include "core/cli/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/utf8.h"
#include "core/base/width.h"

static void
assert_rendered(struct progress_view view, const char *text)
{
    struct buf line;

    buf_init(&line, BUF_UNLIMITED);
    progress_render(&view, &line);
    assert_string_equal(buf_cstr(&line), text);
    buf_release(&line);
}

static const struct progress_view half = {
    .name = {"mypy", 4},
    .done = 600,
    .total = 1200,
    .fresh = 100,
    .elapsed_ms = 2000,
    .columns = 79,
};

static void
a_line_says_tool_count_rate_and_time_left(void **state)
{
    struct progress_view view = half;

    (void)state;
    assert_rendered(view, "mypy [===================>                    ] "
                          "600/1,200  50/s  12s left");
    view.color = true;
    assert_rendered(view, "\x1b[1mmypy\x1b[0m "
                          "[\x1b[32m===================>\x1b[0m"
                          "                    ] 600/1,200  50/s  12s left");
}

static void
narrow_terminals_lose_the_least_important_first(void **state)
{
    struct progress_view view = half;

    (void)state;
    view.columns = 50;
    assert_rendered(view, "mypy [=======>         ] 600/1,200  50/s  12s left");
    view.columns = 40;
    assert_rendered(view, "mypy 600/1,200  50/s  12s left");
    view.columns = 28;
    assert_rendered(view, "mypy 600/1,200  50/s");
    view.columns = 15;
    assert_rendered(view, "mypy 600/1,200");
    view.columns = 13;
    assert_rendered(view, "mypy ");
    view.columns = 3;
    assert_rendered(view, "myp");
    view.columns = 0;
    assert_rendered(view, "");
}

static void
no_line_is_wider_than_it_may_be(void **state)
{
    static const struct str names[] = {
        {"mypy", 4},
        {"r\u00e9sum\u00e9 \u6f22\u5b57", 15},
        {"\x1b[2J\xff\n\t", 7},
        {"a-name-that-goes-on-for-ever-and-on", 35}};
    struct buf line;

    (void)state;
    buf_init(&line, BUF_UNLIMITED);
    for (unsigned columns = 0; columns < 120; columns++)
        for (size_t i = 0; i < 4; i++) {
            struct progress_view view = half;
            unsigned used = 0;
            view.name = names[i];
            view.columns = columns;
            buf_clear(&line);
            progress_render(&view, &line);
            for (size_t at = 0; at < line.len;) {
                uint32_t code_point;
                at += utf8_next(buf_view(&line), at, &code_point);
                assert_in_range(code_point, 0x20, 0x10ffff);
                used += width_of(code_point);
            }
            assert_in_range(used, 0, columns);
        }
    buf_release(&line);
}

static void
a_slow_tool_is_counted_by_the_minute(void **state)
{
    struct progress_view view = half;

    (void)state;
    view.columns = 50;
    view.elapsed_ms = 50 * 1000;
    assert_rendered(view, "mypy [======>       ] 600/1,200  2.0/s  5m00s left");
    view.elapsed_ms = 1000 * 1000;
    assert_rendered(view, "mypy [======>       ] 600/1,200  6/min  1h40m left");
}

static void
without_a_rate_nothing_is_guessed(void **state)
{
    struct progress_view view = half;

    (void)state;
    view.columns = 40;
    view.fresh = 0;
    assert_rendered(view, "mypy [==========>            ] 600/1,200");
    view.fresh = 100;
    view.elapsed_ms = 999;
    assert_rendered(view, "mypy [==========>            ] 600/1,200");
}

static void
an_unknown_total_has_no_bar(void **state)
{
    struct progress_view view = half;

    (void)state;
    view.total = 0;
    assert_rendered(view, "mypy 600  50/s");
}

static void
the_bar_is_full_at_the_end_and_empty_at_the_start(void **state)
{
    struct progress_view view = half;

    (void)state;
    view.columns = 40;
    view.done = 1200;
    assert_rendered(view, "mypy [===============] 1,200/1,200  50/s");
    view.done = 2000;
    assert_rendered(view, "mypy [===============] 2,000/1,200  50/s");
    view.done = 0;
    view.fresh = 0;
    assert_rendered(view, "mypy [                         ] 0/1,200");
}

static void
huge_numbers_do_no_harm(void **state)
{
    struct progress_view view = {.name = {"x", 1},
                                 .done = 1,
                                 .total = SIZE_MAX,
                                 .fresh = 1,
                                 .elapsed_ms = UINT64_MAX,
                                 .columns = 79};

    (void)state;
    assert_rendered(view, "x [                                        ] "
                          "1/18,446,744,073,709,551,615");
    view.fresh = view.done = SIZE_MAX;
    view.elapsed_ms = 1000;
    view.columns = 79;
    assert_rendered(view, "x 18,446,744,073,709,551,615/"
                          "18,446,744,073,709,551,615  1,000,000,000/s");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_says_tool_count_rate_and_time_left),
        cmocka_unit_test(narrow_terminals_lose_the_least_important_first),
        cmocka_unit_test(no_line_is_wider_than_it_may_be),
        cmocka_unit_test(a_slow_tool_is_counted_by_the_minute),
        cmocka_unit_test(without_a_rate_nothing_is_guessed),
        cmocka_unit_test(an_unknown_total_has_no_bar),
        cmocka_unit_test(the_bar_is_full_at_the_end_and_empty_at_the_start),
        cmocka_unit_test(huge_numbers_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
