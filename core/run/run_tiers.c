/* SPDX-License-Identifier: MIT */
/* run_tiers - tier by tier, what is unknown is analyzed. */
#include <stdlib.h>

#include "core/base/memory.h"
#include "core/run/builtin.h"
#include "core/run/run_parts.h"
#include "core/sys/site.h"

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
        .timeline = run->options->disk->timeline,
        .jobs = run->options->disk->jobs,
        .db = run->db,
        .leaves_none = run->options->no_cache,
        .takes_all = run->options->takes_all,
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

void
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
