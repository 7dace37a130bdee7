/* SPDX-License-Identifier: MIT */
/*
 * pool - a fixed number of threads eating from one heap of tasks.
 *
 * Tasks may add tasks (a folder adds its subfolders).  The newest is taken
 * first, which keeps a walk depth-first and the heap small.  With one job
 * everything runs in the calling thread.
 *
 * Ownership: the caller's context outlives pool_run.
 */
#ifndef CORE_SYS_POOL_H
#define CORE_SYS_POOL_H

#include <stddef.h>

#include "core/sys/timeline.h"

enum { POOL_JOBS_MAX = 64 };

/* Who does the work. */
struct crew {
    unsigned jobs;             /* threads, the calling one among them */
    struct timeline *timeline; /* is told when the others work; or NULL */
};

struct pool;

/* `worker` is 0 … jobs-1: the index of per-thread state. */
typedef void pool_task(struct pool *pool, unsigned worker, void *context,
                       void *item);

/*
 * Run `task` on `first` and on all that is added, return when all is done.
 * If threads cannot be made, fewer do the work.
 */
void pool_run(struct crew crew, pool_task *task, void *context, void *first);
/* From inside a task. */
void pool_add(struct pool *pool, void *item);

/* Call `each` for 0 … count-1, in blocks of `block`. */
typedef void pool_each(unsigned worker, void *context, size_t from, size_t to);
void pool_for(struct crew crew, size_t count, size_t block, pool_each *each,
              void *context);

/* Processors this process may use (affinity and cgroup quota), at least 1. */
unsigned pool_default_jobs(void);

#endif
