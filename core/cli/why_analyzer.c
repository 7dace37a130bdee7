/* SPDX-License-Identifier: MIT */
/* why_analyzer - which input of an answer's key is not what it was. */
#include <stdlib.h>

#include "core/cli/why.h"
#include "core/plan/cache_dir.h"
#include "core/run/seen.h"
#include "core/run/tiers.h"
#include "core/store/db.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

/* What the question is about. */
struct question {
    struct cli *cli;
    const struct analyzer *analyzer;
    struct str path; /* relative */
    struct str cache_dir;
    struct seen_paths seen;
    struct view view;
    struct task task;
    bool json;
};

static bool
wants_file(void *context, const struct analyzer *analyzer, file_id file)
{
    const struct question *question = context;
    const struct tree *tree = &question->view.state->tree;
    (void)analyzer;
    return question->analyzer->row.scope == CONF_SCOPE_PROJECT ||
           str_equal(tree->files.items[file].path, question->path);
}

static struct identities *
open_identities(const struct question *question)
{
    struct cli *cli = question->cli;
    struct identity_options options = {
        .root = cli->root,
        .cache_dir = question->cache_dir.data,
        .environment = cli->environment,
        .algorithm = cli->conf.cache.hash,
        .timeout_ms = cli->conf.limits.timeout_ms,
    };
    return identities_open(&options);
}

static void
make_task(struct question *question)
{
    struct err err;
    struct cli *cli = question->cli;
    struct identities *identities = open_identities(question);
    struct task_options options = {
        .view = &question->view,
        .identities = identities,
        .filter = wants_file,
        .context = question,
        .last_path = answers_path(&cli->arena, question->cache_dir, cli->root,
                                  &cli->conf, question->analyzer->name),
    };
    task_init(&question->task, question->analyzer, &options);
    identities_close(identities);
    if (question->task.identified) {
        struct db *db = db_open_as(question->cache_dir.data,
                                   cli->conf.cache.namespace, &err);
        answers_find(&question->task.answers, db);
        db_close(db);
    }
}

static void
print(struct question *question, struct why_answer *answer)
{
    answer->path = question->path;
    answer->level = question->analyzer->kind.level;
    answer->analyzer = question->analyzer->name.data;
    why_print(question->cli, answer, question->json);
}

/* The chain to the file that differs from what was there at the last run. */
static int
explain_files(struct question *question, struct err *err)
{
    struct base base;
    struct base_options options = {.baseline = question->seen.baseline};
    struct why_answer answer = {.affected = true, .cause.what = "unknown"};
    if (comparing_run(question->cli, &options, &base, err) != 0) {
        return -1;
    }
    file_id file = tree_find_file(&base.after->tree, question->path);
    answer.state = base.after;
    if (baseline_find(&base.baseline, question->path) && file != NO_FILE &&
        why_lists(&base.comparison, file)) {
        comparison_explain(&base.comparison, file, &question->cli->arena,
                           &answer.chain, &answer.cause);
    }
    print(question, &answer);
    VEC_RELEASE(&answer.chain);
    base_release(&base);
    return 0;
}

static int
answer_question(struct question *question, struct err *err)
{
    struct seen_difference difference;
    struct why_answer answer = {.state = question->view.state};
    if (!question->task.identified) {
        return err_set(
            err, ERR_ABSENT, "%.*s: %.*s", (int)question->analyzer->name.len,
            question->analyzer->name.data, (int)question->task.message.len,
            question->task.message.data);
    }
    if (question->task.answers.items.len == 0) {
        return err_set(err, ERR_USAGE, "%.*s does not work on %.*s",
                       (int)question->analyzer->name.len,
                       question->analyzer->name.data, (int)question->path.len,
                       question->path.data);
    }
    if (question->task.answers.items.items[0].state == ANSWER_REPLAYED) {
        print(question, &answer);
        return 0;
    }
    answer.affected = true;
    answer.cause.what = "unknown";
    if (seen_compare(&question->seen, &question->task,
                     path_folder(question->path), &question->cli->arena,
                     &difference)) {
        answer.cause = (struct cause){difference.name, difference.what,
                                      difference.before, difference.after};
    } else if (file_exists(question->seen.baseline)) {
        return explain_files(question, err);
    }
    print(question, &answer);
    return 0;
}

static int
find_path(struct question *question, const char *path, struct err *err)
{
    struct state *state = question->view.state;
    file_id file;
    if (cli_find_file(question->cli, state, path, &file, err) != 0) {
        return -1;
    }
    question->path =
        arena_str(&question->cli->arena, state->tree.files.items[file].path);
    return 0;
}

int
why_analyzer(struct cli *cli, const char *analyzer, const char *path, bool json,
             struct err *err)
{
    struct str name = str_from(analyzer);
    struct conf_list names = {.items = &name, .len = 1, .set = true};
    struct analyzer_list list = {0};
    struct question question = {.cli = cli, .json = json};
    struct disk_options disk = {.root = cli->root,
                                .conf = &cli->conf,
                                .jobs = cli->jobs,
                                .log = &cli->log,
                                .symbols = cli->symbols,
                                .timeline = cli->timeline};
    struct analyzer_project project = {&cli->conf, cli->root};
    if (analyzers_select(&cli->arena, &project, &names, &list, err) != 0 ||
        view_open(&disk, cli->environment, &question.view, err) != 0) {
        VEC_RELEASE(&list);
        return -1;
    }
    question.analyzer = &list.items[0];
    question.cache_dir = cache_dir_path(&cli->arena, cli->root, &cli->conf);
    question.seen =
        seen_paths(&cli->arena, question.cache_dir, cli->root, name);
    int status = find_path(&question, path, err);
    if (status == 0) {
        make_task(&question);
        status = answer_question(&question, err);
        task_release(&question.task);
    }
    view_close(&question.view);
    VEC_RELEASE(&list);
    return status == 0 ? CLI_CLEAN : -1;
}
