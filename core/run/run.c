/* SPDX-License-Identifier: MIT */
#include "core/run/run.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/plan/cache_dir.h"
#include "core/run/builtin.h"
#include "core/run/seen.h"
#include "core/run/times.h"
#include "core/run/tool_cache.h"
#include "core/sys/site.h"

/* ---- what there is to do */

static bool
is_below(struct str path, struct str folder)
{
    return folder.len == 0 || str_equal(path, folder) ||
           (str_starts_with(path, folder) && path.len > folder.len &&
            path.data[folder.len] == '/');
}

/* Which files the task that is being made is about. */
struct filtering {
    struct run *run;
    const struct tier *tier;
};

static bool
wants_file(void *context, const struct analyzer *analyzer, file_id file)
{
    const struct filtering *filtering = context;
    const struct run_options *options = filtering->run->options;
    struct str path = filtering->run->view.state->tree.files.items[file].path;
    bool below = options->paths_len == 0;
    bool matches = !filtering->tier->paths.set;
    (void)analyzer;
    for (size_t i = 0; i < options->paths_len && !below; i++) {
        below = is_below(path, options->paths[i]);
    }
    for (size_t i = 0; i < filtering->tier->paths.len && !matches; i++) {
        matches = ignore_glob(filtering->tier->paths.items[i], path);
    }
    return below && matches;
}

/* The file of last answers, by the analyzer's name. */
static const char *
last_path(struct run *run, const struct analyzer *analyzer)
{
    const char *name =
        arena_printf(&run->arena, "answers-%.*s", (int)analyzer->name.len,
                     analyzer->name.data);
    return run->options->no_cache
               ? NULL
               : cache_dir_name(&run->arena, run->options->cache_dir,
                                run->options->disk->root, name);
}

static void
mark_verified(const struct run *run, struct task *task)
{
    for (size_t i = 0; i < task->answers.items.len; i++) {
        struct answer *answer = &task->answers.items.items[i];
        uint64_t dice = hash_64(answer->key.bytes, DIGEST_BYTES) ^
                        ((uint64_t)run->options->owner * 0x9e3779b97f4a7c15u);
        answer->verify = task->analyzer->builtin == BUILTIN_NONE &&
                         answer->state == ANSWER_REPLAYED &&
                         (dice >> 7) % 100 < run->options->verify_percent;
    }
}

static void
mark_candidates(const struct run *run, const struct tier *tier,
                struct task *task)
{
    enum conf_on on = tier->row ? tier->row->on : CONF_ON_AFFECTED;
    bool project = task->analyzer->row.scope == CONF_SCOPE_PROJECT;
    for (size_t i = 0; i < task->answers.items.len; i++) {
        struct answer *answer = &task->answers.items.items[i];
        answer->candidate =
            project || candidates_has(&run->candidates, task->analyzer->level,
                                      on, answer->file);
    }
}

static void
add_task(struct run *run, size_t tier, const struct analyzer *analyzer)
{
    struct filtering filtering = {run, &run->tiers.items[tier]};
    struct task_options options = {
        .view = &run->view,
        .identities = run->identities,
        .filter = wants_file,
        .context = &filtering,
        .last_path = last_path(run, analyzer),
    };
    struct task *task = memory_zero(sizeof(*task));
    task_init(task, analyzer, &options);
    task->answers.partial = run->options->paths_len > 0;
    run->tasks[run->tasks_len] = task;
    run->tier_of[run->tasks_len] = tier;
    run->tasks_len++;
    if (task->identified && !run->options->no_cache) {
        answers_find(&task->answers, run->db);
    }
    mark_candidates(run, &run->tiers.items[tier], task);
    mark_verified(run, task);
}

static int
find_candidates(struct run *run, struct err *err)
{
    for (size_t i = 0; i < run->tiers.len && run->options->base; i++) {
        const struct analyzer_list *list = &run->tiers.items[i].analyzers;
        for (size_t j = 0; j < list->len; j++) {
            if (candidates_find(&run->candidates, &run->view,
                                run->options->base, list->items[j].level,
                                err) != 0) {
                return -1;
            }
        }
    }
    return 0;
}

