/* SPDX-License-Identifier: MIT */
/* run_collect - what a run has to tell. */
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/run/run_parts.h"

static void
collect_task(struct run *run, const struct task *task,
             struct report_analyzer *row)
{
    *row = (struct report_analyzer){
        .name = task->analyzer->name,
        .status = task->status,
        .version = task->identity.version,
        .message = task->message,
        .analyzed = task->analyzed,
        .unknown = task->unnamed,
    };
    run->complete &= task->unnamed == 0;
    uint64_t saved_us = 0;
    uint64_t took_us = 0;
    memcpy(row->misses, task->misses, sizeof(row->misses));
    for (size_t i = 0; i < task->answers.items.len; i++) {
        const struct answer *answer = &task->answers.items.items[i];
        uint32_t files =
            answer->file == NO_FILE ? (uint32_t)task->files_len : 1;
        if (answer->state == ANSWER_UNKNOWN) {
            row->unknown += files;
            run->complete = false;
            continue;
        }
        if (answer->state == ANSWER_REPLAYED) {
            row->replayed += files;
            saved_us += answer->duration_us;
        } else {
            took_us += answer->duration_us;
        }
        for (size_t j = 0; j < answer->len; j++) {
            VEC_PUSH(&run->diagnostics,
                     task->answers.diagnostics.items[answer->first + j]);
        }
    }
    for (size_t i = 0; i < task->extra.len; i++) {
        VEC_PUSH(&run->diagnostics, task->extra.items[i]);
    }
    row->saved_ms = saved_us / 1000;
    row->took_ms = took_us / 1000;
    run->counts.hits += row->replayed;
    run->counts.saved_ms += row->saved_ms;
    run->differs |= task->differing > 0;
}

static void
count_files(struct run *run)
{
    size_t len = run->view.state->tree.files.len + 1;
    bool *seen = memory_zero(len);
    bool *fresh = memory_zero(len);
    bool *known = memory_zero(len);
    for (size_t i = 0; i < run->tasks_len; i++) {
        const struct task *task = run->tasks[i];
        for (size_t j = 0; j < task->files_len; j++) {
            seen[task->files[j]] = true;
        }
        for (size_t j = 0; j < task->answers.items.len; j++) {
            const struct answer *answer = &task->answers.items.items[j];
            if (answer->file != NO_FILE) {
                fresh[answer->file] |= answer->state == ANSWER_FRESH;
                known[answer->file] |= answer->state == ANSWER_REPLAYED;
            }
        }
    }
    for (size_t i = 0; i < len; i++) {
        run->files += seen[i];
        run->analyzed += fresh[i];
        run->replayed += known[i] && !fresh[i];
    }
    free(known);
    free(seen);
    free(fresh);
}

void
run_collect(struct run *run)
{
    run->complete = true;
    run->analyzers =
        ARENA_ARRAY(&run->arena, struct report_analyzer, run->tasks_len + 1);
    for (size_t i = 0; i < run->tasks_len; i++) {
        collect_task(run, run->tasks[i], &run->analyzers[i]);
    }
    diagnostics_sort(&run->diagnostics);
    count_files(run);
}

void
run_report(const struct run *run, struct report *report)
{
    *report = (struct report){
        .complete = run->complete,
        .analyzers = run->analyzers,
        .analyzers_len = run->tasks_len,
        .diagnostics = &run->diagnostics,
        .files = run->files,
        .analyzed = run->analyzed,
        .replayed = run->replayed,
    };
}
