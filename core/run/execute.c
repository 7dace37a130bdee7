/* SPDX-License-Identifier: MIT */
#include "core/run/execute.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/run/batches.h"
#include "core/run/groups.h"
#include "core/run/outcome.h"
#include "core/run/sources.h"
#include "core/run/split.h"
#include "core/run/times.h"
#include "core/run/tool_cache.h"

enum {
    OUTPUT_MAX_BYTES = 256 << 20,
    ROUNDS_MAX = 10, /* in which a tool may complain of further files */
};

/* One task while it is executed. */
struct work {
    struct execution *execution;
    struct task *task;
    bool *wanted;    /* by answer */
    uint64_t *costs; /* by answer */
};

/* One process. */
struct job {
    struct work *work;
    uint32_t *files; /* places in the answers */
    size_t len;
    unsigned round;
    struct command command;
    struct process_request request;
};

struct execution {
    const struct execute_options *options;
    struct arena arena;
    struct work *works;
    struct processes *processes;
    size_t done; /* files asked for */
    size_t total;
    struct str latest; /* name of the analyzer heard of last */
};

static void
report_progress(struct execution *execution)
{
    const struct execute_options *options = execution->options;
    if (options->progress) {
        options->progress(options->context, execution->latest, execution->done,
                          execution->total);
    }
}

static size_t
count_wanted(const struct job *job)
{
    size_t count = 0;
    for (size_t i = 0; i < job->len; i++) {
        count += job->work->wanted[job->files[i]];
    }
    return count;
}

static struct str *
paths_of(struct arena *arena, const struct job *job, size_t *len)
{
    const struct task *task = job->work->task;
    const struct tree *tree = &task->view->state->tree;
    if (task->analyzer->row.scope == CONF_SCOPE_PROJECT) {
        struct str *paths = ARENA_ARRAY(arena, struct str, task->files_len + 1);
        for (size_t i = 0; i < task->files_len; i++) {
            paths[i] = tree->files.items[task->files[i]].path;
        }
        *len = task->files_len;
        return paths;
    }
    struct str *paths = ARENA_ARRAY(arena, struct str, job->len + 1);
    for (size_t i = 0; i < job->len; i++) {
        paths[i] = task->answers.items.items[job->files[i]].path;
    }
    *len = job->len;
    return paths;
}

static void
fill_request(const struct execution *execution, struct job *job)
{
    const struct conf *conf = execution->options->conf;
    job->request = (struct process_request){
        .argv = job->command.argv,
        .folder = execution->options->place->root.data,
        .environment = job->command.environment,
        .input = job->command.input,
        .timeout_ms = conf->limits.timeout_ms,
        .memory_bytes = conf->limits.memory_bytes,
        .output_max_bytes = OUTPUT_MAX_BYTES,
        .context = job,
    };
}

static void add_job(struct work *work, const uint32_t *files, size_t len,
                    unsigned round);

/* The list is too long for one command, and the tool reads none. */
static void
split_job(const struct job *job)
{
    size_t half = job->len / 2;
    add_job(job->work, job->files, half, job->round);
    add_job(job->work, job->files + half, job->len - half, job->round);
}

/* Start a process over these files, or say what it would be. */
static void
add_job(struct work *work, const uint32_t *files, size_t len, unsigned round)
{
    struct err err;
    struct execution *execution = work->execution;
    const struct execute_options *options = execution->options;
    struct job *job = ARENA_NEW(&execution->arena, struct job);
    *job = (struct job){.work = work, .len = len, .round = round};
    job->files = ARENA_ARRAY(&execution->arena, uint32_t, len + 1);
    memcpy(job->files, files, len * sizeof(*files));
    struct command_place place = *options->place;
    if (work->task->started) {
        place.cache = work->task->cache.base;
    }
    struct command_request request = {
        .place = &place,
        .analyzer = work->task->analyzer,
        .program = work->task->identity.program,
        .dry = options->dry != NULL,
    };
    request.files = paths_of(&execution->arena, job, &request.len);
    if (command_make(&execution->arena, &request, &job->command, &err) != 0) {
        if (err.code == ERR_LIMIT && len > 1) {
            split_job(job);
        } else {
            task_break(work->task, str_from(err.text));
        }
        return;
    }
    if (options->dry) {
        command_text(&job->command, options->dry);
        buf_byte(options->dry, '\n');
        return;
    }
    execution->total += round == 0 ? count_wanted(job) : 0;
    fill_request(execution, job);
    processes_add(execution->processes, &job->request);
}

/* The files of the job without those that stop the tool. */
static void
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
        add_job(work, rest, len, job->round + 1);
    }
    free(without);
    free(rest);
}

static void
take_trouble(struct job *job, const struct outcome *outcome)
{
    struct task *task = job->work->task;
    task_break(task, outcome->message);
    for (size_t i = 0; i < outcome->result.diagnostics.len; i++) {
        const struct diagnostic *finding =
            &outcome->result.diagnostics.items[i];
        if (!outcome->retry || outcome_is_blocker(finding)) {
            task_show(task, finding);
        }
    }
    if (outcome->retry && job->round < ROUNDS_MAX &&
        task->analyzer->row.scope == CONF_SCOPE_FILE) {
        try_again(job, outcome);
    }
}

