/* SPDX-License-Identifier: MIT */
/* run_misses - why there is no answer where there is none. */
#include "core/plan/stamps.h"
#include "core/run/run_parts.h"
#include "core/run/seen.h"
#include "core/sys/path.h"

/* What one analyzer's answers were given under last. */
struct past {
    struct task *task;
    struct arena arena;
    struct seen_paths paths;
    struct baseline baseline;
    bool has_baseline;
    struct str folder; /* that `differs` is about */
    bool asked;
    bool differs;
};

/* Only rows with `nearest` have settings that differ by folder. */
static bool
tool_differs(struct past *past, struct str folder)
{
    struct seen_difference difference;
    bool by_folder = past->task->analyzer->row.nearest.len > 0;
    if (past->asked && (!by_folder || str_equal(past->folder, folder))) {
        return past->differs;
    }
    past->asked = true;
    past->folder = folder;
    past->differs = seen_compare(&past->paths, past->task, folder, &past->arena,
                                 &difference);
    return past->differs;
}

static enum db_miss
reason_of(struct past *past, const struct answer *answer)
{
    const struct analyzer *analyzer = past->task->analyzer;
    if (!past->has_baseline) {
        return DB_MISS_UNSEEN;
    }
    if (past->baseline.level != analyzer->kind.level ||
        past->baseline.precision != analyzer->kind.precision) {
        return DB_MISS_TOOL;
    }
    if (answer->file == NO_FILE) {
        return tool_differs(past, STR("")) ? DB_MISS_TOOL : DB_MISS_DEPENDENCY;
    }
    const struct baseline_row *row =
        baseline_find(&past->baseline, answer->path);
    struct view *view = past->task->view;
    const struct keys *keys = view_keys(view, analyzer->kind);
    if (!row) {
        return DB_MISS_UNSEEN;
    }
    if (!digest_equal(&row->content,
                      &view->state->tree.files.items[answer->file].digest)) {
        return DB_MISS_FILE;
    }
    if (!digest_equal(&row->key, &keys->keys[answer->file])) {
        return DB_MISS_DEPENDENCY;
    }
    return tool_differs(past, path_folder(answer->path)) ? DB_MISS_TOOL
                                                         : DB_MISS_LOST;
}

static void
count_task(struct run *run, struct task *task)
{
    struct err err;
    struct past past = {.task = task};
    arena_init(&past.arena);
    past.paths =
        seen_paths(&past.arena, run->options->cache_dir,
                   run->options->base_disk->root, task->analyzer->name);
    past.has_baseline =
        baseline_read(past.paths.baseline, &past.baseline, &err) == 0;
    for (size_t i = 0; i < task->answers.items.len; i++) {
        const struct answer *answer = &task->answers.items.items[i];
        if (answer->state == ANSWER_UNKNOWN && answer->candidate) {
            enum db_miss reason = reason_of(&past, answer);
            run->counts.misses[reason]++;
            task->misses[reason]++;
        }
    }
    if (past.has_baseline) {
        baseline_release(&past.baseline);
    }
    arena_release(&past.arena);
}

void
run_count_misses(struct run *run)
{
    if (run->counts.number == 0) {
        return;
    }
    for (size_t i = 0; i < run->tasks_len; i++) {
        struct task *task = run->tasks[i];
        if (task->identified &&
            answers_count(&task->answers, ANSWER_UNKNOWN) > 0) {
            count_task(run, task);
        }
    }
}
