/* SPDX-License-Identifier: MIT */
#include "core/sys/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { DEPTH = 12, NODES = (1 << (DEPTH + 1)) - 1 };

/* A tree of tasks, each node of which adds its two children. */
struct visit {
    atomic_uint seen[NODES];
    atomic_uint workers; /* a bit each */
};

static void
visit_node(struct pool *pool, unsigned worker, void *context, void *item)
{
    struct visit *visit = context;
    uintptr_t node = (uintptr_t)item - 1;

    atomic_fetch_add(&visit->seen[node], 1);
    atomic_fetch_or(&visit->workers, 1u << worker);
    if (2 * node + 2 >= NODES)
        return;
    pool_add(pool, (void *)(2 * node + 2));
    pool_add(pool, (void *)(2 * node + 3));
}

static void
every_added_task_runs_once(void **state)
{
    static struct visit visit;

    (void)state;
    for (unsigned jobs = 0; jobs <= 8; jobs++) {
        memset(&visit, 0, sizeof(visit));
        pool_run((struct crew){.jobs = jobs}, visit_node, &visit, (void *)1);
        for (size_t i = 0; i < NODES; i++)
            assert_int_equal(visit.seen[i], 1);
        assert_int_equal(visit.workers >> (jobs ? jobs : 1), 0);
    }
}

static void
many_short_runs_end(void **state)
{
    static struct visit visit;

    (void)state;
    for (int i = 0; i < 300; i++)
        pool_run((struct crew){.jobs = 4}, visit_node, &visit,
                 (void *)(uintptr_t)(NODES - 1));
    assert_int_equal(visit.seen[NODES - 2], 300);
}

struct meeting {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned here;
    unsigned expected;
};

/* Returns once `expected` threads stand here at the same time. */
static void
meet(struct meeting *meeting)
{
    pthread_mutex_lock(&meeting->lock);
    meeting->here++;
    pthread_cond_broadcast(&meeting->changed);
    while (meeting->here < meeting->expected)
        pthread_cond_wait(&meeting->changed, &meeting->lock);
    pthread_mutex_unlock(&meeting->lock);
}

static void
meet_task(struct pool *pool, unsigned worker, void *context, void *item)
{
    struct meeting *meeting = context;

    (void)worker;
    if (item) {
        for (unsigned i = 0; i < meeting->expected; i++)
            pool_add(pool, NULL);
        return;
    }
    meet(meeting);
}

static void
tasks_added_by_one_wake_the_others(void **state)
{
    struct meeting meeting = {PTHREAD_MUTEX_INITIALIZER,
                              PTHREAD_COND_INITIALIZER, 0, 4};

    (void)state;
    pool_run((struct crew){.jobs = 4}, meet_task, &meeting, &meeting);
    assert_int_equal(meeting.here, 4);
}

static void
meet_each(unsigned worker, void *context, size_t from, size_t to)
{
    (void)worker;
    (void)from;
    (void)to;
    meet(context);
}

static void
blocks_run_side_by_side(void **state)
{
    struct meeting meeting = {PTHREAD_MUTEX_INITIALIZER,
                              PTHREAD_COND_INITIALIZER, 0, 4};

    (void)state;
    pool_for((struct crew){.jobs = 4}, 4, 1, meet_each, &meeting);
    assert_int_equal(meeting.here, 4);
}

struct order {
    pthread_t thread;
    uintptr_t items[16];
    size_t len;
};

static void
note_order(struct pool *pool, unsigned worker, void *context, void *item)
{
    struct order *order = context;

    assert_int_equal(worker, 0);
    assert_true(pthread_equal(order->thread, pthread_self()));
    order->items[order->len++] = (uintptr_t)item;
    if ((uintptr_t)item >= 4)
        return;
    pool_add(pool, (void *)((uintptr_t)item * 2));
    pool_add(pool, (void *)((uintptr_t)item * 2 + 1));
}

static void
one_job_runs_here_and_takes_the_newest_first(void **state)
{
    static const uintptr_t expected[] = {1, 3, 7, 6, 2, 5, 4};
    struct order order = {.thread = pthread_self()};

    (void)state;
    pool_run((struct crew){.jobs = 1}, note_order, &order, (void *)1);
    assert_int_equal(order.len, 7);
    assert_memory_equal(order.items, expected, sizeof(expected));
}

struct marks {
    size_t count;
    size_t block;
    atomic_uchar seen[1000];
};

static void
mark(unsigned worker, void *context, size_t from, size_t to)
{
    struct marks *marks = context;

    (void)worker;
    assert_true(from < to && to <= marks->count);
    assert_true(to - from <= (marks->block ? marks->block : 1));
    for (size_t i = from; i < to; i++)
        atomic_fetch_add(&marks->seen[i], 1);
}

static void
assert_visited_once(size_t count, size_t block)
{
    static struct marks marks;

    for (unsigned jobs = 0; jobs < 4; jobs++) {
        memset(&marks, 0, sizeof(marks));
        marks.count = count;
        marks.block = block;
        pool_for((struct crew){.jobs = jobs}, count, block, mark, &marks);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(marks.seen[i], 1);
    }
}

static void
every_number_is_visited_once(void **state)
{
    static const size_t counts[] = {0, 1, 2, 63, 64, 65, 1000};
    static const size_t blocks[] = {0, 1, 7, 64, 1000, SIZE_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
        for (size_t k = 0; k < sizeof(blocks) / sizeof(*blocks); k++)
            assert_visited_once(counts[i], blocks[k]);
}

static void
count_blocks(unsigned worker, void *context, size_t from, size_t to)
{
    atomic_size_t *sum = context;

    assert_true(worker < POOL_JOBS_MAX);
    atomic_fetch_add(sum, to - from);
}

static void
a_range_up_to_the_largest_number_does_not_overflow(void **state)
{
    atomic_size_t sum = 0;

    (void)state;
    pool_for((struct crew){.jobs = 4}, SIZE_MAX, SIZE_MAX / 16, count_blocks,
             &sum);
    assert_true(sum == SIZE_MAX);
}

static void
more_jobs_than_the_limit_are_cut_down_to_it(void **state)
{
    atomic_size_t sum = 0;

    (void)state;
    pool_for((struct crew){.jobs = 10000}, 10000, 1, count_blocks, &sum);
    assert_int_equal(sum, 10000);
}

static void
check_mask(unsigned worker, void *context, size_t from, size_t to)
{
    sigset_t mask;

    (void)context;
    (void)from;
    (void)to;
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    assert_int_equal(sigismember(&mask, SIGINT), worker > 0);
}

static void
signals_are_left_to_the_calling_thread(void **state)
{
    (void)state;
    pool_for((struct crew){.jobs = 4}, 1000, 1, check_mask, NULL);
}

static void
there_is_at_least_one_processor(void **state)
{
    (void)state;
    assert_in_range(pool_default_jobs(), 1, POOL_JOBS_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_added_task_runs_once),
        cmocka_unit_test(many_short_runs_end),
        cmocka_unit_test(tasks_added_by_one_wake_the_others),
        cmocka_unit_test(blocks_run_side_by_side),
        cmocka_unit_test(one_job_runs_here_and_takes_the_newest_first),
        cmocka_unit_test(every_number_is_visited_once),
        cmocka_unit_test(a_range_up_to_the_largest_number_does_not_overflow),
        cmocka_unit_test(more_jobs_than_the_limit_are_cut_down_to_it),
        cmocka_unit_test(signals_are_left_to_the_calling_thread),
        cmocka_unit_test(there_is_at_least_one_processor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