static void
take_answer(struct job *job, const struct process_result *process,
            struct outcome *outcome)
{
    struct split split = {
        .task = job->work->task,
        .files = job->files,
        .len = job->len,
        .wanted = job->work->wanted,
        .costs = job->work->costs,
        .duration_us = process->duration_ms * 1000,
    };
    split_answers(&split, &outcome->result);
}

static void
done(void *context, const struct process_request *request,
     const struct process_result *process)
{
    struct execution *execution = context;
    struct job *job = request->context;
    struct task *task = job->work->task;
    struct arena arena;
    struct outcome outcome;
    struct sources sources;
    const struct conf_analyzer *row = &task->analyzer->row;
    bool errors = row->stream == CONF_STREAM_STDERR;
    arena_init(&arena);
    command_finish(&job->command);
    sources_init(&sources, execution->options->place->root);
    struct outcome_input input = {
        .analyzer = task->analyzer,
        .request = request,
        .process = process,
        .format = {.root = execution->options->place->root,
                   .analyzer = task->analyzer->name,
                   .output = errors ? process->errors : process->out,
                   .other = errors ? process->out : process->errors,
                   .status = process->status,
                   .pattern = row->pattern,
                   .line = sources_line,
                   .context = &sources},
    };
    outcome_read(&input, &arena, &outcome);
    if (process->end == PROCESS_INTERRUPTED) {
        task_break(task, outcome.message);
    } else if (outcome.answered) {
        take_answer(job, process, &outcome);
    } else {
        take_trouble(job, &outcome);
    }
    sources_release(&sources);
    arena_release(&arena);
    execution->done += job->round == 0 ? count_wanted(job) : 0;
    execution->latest = task->analyzer->name;
    report_progress(execution);
}

static void
tick(void *context, size_t running, size_t waiting)
{
    (void)running;
    (void)waiting;
    report_progress(context);
}

static void
begin_cache(struct execution *execution, struct task *task)
{
    struct tool_cache_options options = {
        .cache_dir = execution->options->place->cache,
        .owner = execution->options->place->owner,
        .alone = execution->options->leaves_none,
        .analyzer = task->analyzer,
        .identity = &task->identity.digest,
        .view = task->view,
    };
    tool_cache_open(&task->cache, &task->arena, &options);
    task->started = true;
}

static void
begin_work(struct execution *execution, struct work *work, struct task *task)
{
    size_t len = task->answers.items.len;
    size_t wanted = 0;
    struct batches batches;
    *work = (struct work){.execution = execution, .task = task};
    work->wanted = ARENA_ARRAY(&execution->arena, bool, len + 1);
    work->costs = ARENA_ARRAY(&execution->arena, uint64_t, len + 1);
    for (size_t i = 0; i < len; i++) {
        const struct answer *answer = &task->answers.items.items[i];
        work->wanted[i] = answer->verify || (answer->candidate &&
                                             answer->state == ANSWER_UNKNOWN);
        wanted += work->wanted[i];
    }
    if (wanted == 0) {
        return;
    }
    times_read(execution->options->db, &task->answers, &task->view->state->tree,
               work->costs);
    struct batch_options options = {
        .per_batch = task->analyzer->row.per_batch,
        .jobs = execution->options->jobs,
        .chunk = execution->options->conf->limits.chunk,
        .costs = work->costs,
        .groups = groups_find(&execution->arena, task),
    };
    if (!execution->options->dry) {
        begin_cache(execution, task);
    }
    if (!execution->latest.data) {
        execution->latest = task->analyzer->name;
    }
    batches_make(&batches, &task->answers, work->wanted, &options);
    for (size_t i = 0; i < batches.items.len; i++) {
        add_job(work, batches.items.items[i].files, batches.items.items[i].len,
                0);
    }
    batches_release(&batches);
}

int
execute(struct task *const *tasks, size_t len,
        const struct execute_options *options)
{
    struct execution execution = {.options = options};
    struct processes_options processes = {
        .jobs = options->jobs,
        .done = done,
        .tick = tick,
        .context = &execution,
    };
    arena_init(&execution.arena);
    execution.works = ARENA_ARRAY(&execution.arena, struct work, len + 1);
    execution.processes = processes_new(&processes);
    for (size_t i = 0; i < len; i++) {
        if (tasks[i]->identified &&
            tasks[i]->analyzer->builtin == BUILTIN_NONE) {
            begin_work(&execution, &execution.works[i], tasks[i]);
        }
    }
    if (!options->dry) {
        processes_run(execution.processes);
    }
    int interrupted = processes_interrupted(execution.processes);
    processes_free(execution.processes);
    arena_release(&execution.arena);
    return interrupted;
}
