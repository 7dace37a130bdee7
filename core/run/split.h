/* SPDX-License-Identifier: MIT */
/*
 * split - what a tool said about a batch becomes answers for single files.
 *
 * Threads: one at a time.
 */
#ifndef CORE_RUN_SPLIT_H
#define CORE_RUN_SPLIT_H

#include "core/run/task.h"

/* A batch that was answered. */
struct split {
    struct task *task;
    const uint32_t *files; /* places in the task's answers */
    size_t len;
    const bool *wanted;    /* by answer */
    const uint64_t *costs; /* by answer: how the time is shared out */
    uint64_t duration_us;
    bool shown; /* and not stored */
};

/* Sorts the findings. */
void split_answers(const struct split *split, struct format_result *result);

/*
 * Mark in `without`, by answer, the files that blockers among the findings
 * are about, and all that can see them at the analyzer's level.
 */
void split_blocked(const struct task *task,
                   const struct diagnostic_list *findings, bool *without);

#endif
