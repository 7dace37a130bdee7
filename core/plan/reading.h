/* SPDX-License-Identifier: MIT */
/*
 * reading - from a file that the walk has found to its digest and facts, on
 * the thread that found it.
 *
 * Ownership: owns the workers' buffers and readers until reading_release,
 * which hands the facts' memory to the builder.
 * Threads: one worker index per thread.
 */
#ifndef CORE_PLAN_READING_H
#define CORE_PLAN_READING_H

#include <stdatomic.h>

#include "core/base/hash.h"
#include "core/base/log.h"
#include "core/python/imports.h"
#include "core/sys/pool.h"
#include "core/sys/tree.h"

/* A source beyond this is noted as unreadable. */
enum { SOURCE_MAX_BYTES = 1 << 30 };

struct reading_worker {
    struct import_reader *reader; /* NULL until the worker's first file */
    struct buf bytes;
    struct buf scratch;
    struct buf failures; /* one message per line */
    struct err *trouble; /* the first of them that err_is_passing, or NULL */
    uint64_t read_ns;
    uint64_t scan_ns;
};

struct reading {
    struct import_builder *builder;
    enum hash_algorithm algorithm;
    struct timeline *timeline; /* or NULL */
    atomic_size_t read;
    atomic_size_t failed;
    struct reading_worker workers[POOL_JOBS_MAX];
};

void reading_init(struct reading *reading, struct import_builder *builder,
                  enum hash_algorithm algorithm);
void reading_release(struct reading *reading);

/* The walk_visit: returns the file's `struct import_list`. */
void *reading_visit(void *context, unsigned worker, int root_fd,
                    struct tree_file *file);

/* One of the failures that say nothing of their file, or NULL. */
const struct err *reading_trouble(const struct reading *reading);

/* Tell the user of files that could not be read, sorted. */
void reading_report(struct reading *reading, const struct log *log);

#endif
