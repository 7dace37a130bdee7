/* SPDX-License-Identifier: MIT */
/*
 * batches - which files one process is given.
 *
 * A batch lists the files that a process is told to look at; of those, only
 * some were asked for, since the answers of some tools depend on what else
 * they look at (levels.md, R4, R5):
 *
 *   file    one file each
 *   chunk   the files asked for, dealt out so that each process takes equally
 *           long by what earlier runs took, at first by size
 *   fixed   the tree is cut into pieces of FIXED_FILES that depend on nothing
 *           but its paths, and each piece that has a file asked for is
 *           run whole
 *   whole   all files, if any is asked for
 *
 * All lists are sorted by path.
 *
 * Ownership: owns its arrays.  Threads: one at a time.
 */
#ifndef CORE_RUN_BATCHES_H
#define CORE_RUN_BATCHES_H

#include "core/base/vec.h"
#include "core/conf/conf.h"
#include "core/run/answers.h"

/* On average; a piece ends where the hash of a path says so, so that a new
   file changes one piece. */
enum { FIXED_FILES = 64, CHUNK_FILES_MAX = 1000 };

struct batch {
    uint32_t *files; /* places in the answers, sorted */
    size_t len;
    uint64_t cost; /* as estimated; only ratios mean something */
};

struct batches {
    struct arena arena;
    struct {
        VEC_FIELDS(struct batch); /* the most costly first */
    } items;
};

struct batch_options {
    enum conf_per_batch per_batch;
    unsigned jobs;
    uint32_t chunk;        /* most files of a chunk; 0: found out */
    const uint64_t *costs; /* by answer */
    /* By answer: equal for files that may share a process; NULL: all may. */
    const uint32_t *groups;
};

/* `wanted` by answer: it is asked for. */
void batches_make(struct batches *batches, const struct answers *answers,
                  const bool *wanted, const struct batch_options *options);
void batches_release(struct batches *batches);

#endif
