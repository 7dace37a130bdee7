/* SPDX-License-Identifier: MIT */
/*
 * outcome - what became of one process: an answer, or trouble.
 *
 * A tool answered if its status is one of the row's `clean` or `findings`
 * and what it printed is of its format.  Everything else is trouble: nothing
 * of it is stored, and it never looks like findings.  What a tool in trouble
 * printed about files is shown all the same.
 *
 * Ownership: texts live in the arena given.  Threads: safe.
 */
#ifndef CORE_RUN_OUTCOME_H
#define CORE_RUN_OUTCOME_H

#include <stdbool.h>

#include "core/run/analyzer.h"
#include "core/run/format.h"
#include "core/sys/processes.h"

struct outcome {
    bool answered;
    bool retry;         /* it may answer without the files it complains of */
    struct str message; /* of trouble: "it ended with status 2: …" */
    struct str plain;   /* the same without the files it complains of */
    struct format_result result;
};

/* One process that is over. */
struct outcome_input {
    const struct analyzer *analyzer;
    const struct process_request *request;
    const struct process_result *process;
    struct format_input format;
};

void outcome_read(const struct outcome_input *input, struct arena *arena,
                  struct outcome *outcome);

/* Does the finding tell that its file stopped the tool? */
bool outcome_is_blocker(const struct diagnostic *finding);

#endif
