/* SPDX-License-Identifier: MIT */
#include "core/run/task.h"

#include <stdlib.h>

#include "core/plan/order.h"
#include "core/sys/path.h"

struct files {
    VEC_FIELDS(file_id);
};

/* What cannot be named is told, and all else is analyzed. */
static void
leave_out(struct task *task, struct str path)
{
    struct str shown = path_quote_ascii(&task->arena, path);
    task->unnamed++;
    task_break(task,
               str_from(arena_printf(
                   &task->arena,
                   "%.*s cannot be given to it by this name: `exclude` it, or "
                   "rename it",
                   (int)shown.len, shown.data)));
}

static void
choose_files(struct task *task, const struct task_options *options,
             struct files *files)
{
    const struct tree *tree = &options->view->state->tree;
    struct order order;
    order_init(&order, tree);
    for (size_t i = 0; i < order.len; i++) {
        file_id file = order.files[i];
        if (tree->files.items[file].flags & FILE_SUBJECT &&
            analyzer_wants(task->analyzer, tree->files.items[file].path) &&
            options->filter(options->context, task->analyzer, file)) {
            if (analyzer_can_name(task->analyzer,
                                  tree->files.items[file].path)) {
                VEC_PUSH(files, file);
            } else {
                leave_out(task, tree->files.items[file].path);
            }
        }
    }
    order_release(&order);
}

static void
add_answers(struct task *task, struct view *view, const struct files *files)
{
    struct digest key;
    if (task->analyzer->row.scope == CONF_SCOPE_PROJECT) {
        if (files->len > 0) {
            view_project_key(view, &task->keys, files->items, files->len, &key);
            answers_add(&task->answers, NO_FILE, STR(""), &key);
        }
        return;
    }
    for (size_t i = 0; i < files->len; i++) {
        file_id file = files->items[i];
        view_result_key(view, &task->keys, file, &key);
        answers_add(&task->answers, file,
                    view->state->tree.files.items[file].path, &key);
    }
}

/* Without an identity there are no keys, but the files are known. */
static void
add_unknown(struct task *task, const struct view *view,
            const struct files *files)
{
    struct digest none = {{0}};
    for (size_t i = 0; i < files->len; i++) {
        file_id file = files->items[i];
        answers_add(&task->answers, file,
                    view->state->tree.files.items[file].path, &none);
    }
}

void
task_init(struct task *task, const struct analyzer *analyzer,
          const struct task_options *options)
{
    struct err err;
    struct files files = {0};
    *task = (struct task){.analyzer = analyzer, .view = options->view};
    arena_init(&task->arena);
    answers_init(&task->answers, analyzer->name, options->last_path);
    choose_files(task, options, &files);
    task->identified = identity_find(options->identities, analyzer,
                                     &task->arena, &task->identity, &err) == 0;
    if (task->identified) {
        view_analyzer_init(options->view, analyzer, &task->identity.digest,
                           &task->keys);
        add_answers(task, options->view, &files);
    } else {
        add_unknown(task, options->view, &files);
        task_break(task, str_from(err.text));
    }
    task->files = files.items;
    task->files_len = files.len;
}

void
task_release(struct task *task)
{
    VEC_RELEASE(&task->extra);
    vec_free(task->files);
    answers_release(&task->answers);
    arena_release(&task->arena);
}

void
task_break(struct task *task, struct str message)
{
    if (task->status != ANALYZER_BROKEN) {
        task->status = ANALYZER_BROKEN;
        task->message = arena_str(&task->arena, message);
    }
}

void
task_show(struct task *task, const struct diagnostic *finding)
{
    struct diagnostic copy = *finding;
    copy.analyzer = task->analyzer->name;
    copy.path = arena_str(&task->arena, finding->path);
    copy.code = arena_str(&task->arena, finding->code);
    copy.message = arena_str(&task->arena, finding->message);
    copy.url = arena_str(&task->arena, finding->url);
    VEC_PUSH(&task->extra, copy);
}

/* The file of the same path in `after`, if it is a subject there. */
static file_id
same_subject(const struct task *task, const struct view *after, file_id file)
{
    const struct tree *tree = &after->state->tree;
    struct str path = task->view->state->tree.files.items[file].path;
    file_id found = tree_find_file(tree, path);
    bool subject =
        found != NO_FILE && tree->files.items[found].flags & FILE_SUBJECT;
    return subject ? found : NO_FILE;
}

static bool
file_is_unchanged(const struct task *task, struct view *after,
                  const struct view_analyzer *keys, const struct answer *answer)
{
    struct digest key;
    file_id file = same_subject(task, after, answer->file);
    if (file == NO_FILE) {
        return false;
    }
    view_result_key(after, keys, file, &key);
    return digest_equal(&key, &answer->key);
}

static bool
project_is_unchanged(const struct task *task, struct view *after,
                     const struct view_analyzer *keys,
                     const struct answer *answer)
{
    struct digest key;
    struct files files = {0};
    for (size_t i = 0; i < task->files_len; i++) {
        file_id file = same_subject(task, after, task->files[i]);
        if (file != NO_FILE) {
            VEC_PUSH(&files, file);
        }
    }
    view_project_key(after, keys, files.items, files.len, &key);
    bool same = files.len == task->files_len;
    VEC_RELEASE(&files);
    return same && digest_equal(&key, &answer->key);
}

void
task_check(struct task *task, struct view *after, struct identities *identities,
           bool touched)
{
    struct err err;
    struct identity identity;
    struct view_analyzer keys;
    if (!task->identified || answers_count(&task->answers, ANSWER_FRESH) == 0) {
        return;
    }
    bool same = !touched && identity_find(identities, task->analyzer,
                                          &task->arena, &identity, &err) == 0;
    if (same) {
        view_analyzer_init(after, task->analyzer, &identity.digest, &keys);
    }
    for (size_t i = 0; i < task->answers.items.len; i++) {
        struct answer *answer = &task->answers.items.items[i];
        if (answer->state == ANSWER_FRESH && answer->kept) {
            answer->kept =
                same && (answer->file == NO_FILE
                             ? project_is_unchanged(task, after, &keys, answer)
                             : file_is_unchanged(task, after, &keys, answer));
        }
    }
}