static int
make_tasks(struct run *run, struct err *err)
{
    size_t count = 0;
    struct analyzer_project project = {run->options->disk->conf,
                                       run->options->disk->root};
    struct tier_options options = {
        .project = &project,
        .tier = run->options->tier,
        .only = &run->options->only,
    };
    if (tiers_select(&run->arena, &options, &run->tiers, err) != 0 ||
        find_candidates(run, err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < run->tiers.len; i++) {
        count += run->tiers.items[i].analyzers.len;
    }
    run->tasks = ARENA_ARRAY(&run->arena, struct task *, count + 1);
    run->tier_of = ARENA_ARRAY(&run->arena, size_t, count + 1);
    for (size_t i = 0; i < run->tiers.len; i++) {
        const struct analyzer_list *list = &run->tiers.items[i].analyzers;
        for (size_t j = 0; j < list->len; j++) {
            add_task(run, i, &list->items[j]);
        }
    }
    return 0;
}

/* ---- tier by tier */

static void
skip_tier(struct run *run, size_t tier, const char *why)
{
    for (size_t i = 0; i < run->tasks_len; i++) {
        struct task *task = run->tasks[i];
        if (run->tier_of[i] == tier && task->status != ANALYZER_BROKEN) {
            task->status = ANALYZER_SKIPPED;
            task->message = arena_str(&task->arena, str_from(why));
        }
    }
}

static bool
is_to_analyze(const struct answer *answer)
{
    return answer->candidate && answer->state == ANSWER_UNKNOWN;
}

/* Files that some analyzer of the tier would run over. */
static size_t
count_affected(const struct run *run, size_t tier)
{
    size_t count = 0;
    size_t files = run->view.state->tree.files.len;
    bool *seen = memory_zero(files + 1);
    for (size_t i = 0; i < run->tasks_len; i++) {
        const struct answers *answers = &run->tasks[i]->answers;
        for (size_t j = 0; j < answers->items.len && run->tier_of[i] == tier;
             j++) {
            const struct answer *answer = &answers->items.items[j];
            size_t place = answer->file == NO_FILE ? files : answer->file;
            if (is_to_analyze(answer) && !seen[place]) {
                seen[place] = true;
                count++;
            }
        }
    }
    free(seen);
    return count;
}

static bool
is_clean_before(const struct run *run, size_t tier)
{
    for (size_t i = 0; i < run->tasks_len; i++) {
        enum analyzer_status status = run->tasks[i]->status;
        if (run->tier_of[i] < tier &&
            (status == ANALYZER_FINDINGS || status == ANALYZER_BROKEN)) {
            return false;
        }
    }
    return true;
}

/* Let the tier called `name` run in place of another. */
static void
wake(struct run *run, struct str name)
{
    for (size_t i = 0; i < run->tiers.len; i++) {
        if (run->tiers.items[i].row &&
            str_equal(run->tiers.items[i].row->row.name, name)) {
            run->tiers.items[i].waits = false;
        }
    }
}

/* False if the tier is not to run; its tasks then say why. */
static bool
may_run(struct run *run, size_t tier)
{
    const struct conf_tier *row = run->tiers.items[tier].row;
    if (run->tiers.items[tier].waits) {
        skip_tier(run, tier, "no other tier fell back to it");
        return false;
    }
    if (!row) {
        return true;
    }
    if (row->after == CONF_AFTER_CLEAN && !is_clean_before(run, tier)) {
        skip_tier(run, tier, "the tiers before it are not clean");
        return false;
    }
    size_t affected = row->limit > 0 ? count_affected(run, tier) : 0;
    if (affected > row->limit) {
        skip_tier(run, tier,
                  arena_printf(&run->arena,
                               "%zu files are affected, its limit is %u",
                               affected, row->limit));
        wake(run, row->past_limit);
        return false;
    }
    return true;
}

/* Notes alone do not make a tool fail either. */
static bool
has_findings(const struct diagnostic *diagnostics, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (diagnostics[i].severity < SEVERITY_NOTE) {
            return true;
        }
    }
    return false;
}

static void
settle(struct task *task)
{
    if (task->status == ANALYZER_BROKEN || task->status == ANALYZER_SKIPPED) {
        return;
    }
    bool findings = has_findings(task->extra.items, task->extra.len);
    for (size_t i = 0; i < task->answers.items.len && !findings; i++) {
        const struct answer *answer = &task->answers.items.items[i];
        findings = answer->state != ANSWER_UNKNOWN && answer->len > 0 &&
                   has_findings(task->answers.diagnostics.items + answer->first,
                                answer->len);
    }
    task->status = findings ? ANALYZER_FINDINGS : ANALYZER_CLEAN;
}

static void
run_builtin(struct run *run, struct task *task)
{
    if (task->analyzer->builtin == BUILTIN_SYNTAX) {
        builtin_syntax(task, run->options->disk->jobs);
    } else if (task->analyzer->builtin == BUILTIN_IMPORTS) {
        struct site *site =
            site_find(run->options->disk->root.data, run->options->environment);
        builtin_imports(task, site);
        site_free(site);
    }
}

static void
run_tier(struct run *run, size_t tier)
{
    size_t len = 0;
    struct task **tasks = memory_zero((run->tasks_len + 1) * sizeof(*tasks));
    struct execute_options options = {
        .place = &run->place,
        .conf = run->options->disk->conf,
        .jobs = run->options->disk->jobs,
        .db = run->db,
        .progress = run->options->progress,
        .context = run->options->context,
        .dry = run->options->dry_run ? &run->dry : NULL,
    };
    for (size_t i = 0; i < run->tasks_len; i++) {
        if (run->tier_of[i] == tier) {
            tasks[len++] = run->tasks[i];
        }
    }
    for (size_t i = 0; i < len && !run->options->dry_run; i++) {
        run_builtin(run, tasks[i]);
    }
    if (run->db) {
        db_flush(run->db);
    }
    run->interrupted = execute(tasks, len, &options);
    free(tasks);
}

