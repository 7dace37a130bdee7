/* SPDX-License-Identifier: MIT */
#include "core/run/split.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/run/outcome.h"

/* Is it a file that analyzers report on by itself? */
static bool
is_python(struct str path)
{
    return str_ends_with(path, STR(".py")) ||
           str_ends_with(path, STR(".pyi")) || str_ends_with(path, STR(".pyw"));
}

/* "CODE", or "CODE:start of the message" */
static bool
matches_drop(const struct diagnostic *finding, struct str drop)
{
    ptrdiff_t colon = str_find_byte(drop, ':');
    struct str code = colon < 0 ? drop : str_slice(drop, 0, (size_t)colon);
    if (!str_equal(finding->code, code)) {
        return false;
    }
    return colon < 0 ||
           str_starts_with(finding->message,
                           str_slice(drop, (size_t)colon + 1, drop.len));
}

static bool
is_dropped(const struct task *task, const struct diagnostic *finding)
{
    const struct conf_list *drop = &task->analyzer->row.drop;
    for (size_t i = 0; i < drop->len; i++) {
        if (matches_drop(finding, drop->items[i])) {
            return true;
        }
    }
    return false;
}

/* Without those that differ from run to run, sorted. */
static void
clean(const struct task *task, struct diagnostic_list *findings)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->len; i++) {
        if (!is_dropped(task, &findings->items[i])) {
            findings->items[kept++] = findings->items[i];
        }
    }
    findings->len = kept;
    diagnostics_sort(findings);
}

/*
 * Findings about nothing that has a key: of no file, or about a file that
 * configures the tool.
 */
static bool
is_about_settings(const struct task *task, const struct diagnostic *finding)
{
    const struct tree *tree = &task->view->state->tree;
    if (finding->path.len == 0) {
        return true;
    }
    file_id file = tree_find_file(tree, finding->path);
    bool subject =
        file != NO_FILE && tree->files.items[file].flags & FILE_SUBJECT;
    return !subject && !is_python(finding->path);
}

/* Is the finding one of the first `len` that were shown? */
static bool
was_shown(const struct task *task, size_t len, const struct diagnostic *finding)
{
    for (size_t i = 0; i < len; i++) {
        if (diagnostic_compare(&task->extra.items[i], finding) == 0) {
            return true;
        }
    }
    return false;
}

/* What each batch says again is shown once. */
static bool
show_settings(struct task *task, const struct diagnostic_list *findings)
{
    size_t before = task->extra.len;
    bool any = false;
    for (size_t i = 0; i < findings->len; i++) {
        const struct diagnostic *finding = &findings->items[i];
        if (!is_about_settings(task, finding)) {
            continue;
        }
        any = true;
        if (!was_shown(task, before, finding)) {
            task_show(task, finding);
        }
    }
    return any;
}

/* The findings about `path`: `*from` up to what is returned. */
static size_t
findings_of(const struct diagnostic_list *findings, struct str path,
            size_t *from)
{
    size_t low = 0;
    size_t high = findings->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(findings->items[middle].path, path) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *from = low;
    while (low < findings->len && str_equal(findings->items[low].path, path)) {
        low++;
    }
    return low;
}

static bool
same_findings(const struct answers *answers, const struct answer *answer,
              const struct diagnostic *findings, size_t len)
{
    if (answer->len != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        struct diagnostic fresh = findings[i];
        fresh.analyzer = answers->analyzer;
        if (diagnostic_compare(&answers->diagnostics.items[answer->first + i],
                               &fresh) != 0) {
            return false;
        }
    }
    return true;
}

/* A stored answer that was asked for again. */
static void
verify(struct task *task, struct answer *answer,
       const struct diagnostic *findings, size_t len)
{
    answer->verify = false;
    if (same_findings(&task->answers, answer, findings, len)) {
        return;
    }
    task->differing++;
    task_break(task, str_from(arena_printf(
                         &task->arena,
                         "the stored answer for %.*s is not what the tool says "
                         "now: please report this, and `depstamp run "
                         "--no-cache` meanwhile",
                         (int)answer->path.len, answer->path.data)));
}

