/* SPDX-License-Identifier: MIT */
/*
 * times - how long an analyzer took for each file when it last did.
 *
 * One row of the store per analyzer, read only when there is something to
 * run.  What it never ran over is guessed by its size, at the rate of what
 * it did run over.  Times only balance batches (batches.h): they change no
 * answer, so damage means guessing.
 *
 *     sorted by hash: u64 XXH3-64 of the path, u64 microseconds
 *
 * Ownership: the caller's array.  Threads: one at a time.
 */
#ifndef CORE_RUN_TIMES_H
#define CORE_RUN_TIMES_H

#include "core/run/answers.h"
#include "core/sys/tree.h"

/* Microseconds by answer, or what stands in for them; never 0. */
void times_read(struct db *db, const struct answers *answers,
                const struct tree *tree, uint64_t *costs);

/* Remember the fresh ones; `db` may be NULL. */
void times_write(struct db *db, const struct answers *answers);

#endif
