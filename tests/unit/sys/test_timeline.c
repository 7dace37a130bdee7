/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/sys/pool.h"
#include "core/sys/timeline.h"

static void
busy(uint64_t ns)
{
    uint64_t until = timeline_now_ns() + ns;

    while (timeline_now_ns() < until)
        ;
}

static void
without_one_nothing_is_measured(void **state)
{
    struct span span = span_begin(NULL, PHASE_WALK);
    struct timeline_process process = {.end = "exited"};

    (void)state;
    span_end(&span);
    timeline_spend(NULL, PHASE_READ, 1);
    timeline_worked(NULL, 1, 0);
    timeline_process(NULL, &process);
    timeline_free(NULL);
    assert_int_equal(span.began_ns, 0);
}

static void
the_own_times_of_phases_add_up_to_the_outer_one(void **state)
{
    struct timeline *timeline = timeline_new();
    struct timeline_kept kept;
    struct span outer = span_begin(timeline, PHASE_KEYS);
    struct span inner = span_begin(timeline, PHASE_SYMBOLS);

    (void)state;
    busy(200000);
    span_end(&inner);
    inner = span_begin(timeline, PHASE_UNITS);
    span_end(&inner);
    span_end(&outer);
    timeline_read(timeline, &kept);
    assert_int_equal(kept.events_len, 3);
    assert_int_equal(kept.events[0].phase, PHASE_SYMBOLS);
    assert_int_equal(kept.events[2].phase, PHASE_KEYS);
    assert_true(kept.spent_ns[PHASE_SYMBOLS] >= 200000);
    assert_int_equal(kept.spent_ns[PHASE_KEYS] + kept.spent_ns[PHASE_SYMBOLS] +
                         kept.spent_ns[PHASE_UNITS],
                     kept.events[2].ended_ns - kept.events[2].began_ns);
    assert_true(kept.began_ns <= kept.events[2].began_ns);
    timeline_free(timeline);
}

static void
a_phase_that_was_left_without_an_end_is_forgotten(void **state)
{
    struct timeline *timeline = timeline_new();
    struct timeline_kept kept;
    struct span outer = span_begin(timeline, PHASE_PLAN);

    (void)state;
    (void)span_begin(timeline, PHASE_REPLAY);
    span_end(&outer);
    outer = span_begin(timeline, PHASE_STORE);
    span_end(&outer);
    timeline_read(timeline, &kept);
    assert_int_equal(kept.events_len, 2);
    assert_int_equal(kept.spent_ns[PHASE_REPLAY], 0);
    timeline_free(timeline);
}

static void
phases_deeper_than_are_told_apart_do_no_harm(void **state)
{
    struct timeline *timeline = timeline_new();
    struct timeline_kept kept;
    struct span spans[TIMELINE_DEPTH_MAX + 3];

    (void)state;
    for (size_t i = 0; i < TIMELINE_DEPTH_MAX + 3; i++)
        spans[i] = span_begin(timeline, PHASE_WALK);
    timeline_worked(timeline, 1, timeline_now_ns());
    for (size_t i = TIMELINE_DEPTH_MAX + 3; i > 0; i--)
        span_end(&spans[i - 1]);
    timeline_read(timeline, &kept);
    assert_int_equal(kept.events_len, TIMELINE_DEPTH_MAX + 3);
    timeline_free(timeline);
}

static void
do_nothing(unsigned worker, void *context, size_t from, size_t to)
{
    (void)worker;
    (void)from;
    (void)to;
    timeline_spend(context, PHASE_READ, 1);
}

static void
the_workers_of_a_pool_are_told_by_number(void **state)
{
    enum { JOBS = 4 };
    struct timeline *timeline = timeline_new();
    struct timeline_kept kept;
    struct span span = span_begin(timeline, PHASE_KEYS);
    unsigned seen = 0;

    (void)state;
    pool_for((struct crew){JOBS, timeline}, 100, 1, do_nothing, timeline);
    span_end(&span);
    timeline_read(timeline, &kept);
    assert_int_equal(kept.events_len, JOBS);
    for (size_t i = 0; i < kept.events_len; i++) {
        assert_int_equal(kept.events[i].phase, PHASE_KEYS);
        seen |= 1u << kept.events[i].worker;
    }
    assert_int_equal(seen, (1u << JOBS) - 1);
    assert_int_equal(kept.spent_ns[PHASE_READ], 100);
    timeline_free(timeline);
}

static void
only_so_many_events_are_kept(void **state)
{
    struct timeline *timeline = timeline_new();
    struct timeline_kept kept;
    struct timeline_process process = {.end = "exited", .peak_bytes = 7};

    (void)state;
    for (size_t i = 0; i < TIMELINE_EVENTS_MAX + 5; i++) {
        struct span span = span_begin(timeline, PHASE_WALK);
        span_end(&span);
    }
    for (size_t i = 0; i < TIMELINE_PROCESSES_MAX + 2; i++)
        timeline_process(timeline, &process);
    timeline_read(timeline, &kept);
    assert_int_equal(kept.events_len, TIMELINE_EVENTS_MAX);
    assert_int_equal(kept.processes_len, TIMELINE_PROCESSES_MAX);
    assert_int_equal(kept.dropped, 7);
    assert_int_equal(kept.processes_peak_bytes, 7);
    timeline_free(timeline);
}

static void
a_long_command_is_cut_between_characters(void **state)
{
    static char text[3 * TIMELINE_COMMAND_MAX];
    struct timeline *timeline = timeline_new();
    struct timeline_kept kept;
    struct timeline_process process = {.end = "exited"};

    (void)state;
    for (size_t i = 0; i + 1 < sizeof(text); i += 3)
        memcpy(text + i, "\xe2\x82\xac", 3);
    process.command = (struct str){text, sizeof(text)};
    timeline_process(timeline, &process);
    timeline_read(timeline, &kept);
    assert_int_equal(kept.processes[0].command.len,
                     TIMELINE_COMMAND_MAX / 3 * 3 + 3);
    assert_true(str_ends_with(kept.processes[0].command, STR("€…")));
    timeline_free(timeline);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_one_nothing_is_measured),
        cmocka_unit_test(the_own_times_of_phases_add_up_to_the_outer_one),
        cmocka_unit_test(a_phase_that_was_left_without_an_end_is_forgotten),
        cmocka_unit_test(phases_deeper_than_are_told_apart_do_no_harm),
        cmocka_unit_test(the_workers_of_a_pool_are_told_by_number),
        cmocka_unit_test(only_so_many_events_are_kept),
        cmocka_unit_test(a_long_command_is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
