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
    /* Crashes over halves of batches before it is taken for granted that the
       tool has other reasons; each half that is answered allows for more. */
    CRASHES_MIN = 3,
    CRASHES_PER_ANSWER = 2,
    CRASHES_MAX = 100,
};

/* One task while it is executed. */
struct work {
    struct execution *execution;
    struct task *task;
    bool *wanted;       /* by answer */
    uint64_t *costs;    /* by answer */
    unsigned answered;  /* processes that answered */
    unsigned crashed;   /* that did not, and did not say why */
    struct str trouble; /* of the first crash that was not halved */
    struct str culprit; /* the file that it was over, if it was one */
    unsigned culprits;
};

/* One process. */
struct job {
    struct work *work;
    uint32_t *files; /* places in the answers */
    size_t len;
    unsigned round;
    bool half; /* of a batch over which the tool crashed */
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

/* Some files of the work's. */
struct piece {
    const uint32_t *files;
    size_t len;
    unsigned round;
    bool half;
};

static void add_job(struct work *work, struct piece piece);

/* In two, of which only those with files that are wanted are run. */
static void
split_job(const struct job *job, struct piece piece)
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
            add_job(job->work, piece);
        }
    }
}

/* Start a process over these files, or say what it would be. */
static void
add_job(struct work *work, struct piece piece)
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
        /* The list is too long, and the tool reads none from a file. */
        if (err.code == ERR_LIMIT && piece.len > 1) {
            split_job(job, piece);
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
        add_job(work, (struct piece){rest, len, job->round + 1, job->half});
    }
    free(without);
    free(rest);
    return len < job->len;
}

/* Ends that may be one file's doing; a tool that hangs would do so for
   every half, and one that is not there needs no second try. */
static bool
may_be_halved(const struct job *job, const struct process_result *process)
{
    const struct work *work = job->work;
    bool crash =
        process->end == PROCESS_EXITED || process->end == PROCESS_SIGNALLED ||
        process->end == PROCESS_MEMORY || process->end == PROCESS_OUTPUT;
    return crash && job->len > 1 && work->crashed <= CRASHES_MAX &&
           work->crashed <= CRASHES_MIN + work->answered * CRASHES_PER_ANSWER &&
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
    work->crashed++;
    if (may_be_halved(job, process)) {
        split_job(job, (struct piece){.round = job->round + 1, .half = true});
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

/* Is one file to blame, or the tool? */
static void
tell_crash(struct work *work)
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

static void
take_trouble(struct job *job, const struct process_result *process,
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
        take_trouble(job, process, &outcome);
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
    if (execution->options->takes_all) {
        want_all(work, &batches);
    }
    for (size_t i = 0; i < batches.items.len; i++) {
        add_job(work, (struct piece){.files = batches.items.items[i].files,
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
            tell_crash(&execution.works[i]);
        }
    }
    int interrupted = processes_interrupted(execution.processes);
    processes_free(execution.processes);
    arena_release(&execution.arena);
    return interrupted;
}