static void
run_tiers(struct run *run)
{
    for (size_t tier = 0; tier < run->tiers.len; tier++) {
        if (!run->interrupted && may_run(run, tier)) {
            run_tier(run, tier);
        }
        for (size_t i = 0; i < run->tasks_len; i++) {
            if (run->tier_of[i] == tier) {
                settle(run->tasks[i]);
            }
        }
    }
}

/* ---- what is kept */

static bool
any_fresh(const struct run *run)
{
    for (size_t i = 0; i < run->tasks_len; i++) {
        if (answers_count(&run->tasks[i]->answers, ANSWER_FRESH) > 0) {
            return true;
        }
    }
    return false;
}

static struct identities *
open_identities(const struct run *run)
{
    const struct run_options *options = run->options;
    struct identity_options identity = {
        .root = options->disk->root,
        .cache_dir = options->no_cache ? NULL : options->cache_dir.data,
        .environment = options->environment,
        .algorithm = options->disk->conf->cache.hash,
        .timeout_ms = options->disk->conf->limits.timeout_ms,
    };
    return identities_open(&identity);
}

/* Nothing changed while the tools ran: what they remember is right. */
static void
trust_tool_caches(struct run *run)
{
    for (size_t i = 0; i < run->tasks_len; i++) {
        struct tool_cache cache;
        struct task *task = run->tasks[i];
        tool_cache_init(&cache, &run->arena, run->options->cache_dir,
                        task->analyzer);
        if (task->started && task->status != ANALYZER_BROKEN) {
            tool_cache_end(&cache, task);
        }
    }
}

/* Look again at all that the keys of fresh answers are made of. */
static void
check_fresh(struct run *run)
{
    struct err err;
    struct view after;
    bool unseen = view_open(run->options->disk, run->options->environment,
                            &after, &err) != 0;
    bool touched = unseen || view_was_touched(&run->view, &after);
    struct identities *identities = open_identities(run);
    for (size_t i = 0; i < run->tasks_len; i++) {
        task_check(run->tasks[i], unseen ? &run->view : &after, identities,
                   touched);
    }
    identities_close(identities);
    if (!unseen) {
        if (view_is_same(&run->view, &after)) {
            trust_tool_caches(run);
        }
        view_close(&after);
    }
}

/* Nothing new was seen unless something was run. */
static void
keep_seen(struct run *run, struct task *task)
{
    if (answers_count(&task->answers, ANSWER_FRESH) > 0 &&
        run->options->paths_len == 0) {
        struct seen_paths paths =
            seen_paths(&run->arena, run->options->cache_dir,
                       run->options->disk->root, task->analyzer->name);
        seen_write(&paths, task);
    }
}

static void
keep(struct run *run)
{
    if (run->options->no_cache || run->options->dry_run) {
        return;
    }
    if (any_fresh(run)) {
        check_fresh(run);
    }
    for (size_t i = 0; i < run->tasks_len; i++) {
        if (run->tasks[i]->identified) {
            answers_keep(&run->tasks[i]->answers, run->db);
            keep_seen(run, run->tasks[i]);
            times_write(run->db, &run->tasks[i]->answers);
        }
    }
    if (run->db) {
        db_flush(run->db);
        if (db_problem(run->db)) {
            log_write(run->options->disk->log, LOG_WARNING,
                      "%s; answers are not kept", db_problem(run->db));
        }
    }
}

/* ---- what is told */

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
    };
    uint64_t saved_us = 0;
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

static void
collect(struct run *run)
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

static void
open_store(struct run *run)
{
    struct err err;
    const struct run_options *options = run->options;
    if (options->no_cache) {
        return;
    }
    if (cache_dir_make(&run->arena, options->cache_dir, &err) != 0) {
        log_write(options->disk->log, LOG_WARNING, "%s; answers are not kept",
                  err.text);
    }
    run->db = db_open(options->cache_dir.data, &err);
    if (!run->db) {
        log_write(options->disk->log, LOG_WARNING,
                  "%s; answers are neither found nor kept", err.text);
    }
}

int
run_perform(const struct run_options *options, struct run *run, struct err *err)
{
    *run = (struct run){.options = options};
    arena_init(&run->arena);
    buf_init(&run->dry, BUF_UNLIMITED);
    if (view_open(options->disk, options->environment, &run->view, err) != 0) {
        arena_release(&run->arena);
        return -1;
    }
    open_store(run);
    run->identities = open_identities(run);
    run->place = (struct command_place){
        .root = options->disk->root,
        .cache = options->cache_dir,
        .import_roots = run->view.roots,
        .import_roots_len = run->view.roots_len,
        .environment = options->environment,
        .owner = options->owner,
    };
    int status = make_tasks(run, err);
    identities_close(run->identities);
    if (status != 0) {
        run_release(run);
        return -1;
    }
    run_tiers(run);
    keep(run);
    collect(run);
    return 0;
}

void
run_release(struct run *run)
{
    for (size_t i = 0; i < run->tasks_len; i++) {
        task_release(run->tasks[i]);
        free(run->tasks[i]);
    }
    tiers_release(&run->tiers);
    VEC_RELEASE(&run->diagnostics);
    buf_release(&run->dry);
    db_close(run->db);
    view_close(&run->view);
    arena_release(&run->arena);
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
