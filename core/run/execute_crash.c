/* SPDX-License-Identifier: MIT */
/* execute_crash - over which files a tool can be run, and over which not. */
#include "core/run/execute_parts.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/run/split.h"

enum {
    ROUNDS_MAX = 10, /* in which a tool may complain of further files */
    /* Crashes over halves of batches before it is taken for granted that the
       tool has other reasons; each half that is answered allows for more. */
    CRASHES_MIN = 3,
    CRASHES_PER_ANSWER = 2,
    CRASHES_MAX = 100,
    /* The same of processes that were stopped for their time, each of which
       has cost all of it. */
    HANGS_MIN = 1,
    HANGS_MAX = 20,
};

void
execute_halves(const struct job *job, struct piece piece)
{
    const uint32_t *files = job->files;
    size_t half = job->len / 2;
    for (int i = 0; i < 2; i++) {
        size_t wanted = 0;
        piece.files = i == 0 ? files : files + half;
        piece.len = i == 0 ? half : job->len - half;
        for (size_t j = 0; j < piece.len; j++) {
            wanted += job->work->wanted[piece.files[j]];
        }
        if (wanted > 0) {
            execute_add(job->work, piece);
        }
    }
}

/* The files of the job without those that stop the tool; false if these are
   none of them. */
static bool
try_again(struct job *job, const struct outcome *outcome)
{
    struct work *work = job->work;
    bool *without = memory_zero(work->task->answers.items.len + 1);
    uint32_t *rest = memory_new((job->len + 1) * sizeof(*rest));
    size_t len = 0;
    size_t wanted = 0;
    split_blocked(work->task, &outcome->result.diagnostics, without);
    for (size_t i = 0; i < job->len; i++) {
        if (!without[job->files[i]]) {
            rest[len++] = job->files[i];
            wanted += work->wanted[job->files[i]];
        }
    }
    if (wanted > 0 && len < job->len) {
        execute_add(work, (struct piece){rest, len, job->round + 1, job->half});
    }
    free(without);
    free(rest);
    return len < job->len;
}

/* Were they all too many, or is it one of them?  As long as about every other
   half is answered: a tool that hangs would do so for each.  What could not be
   stored is not worth the time, in this run and in all that follow. */
static bool
hang_may_be_halved(const struct work *work)
{
    enum conf_per_batch per_batch = work->task->analyzer->row.per_batch;
    return work->hung <= HANGS_MAX &&
           work->hung <= HANGS_MIN + work->answered &&
           per_batch != CONF_BATCH_WHOLE && per_batch != CONF_BATCH_FIXED;
}

static bool
crash_may_be_halved(const struct work *work)
{
    return work->crashed <= CRASHES_MAX &&
           work->crashed <= CRASHES_MIN + work->answered * CRASHES_PER_ANSWER;
}

/* Ends that may be one file's doing; a tool that is not there needs no second
   try. */
static bool
may_be_halved(const struct job *job, enum process_end end)
{
    const struct work *work = job->work;
    bool crash = end == PROCESS_EXITED || end == PROCESS_SIGNALLED ||
                 end == PROCESS_MEMORY || end == PROCESS_OUTPUT;
    bool hang = end == PROCESS_TIMEOUT;
    return job->len > 1 &&
           ((crash && crash_may_be_halved(work)) ||
            (hang && hang_may_be_halved(work))) &&
           work->task->analyzer->row.scope == CONF_SCOPE_FILE;
}

/* Other files of the task have answers of their own. */
static bool
is_about(const struct job *job, struct str path)
{
    struct answers *answers = &job->work->task->answers;
    const struct answer *answer = answers_of(answers, path);
    bool found = answer == NULL;
    for (size_t i = 0; i < job->len && !found; i++) {
        found = &answers->items.items[job->files[i]] == answer;
    }
    return found;
}

/* What a tool in trouble said about files, or only of those that stop it. */
static void
show_findings(const struct job *job, const struct outcome *outcome,
              bool blockers)
{
    for (size_t i = 0; i < outcome->result.diagnostics.len; i++) {
        const struct diagnostic *finding =
            &outcome->result.diagnostics.items[i];
        if (blockers ? outcome_is_blocker(finding)
                     : is_about(job, finding->path)) {
            task_show(job->work->task, finding);
        }
    }
}

static void
take_crash(struct job *job, const struct process_result *process,
           const struct outcome *outcome)
{
    struct work *work = job->work;
    const struct answers *answers = &work->task->answers;
    work->hung += process->end == PROCESS_TIMEOUT;
    work->crashed += process->end != PROCESS_TIMEOUT;
    if (may_be_halved(job, process->end)) {
        execute_halves(job,
                       (struct piece){.round = job->round + 1, .half = true});
        return;
    }
    show_findings(job, outcome, false);
    if (!work->trouble.data) {
        work->trouble = arena_str(&work->task->arena, outcome->plain);
        work->culprit =
            job->len == 1 ? answers->items.items[job->files[0]].path : STR("");
    }
    work->culprits += job->len == 1;
}

void
execute_tell_crash(struct work *work)
{
    struct arena *arena = &work->task->arena;
    if (!work->trouble.data) {
        return;
    }
    struct str message = work->trouble;
    if (work->answered > 0 && work->culprit.len > 0) {
        unsigned others = work->culprits - 1;
        const char *more = others == 0
                               ? ""
                               : arena_printf(arena, " and %u more file%s",
                                              others, others == 1 ? "" : "s");
        message = str_from(arena_printf(
            arena, "%.*s%s: %.*s", (int)work->culprit.len, work->culprit.data,
            more, (int)message.len, message.data));
    }
    task_break(work->task, message);
}

void
execute_take_trouble(struct job *job, const struct process_result *process,
                     const struct outcome *outcome)
{
    struct task *task = job->work->task;
    bool alone = task->analyzer->row.scope != CONF_SCOPE_FILE ||
                 job->round >= ROUNDS_MAX;
    if (!outcome->retry || (!alone && !try_again(job, outcome))) {
        take_crash(job, process, outcome);
        return;
    }
    show_findings(job, outcome, outcome->retry);
    task_break(task, outcome->message);
}
