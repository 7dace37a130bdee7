/* SPDX-License-Identifier: MIT */
#include "core/sys/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "core/base/vec.h"

typedef void thread_body(unsigned worker, void *shared);

struct thread {
    pthread_t id;
    unsigned worker;
    thread_body *body;
    void *shared;
    struct timeline *timeline;
};

static void *
thread_main(void *argument)
{
    struct thread *thread = argument;

    uint64_t began_ns = thread->timeline ? timeline_now_ns() : 0;

    thread->body(thread->worker, thread->shared);
    timeline_worked(thread->timeline, thread->worker, began_ns);
    return NULL;
}

/*
 * Run `body` on the crew's threads, the calling one among them, and wait.  The
 * others block all signals, so that handlers run where they always did.
 */
static void
run_threads(struct crew crew, thread_body *body, void *shared)
{
    struct thread threads[POOL_JOBS_MAX];
    unsigned made = 1;
    sigset_t all;
    sigset_t before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (; made < crew.jobs; made++) {
        struct thread *thread = &threads[made];
        *thread = (struct thread){.worker = made,
                                  .body = body,
                                  .shared = shared,
                                  .timeline = crew.timeline};
        if (pthread_create(&thread->id, NULL, thread_main, thread) != 0)
            break;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    body(0, shared);
    for (unsigned i = 1; i < made; i++)
        pthread_join(threads[i].id, NULL);
}

static struct crew
clamp_crew(struct crew crew)
{
    if (crew.jobs < 1)
        crew.jobs = 1;
    if (crew.jobs > POOL_JOBS_MAX)
        crew.jobs = POOL_JOBS_MAX;
    return crew;
}

struct pool {
    pool_task *task;
    void *context;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t wake;  /* items came, or all is done */
    struct {
        VEC_FIELDS(void *);
    } heap;
    unsigned running; /* tasks at work, each of which may add items */
    unsigned waiting; /* threads asleep */
};

/* False once there is nothing left and nobody who could add anything. */
static bool
take_item(struct pool *pool, void **item)
{
    while (pool->heap.len == 0 && pool->running > 0) {
        pool->waiting++;
        pthread_cond_wait(&pool->wake, &pool->lock);
        pool->waiting--;
    }
    if (pool->heap.len == 0)
        return false;
    *item = pool->heap.items[--pool->heap.len];
    pool->running++;
    return true;
}

static void
work(unsigned worker, void *shared)
{
    struct pool *pool = shared;
    void *item;

    pthread_mutex_lock(&pool->lock);
    while (take_item(pool, &item)) {
        pthread_mutex_unlock(&pool->lock);
        pool->task(pool, worker, pool->context, item);
        pthread_mutex_lock(&pool->lock);
        pool->running--;
    }
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
}

void
pool_run(struct crew crew, pool_task *task, void *context, void *first)
{
    struct pool pool = {.task = task, .context = context};

    pthread_mutex_init(&pool.lock, NULL);
    pthread_cond_init(&pool.wake, NULL);
    VEC_PUSH(&pool.heap, first);
    run_threads(clamp_crew(crew), work, &pool);
    VEC_RELEASE(&pool.heap);
    pthread_cond_destroy(&pool.wake);
    pthread_mutex_destroy(&pool.lock);
}

void
pool_add(struct pool *pool, void *item)
{
    pthread_mutex_lock(&pool->lock);
    VEC_PUSH(&pool->heap, item);
    if (pool->waiting > 0)
        pthread_cond_signal(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
}

struct range {
    pool_each *each;
    void *context;
    size_t count;
    size_t block;
    size_t blocks;
    atomic_size_t next; /* the first block that nobody has taken */
};

static void
work_blocks(unsigned worker, void *shared)
{
    struct range *range = shared;

    for (;;) {
        size_t taken = atomic_fetch_add(&range->next, 1);
        size_t from = taken * range->block;
        if (taken >= range->blocks)
            return;
        range->each(worker, range->context, from,
                    range->count - from > range->block ? from + range->block
                                                       : range->count);
    }
}

void
pool_for(struct crew crew, size_t count, size_t block, pool_each *each,
         void *context)
{
    struct range range = {.each = each,
                          .context = context,
                          .count = count,
                          .block = block ? block : 1};

    range.blocks = count / range.block + (count % range.block != 0);
    crew = clamp_crew(crew);
    if (crew.jobs > range.blocks)
        crew.jobs = (unsigned)range.blocks;
    run_threads(crew, work_blocks, &range);
}