static bool
has_failed(const struct format_result *result, struct str path)
{
    for (size_t i = 0; i < result->failed.len; i++) {
        if (str_equal(result->failed.items[i], path)) {
            return true;
        }
    }
    return false;
}

/* What one file's answer is made of. */
struct share {
    const struct format_result *result;
    double time; /* of the batch's, between 0 and 1 */
    bool kept;
};

static void
set_answer(const struct split *split, struct answer *answer,
           const struct share *share)
{
    const struct format_result *result = share->result;
    struct task *task = split->task;
    size_t from = 0;
    size_t to = answer->file == NO_FILE
                    ? result->diagnostics.len
                    : findings_of(&result->diagnostics, answer->path, &from);
    const struct diagnostic *findings =
        result->diagnostics.items ? result->diagnostics.items + from : NULL;
    if (answer->state == ANSWER_REPLAYED) {
        verify(task, answer, findings, to - from);
        return;
    }
    answers_set(&task->answers, answer, findings, to - from,
                (uint64_t)((double)split->duration_us * share->time));
    answer->kept = share->kept;
    task->analyzed += answer->file == NO_FILE ? (uint32_t)task->files_len : 1;
}

static void
break_for_failed(struct task *task, struct str path)
{
    task_break(task,
               str_from(arena_printf(&task->arena, "it could not analyze %.*s",
                                     (int)path.len, path.data)));
}

void
split_answers(const struct split *split, struct format_result *result)
{
    struct task *task = split->task;
    uint64_t total = 0;
    clean(task, &result->diagnostics);
    struct share share = {.result = result};
    share.kept = !show_settings(task, &result->diagnostics) && !split->shown;
    for (size_t i = 0; i < split->len; i++) {
        total += split->costs[split->files[i]];
    }
    for (size_t i = 0; i < split->len; i++) {
        uint32_t place = split->files[i];
        struct answer *answer = &task->answers.items.items[place];
        if (!split->wanted[place]) {
            continue;
        }
        if (has_failed(result, answer->path)) {
            break_for_failed(task, answer->path);
        } else {
            share.time =
                total > 0 ? (double)split->costs[place] / (double)total : 0;
            set_answer(split, answer, &share);
        }
    }
}

/* All files that can see one of `files` at the level, these included. */
static unsigned char *
seers(const struct task *task, const file_id *files, size_t len)
{
    const struct keys *keys = view_keys(task->view, task->analyzer->kind);
    unsigned char *seen = memory_zero(keys->len + 1);
    node_id *queue = memory_new((keys->len + 1) * sizeof(*queue));
    size_t end = 0;
    struct graph reverse;
    graph_reverse(&keys->graph, &reverse);
    for (size_t i = 0; i < len; i++) {
        if (!seen[files[i]]) {
            seen[files[i]] = 1;
            queue[end++] = files[i];
        }
    }
    for (size_t at = 0; at < end && task->analyzer->kind.level > LEVEL_NAMES;
         at++) {
        uint32_t count;
        const node_id *next = graph_edges(&reverse, queue[at], &count);
        for (uint32_t i = 0; i < count; i++) {
            if (!seen[next[i]]) {
                seen[next[i]] = 1;
                queue[end++] = next[i];
            }
        }
    }
    graph_release(&reverse);
    free(queue);
    return seen;
}

void
split_blocked(const struct task *task, const struct diagnostic_list *findings,
              bool *without)
{
    struct {
        VEC_FIELDS(file_id);
    } files = {0};
    for (size_t i = 0; i < findings->len; i++) {
        file_id file =
            tree_find_file(&task->view->state->tree, findings->items[i].path);
        if (outcome_is_blocker(&findings->items[i]) && file != NO_FILE) {
            VEC_PUSH(&files, file);
        }
    }
    unsigned char *seen = seers(task, files.items, files.len);
    for (size_t i = 0; i < task->answers.items.len; i++) {
        file_id file = task->answers.items.items[i].file;
        without[i] = file != NO_FILE && seen[file];
    }
    free(seen);
    VEC_RELEASE(&files);
}
