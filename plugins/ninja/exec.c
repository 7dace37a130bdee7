/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/exec.h"

#include "core/base/json.h"
#include "core/run/result.h"
#include "core/sys/path.h"
#include "plugins/ninja/key_list.h"

/* ---- the quick way */

struct replaying {
    const struct exec_options *options;
    struct exec_result *result;
    struct key_list list;
    struct db *db;
};

static bool
replay(struct replaying *replaying, struct str path)
{
    struct exec_result *result = replaying->result;
    struct digest key;
    struct buf bytes;
    uint64_t duration_us;
    bool known;
    buf_init(&bytes, DB_VALUE_MAX);
    known = key_list_find(&replaying->list, path, &key) &&
            db_get(replaying->db, DB_RESULT, &key, &bytes) == 1 &&
            result_read(arena_str(&result->arena, buf_view(&bytes)), path,
                        result->row.name, &result->findings, &duration_us);
    if (known) {
        result->row.replayed++;
        result->row.saved_ms += duration_us / 1000;
    }
    buf_release(&bytes);
    return known;
}

static bool
replay_all(struct replaying *replaying, bool project)
{
    const struct exec_options *options = replaying->options;
    bool known = true;
    if (project) {
        return replay(replaying, STR(""));
    }
    for (size_t i = 0; i < options->len && known; i++) {
        known = replay(replaying, options->files[i]);
    }
    return known;
}

static bool
go_quick(const struct exec_options *options, struct exec_result *result)
{
    struct err err;
    struct replaying replaying = {.options = options, .result = result};
    const struct analyzer *analyzer = &result->analyzers.items[0];
    if (options->run->no_cache || options->stamps.len == 0) {
        return false;
    }
    struct str name = path_join(
        &result->arena, options->stamps,
        str_from(arena_printf(&result->arena, "%.*s.keys",
                              (int)analyzer->name.len, analyzer->name.data)));
    if (!key_list_read(name.data, &replaying.list)) {
        return false;
    }
    replaying.db = db_open_as(options->run->cache_dir.data,
                              options->run->disk->conf->cache.namespace, &err);
    bool known = replaying.db && replay_all(&replaying, analyzer->row.scope ==
                                                            CONF_SCOPE_PROJECT);
    db_close(replaying.db);
    key_list_release(&replaying.list);
    if (!known) {
        result->findings.len = 0;
        result->row = (struct report_analyzer){.name = analyzer->name};
    }
    return known;
}

/* ---- the slow way */

static void
take_answer(struct exec_result *result, struct task *task,
            const struct answer *answer)
{
    if (answer->state == ANSWER_UNKNOWN) {
        result->row.unknown++;
        return;
    }
    result->row.analyzed += answer->state == ANSWER_FRESH;
    result->row.replayed += answer->state == ANSWER_REPLAYED;
    for (size_t i = 0; i < answer->len; i++) {
        VEC_PUSH(&result->findings,
                 task->answers.diagnostics.items[answer->first + i]);
    }
}

/* Files that are gone since the scan have no answer, and need none. */
static void
collect(const struct exec_options *options, struct exec_result *result,
        struct task *task)
{
    bool project = task->analyzer->row.scope == CONF_SCOPE_PROJECT;
    for (size_t i = 0; i < task->answers.items.len && project; i++) {
        take_answer(result, task, &task->answers.items.items[i]);
    }
    for (size_t i = 0; i < options->len && !project; i++) {
        struct answer *answer = answers_of(&task->answers, options->files[i]);
        if (answer) {
            take_answer(result, task, answer);
        }
    }
}

/*
 * What is shown and not stored.  What stops the tool for files of other edges
 * is theirs to tell, unless it stopped this one too.
 */
static void
collect_extra(struct exec_result *result, struct task *task)
{
    bool broken = result->row.status == ANALYZER_BROKEN;
    for (size_t i = 0; i < task->extra.len; i++) {
        const struct diagnostic *finding = &task->extra.items[i];
        if (broken || !answers_of(&task->answers, finding->path)) {
            VEC_PUSH(&result->findings, *finding);
        }
    }
}

static int
go_slow(const struct exec_options *options, struct exec_result *result,
        struct err *err)
{
    struct run_options run = *options->run;
    run.wanted = options->files;
    run.wanted_len = options->len;
    run.takes_all = true;
    struct run_options *kept = ARENA_NEW(&result->arena, struct run_options);
    *kept = run;
    if (run_perform(kept, &result->run, err) != 0) {
        return -1;
    }
    result->quick = false;
    result->interrupted = result->run.interrupted;
    if (result->run.tasks_len > 0) {
        struct task *task = result->run.tasks[0];
        result->row.message = task->message;
        collect(options, result, task);
        /* Trouble with files of other edges is theirs. */
        bool broken = task->status == ANALYZER_BROKEN &&
                      (result->row.unknown > 0 || !task->identified);
        result->row.status = broken ? ANALYZER_BROKEN : ANALYZER_CLEAN;
        collect_extra(result, task);
    }
    return 0;
}

/* ---- both */

static void
settle(struct exec_result *result)
{
    diagnostics_sort(&result->findings);
    for (size_t i = 0; i < result->findings.len; i++) {
        if (result->findings.items[i].severity < SEVERITY_NOTE &&
            result->row.status == ANALYZER_CLEAN) {
            result->row.status = ANALYZER_FINDINGS;
        }
    }
}

int
exec_perform(const struct exec_options *options, struct exec_result *result,
             struct err *err)
{
    const struct disk_options *disk = options->run->disk;
    struct analyzer_project project = {disk->conf, disk->root};
    *result = (struct exec_result){.quick = true};
    arena_init(&result->arena);
    int status = analyzers_select(&result->arena, &project, &options->run->only,
                                  &result->analyzers, err);
    if (status == 0) {
        result->row.name = result->analyzers.items[0].name;
        if (!go_quick(options, result)) {
            status = go_slow(options, result, err);
        }
    }
    if (status != 0) {
        exec_release(result);
        return -1;
    }
    settle(result);
    return 0;
}

void
exec_release(struct exec_result *result)
{
    if (!result->quick) {
        run_release(&result->run);
    }
    VEC_RELEASE(&result->findings);
    VEC_RELEASE(&result->analyzers);
    arena_release(&result->arena);
}

/* ---- the file */

void
exec_write(const struct exec_options *options, const struct exec_result *result,
           struct buf *out)
{
    struct json json;
    json_init(&json, out);
    json_object(&json);
    json_key_number(&json, "version", 1);
    json_key(&json, "analyzer");
    json_str(&json, result->row.name);
    json_key(&json, "files");
    json_array(&json);
    for (size_t i = 0; i < options->len; i++) {
        json_str(&json, options->files[i]);
    }
    json_close(&json);
    json_key(&json, "diagnostics");
    json_array(&json);
    for (size_t i = 0; i < result->findings.len; i++) {
        report_diagnostic(&json, &result->findings.items[i]);
    }
    json_close(&json);
    json_close(&json);
    buf_byte(out, '\n');
}
