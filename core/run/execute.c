/* SPDX-License-Identifier: MIT */
#include "core/run/execute_parts.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/run/batches.h"
#include "core/run/groups.h"
#include "core/run/outcome.h"
#include "core/run/sources.h"
#include "core/run/split.h"
#include "core/run/times.h"
#include "core/run/tool_cache.h"
#include "core/sys/sweep.h"

enum { OUTPUT_MAX_BYTES = 256 << 20 };

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

/* Where {cache} is for the job. */
static struct str
cache_of(struct job *job)
{
    struct work *work = job->work;
    struct execution *execution = work->execution;
    const struct command_place *place = execution->options->place;
    bool twin = false;
    for (size_t i = 0; i < job->len && work->twins; i++) {
        twin |= work->twins[job->files[i]];
    }
    if (!work->task->started) {
        return place->cache;
    }
    if (!twin) {
        return work->task->cache.base;
    }
    job->cache = arena_printf(&execution->arena, "%.*s/alone-%u-%u",
                              (int)place->cache.len, place->cache.data,
                              place->owner, execution->caches++);
    return str_from(job->cache);
}

/* Start a process over these files, or say what it would be. */
void
execute_add(struct work *work, struct piece piece)
{
    struct err err;
    struct execution *execution = work->execution;
    const struct execute_options *options = execution->options;
    struct job *job = ARENA_NEW(&execution->arena, struct job);
    *job = (struct job){.work = work,
                        .len = piece.len,
                        .round = piece.round,
                        .half = piece.half};
    job->files = ARENA_ARRAY(&execution->arena, uint32_t, piece.len + 1);
    memcpy(job->files, piece.files, piece.len * sizeof(*piece.files));
    struct command_place place = *options->place;
    place.cache = cache_of(job);
    struct command_request request = {
        .place = &place,
        .analyzer = work->task->analyzer,
        .program = work->task->identity.program,
        .dry = options->dry != NULL,
    };
    request.files = paths_of(&execution->arena, job, &request.len);
    if (command_make(&execution->arena, &request, &job->command, &err) != 0) {
        /* The list is too long, and the tool reads none from a file. */
        if (err.code == ERR_LIMIT && piece.len > 1) {
            execute_halves(job, piece);
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
    execution->total += piece.round == 0 ? count_wanted(job) : 0;
    fill_request(execution, job);
    processes_add(execution->processes, &job->request);
}

static void
take_answer(struct job *job, const struct process_result *process,
            struct outcome *outcome)
{
    const struct conf_analyzer *row = &job->work->task->analyzer->row;
    struct split split = {
        .task = job->work->task,
        .files = job->files,
        .len = job->len,
        .wanted = job->work->wanted,
        .costs = job->work->costs,
        .duration_us = process->duration_ms * 1000,
        .shown = job->half && (row->per_batch == CONF_BATCH_FIXED ||
                               row->per_batch == CONF_BATCH_WHOLE),
    };
    job->work->answered++;
    split_answers(&split, &outcome->result);
}

static void
tell_timeline(const struct job *job, const struct process_result *process)
{
    struct buf command;
    struct timeline *timeline = job->work->execution->options->timeline;
    if (!timeline) {
        return;
    }
    buf_init(&command, BUF_UNLIMITED);
    command_text(&job->command, &command);
    struct timeline_process told = {
        .analyzer = job->work->task->analyzer->name,
        .command = buf_view(&command),
        .files = job->len,
        .end = process_end_names[process->end],
        .status = process->status,
        .peak_bytes = process->peak_bytes,
        .began_ns = process->began_ns,
        .duration_ns = process->duration_ms * 1000000,
    };
    timeline_process(timeline, &told);
    buf_release(&command);
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
    tell_timeline(job, process);
    command_finish(&job->command);
    if (job->cache) {
        sweep_away(job->cache);
    }
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
        execute_take_trouble(job, process, &outcome);
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
        .shared = &task->keys.shared,
        .view = task->view,
    };
    tool_cache_open(&task->cache, &task->arena, &options);
    task->started = true;
}

/* Such batches are the same whichever of their files are asked for, so what
   they say of the others is as good. */
static void
want_all(const struct work *work, const struct batches *batches)
{
    enum conf_per_batch per_batch = work->task->analyzer->row.per_batch;
    if (per_batch != CONF_BATCH_WHOLE && per_batch != CONF_BATCH_FIXED) {
        return;
    }
    for (size_t i = 0; i < batches->items.len; i++) {
        const struct batch *batch = &batches->items.items[i];
        for (size_t j = 0; j < batch->len; j++) {
            uint32_t at = batch->files[j];
            if (work->task->answers.items.items[at].state == ANSWER_UNKNOWN) {
                work->wanted[at] = true;
            }
        }
    }
}

static void
find_twins(struct work *work)
{
    const struct task *task = work->task;
    struct arena *arena = &work->execution->arena;
    size_t len = task->answers.items.len;
    file_id *files = ARENA_ARRAY(arena, file_id, len + 1);
    bool *twins = ARENA_ARRAY(arena, bool, len + 1);
    for (size_t i = 0; i < len; i++) {
        files[i] = task->answers.items.items[i].file;
    }
    if (task->analyzer->row.batch_by == CONF_BATCH_BY_MODULE &&
        tool_cache_twins(task->view, files, len, twins)) {
        work->twins = twins;
    }
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
        find_twins(work);
    }
    if (!execution->latest.data) {
        execution->latest = task->analyzer->name;
    }
    batches_make(&batches, &task->answers, work->wanted, &options);
    if (execution->options->takes_all) {
        want_all(work, &batches);
    }
    for (size_t i = 0; i < batches.items.len; i++) {
        execute_add(work, (struct piece){.files = batches.items.items[i].files,
                                         .len = batches.items.items[i].len});
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
    for (size_t i = 0; i < len; i++) {
        if (execution.works[i].task) {
            execute_tell_crash(&execution.works[i]);
        }
    }
    int interrupted = processes_interrupted(execution.processes);
    processes_free(execution.processes);
    arena_release(&execution.arena);
    return interrupted;
}
