/* SPDX-License-Identifier: MIT */
#include "core/run/run_parts.h"

#include <stdlib.h>
#include <time.h>

#include "core/base/memory.h"
#include "core/plan/cache_dir.h"
#include "core/run/seen.h"
#include "core/run/times.h"
#include "core/run/tool_cache.h"

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

static const char *
last_path(struct run *run, const struct analyzer *analyzer)
{
    return run->options->no_cache
               ? NULL
               : answers_path(&run->arena, run->options->cache_dir,
                              run->options->base_disk->root,
                              run->options->disk->conf, analyzer->name);
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

static bool
is_wanted(const struct run_options *options, const struct answer *answer)
{
    size_t low = 0;
    size_t high = options->wanted_len;
    if (!options->wanted || answer->file == NO_FILE) {
        return true;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(options->wanted[middle], answer->path);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
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
            is_wanted(run->options, answer) &&
            (project || candidates_has(&run->candidates, task->analyzer->kind,
                                       on, answer->file));
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
        struct span span =
            span_begin(run->options->disk->timeline, PHASE_REPLAY);
        answers_find(&task->answers, run->db);
        span_end(&span);
    }
    mark_verified(run, task);
}

static bool
has_unknown(const struct run *run)
{
    for (size_t i = 0; i < run->tasks_len; i++) {
        if (answers_count(&run->tasks[i]->answers, ANSWER_UNKNOWN) > 0) {
            return true;
        }
    }
    return false;
}

static bool
has_due(const struct run *run)
{
    for (size_t i = 0; i < run->tasks_len; i++) {
        if (answers_are_due(&run->tasks[i]->answers)) {
            return true;
        }
    }
    return false;
}

static int
find_candidates(struct run *run, struct err *err)
{
    run->candidates.base = run->options->base;
    run->candidates.disk = run->options->base_disk;
    for (size_t i = 0; i < run->tiers.len; i++) {
        const struct analyzer_list *list = &run->tiers.items[i].analyzers;
        for (size_t j = 0; j < list->len; j++) {
            if (candidates_find(&run->candidates, &run->view,
                                list->items[j].kind, err) != 0) {
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
        (!run->options->base_if_needed && find_candidates(run, err) != 0)) {
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
    if (run->options->base_if_needed) {
        if (run->options->only_settled || !has_unknown(run)) {
            return 0;
        }
        if (find_candidates(run, err) != 0) {
            return -1;
        }
    }
    for (size_t i = 0; i < run->tasks_len; i++) {
        mark_candidates(run, &run->tiers.items[run->tier_of[i]], run->tasks[i]);
    }
    return 0;
}

static void
combine_keys(struct run *run)
{
    struct hasher hasher;
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "run-keys");
    for (size_t i = 0; i < run->tasks_len; i++) {
        const struct answers *answers = &run->tasks[i]->answers;
        hasher_text(&hasher, 'a', answers->analyzer);
        for (size_t j = 0; j < answers->items.len; j++) {
            hasher_digest(&hasher, 'k', &answers->items.items[j].key);
        }
    }
    hasher_end(&hasher, &run->keys);
    hasher_release(&hasher);
}

/* May the run be left as it is, before anything is executed? */
static bool
settle(struct run *run)
{
    const struct run_options *options = run->options;
    if (options->settled) {
        combine_keys(run);
    }
    if (options->only_settled) {
        bool known = settled_knows(options->settled, &run->keys);
        run->unsettled = !known || has_unknown(run) || has_due(run);
    }
    return run->unsettled;
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

/* If nothing changed while the tools ran, what they remember is right. */
static void
close_tool_caches(struct run *run)
{
    for (size_t i = 0; i < run->tasks_len; i++) {
        struct task *task = run->tasks[i];
        struct tool_cache_options options = {
            .analyzer = task->analyzer,
            .shared = &task->keys.shared,
            .view = &run->view,
        };
        if (task->started) {
            tool_cache_close(&task->cache, &options,
                             run->undisturbed && !run->interrupted &&
                                 task->status != ANALYZER_BROKEN);
        }
    }
}

/* Look again at all that the keys of fresh answers are made of. */
static void
check_fresh(struct run *run)
{
    struct err err;
    struct view after;
    struct span span = span_begin(run->options->disk->timeline, PHASE_CHECK);
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
        run->undisturbed = view_is_same(&run->view, &after);
        view_remember(&after);
        view_close(&after);
    }
    span_end(&span);
}

/* Nothing new was seen unless something was run. */
static void
keep_seen(struct run *run, struct task *task)
{
    if (answers_count(&task->answers, ANSWER_FRESH) > 0 &&
        run->options->paths_len == 0) {
        struct seen_paths paths =
            seen_paths(&run->arena, run->options->cache_dir,
                       run->options->base_disk->root, task->analyzer->name);
        seen_write(&paths, task);
    }
}

static void
keep(struct run *run)
{
    if (run->options->no_cache || run->options->dry_run) {
        return;
    }
    view_remember(&run->view);
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
            log_write(run->options->disk->log, LOG_CACHE,
                      "%s; answers are not kept", db_problem(run->db));
        }
    }
}

static void
open_store(struct run *run)
{
    struct err err;
    const struct run_options *options = run->options;
    if (options->no_cache || options->only_settled) {
        return;
    }
    if (cache_dir_make(&run->arena, options->cache_dir, &err) != 0) {
        log_write(options->disk->log, LOG_CACHE, "%s; answers are not kept",
                  err.text);
    }
    run->db = db_open_as(options->cache_dir.data,
                         options->disk->conf->cache.namespace, &err);
    if (run->db && !options->dry_run) {
        run->counts.number = db_run_begin(run->db);
    }
    if (!run->db) {
        log_write(options->disk->log, LOG_CACHE,
                  "%s; answers are neither found nor kept", err.text);
    }
}

/* Is there more to do than to replay? */
static bool
has_work(const struct run *run)
{
    for (size_t i = 0; i < run->tasks_len; i++) {
        const struct task *task = run->tasks[i];
        if (task->analyzer->builtin == BUILTIN_IMPORTS || !task->identified) {
            return true;
        }
        for (size_t j = 0; j < task->answers.items.len; j++) {
            const struct answer *answer = &task->answers.items.items[j];
            if (answer->state == ANSWER_UNKNOWN || answer->verify) {
                return true;
            }
        }
    }
    return false;
}

/* What tools are started with. */
static void
complete(struct run *run)
{
    if (has_work(run)) {
        view_complete(&run->view);
    }
    run->place = (struct command_place){
        .root = run->options->disk->root,
        .cache = run->options->cache_dir,
        .import_roots = run->view.roots,
        .import_roots_len = run->view.roots_len,
        .environment = run->options->environment,
        .owner = run->options->owner,
    };
}

static int
begin(struct run *run, struct err *err)
{
    const struct run_options *options = run->options;
    return (options->no_cache ? view_open : view_begin)(
        options->disk, options->environment, &run->view, err);
}

static uint64_t
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int
run_perform(const struct run_options *options, struct run *run, struct err *err)
{
    *run = (struct run){.options = options};
    run->began_ms = now_ms();
    arena_init(&run->arena);
    buf_init(&run->dry, BUF_UNLIMITED);
    /* Before the view: what its making stores belongs to this run. */
    open_store(run);
    if (begin(run, err) != 0) {
        db_close(run->db);
        arena_release(&run->arena);
        return -1;
    }
    run->identities = open_identities(run);
    struct span span = span_begin(options->disk->timeline, PHASE_PLAN);
    int status = make_tasks(run, err);
    identities_close(run->identities);
    span_end(&span);
    if (status != 0) {
        run_release(run);
        return -1;
    }
    if (settle(run)) {
        return 0;
    }
    complete(run);
    run_count_misses(run);
    span = span_begin(options->disk->timeline, PHASE_ANALYZE);
    run_tiers(run);
    span_end(&span);
    span = span_begin(options->disk->timeline, PHASE_STORE);
    keep(run);
    close_tool_caches(run);
    span_end(&span);
    run_collect(run);
    run->counts.ms = now_ms() - run->began_ms;
    run_upkeep(run);
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
