/* SPDX-License-Identifier: MIT */
#include "plugins/bazel/analyze.h"

#include <stdlib.h>

#include "core/sys/file.h"
#include "core/sys/path.h"
#include "core/sys/proc.h"
#include "plugins/bazel/index.h"
#include "plugins/bazel/row.h"
#include "plugins/bazel/stage.h"

enum { REPORT_MAX_BYTES = 1 << 30 };

enum { RUN_CLEAN = 0, RUN_FINDINGS = 1, RUN_TROUBLE = 2 };

static int
fill_stage(struct action *action, struct stage *stage, struct err *err)
{
    struct action_row row;
    struct buf text;
    if (stage_copy(stage, &action->sources, err) != 0 ||
        stage_copy(stage, &action->deps, err) != 0 ||
        stage_copy(stage, &action->configs, err) != 0 ||
        stage_empty(stage, &action->empty, err) != 0 ||
        action_row_read(action, stage, &row, err) != 0) {
        return -1;
    }
    buf_init(&text, BUF_UNLIMITED);
    action_row_write(action, stage, &text);
    int status =
        file_replace(action_row_path(stage).data, text.data, text.len, err);
    if (status == 0 && action->tool.len > 0) {
        status = stage_tool(stage, row.analyzer.tool, action->tool, err);
    }
    buf_release(&text);
    action_row_release(&row);
    return status;
}

static const char *
report_word(struct action *action, const char *format, struct str path)
{
    return arena_printf(action->arena, "%s:%.*s", format, (int)path.len,
                        path.data);
}

static int
run(struct action *action, const struct stage *stage, struct buf *said,
    int *status, struct err *err)
{
    const char *path = getenv("PATH");
    const char *const environment[] = {
        arena_printf(action->arena, "PATH=%s:%s", stage->bin.data,
                     path ? path : "/usr/bin:/bin"),
        NULL,
    };
    const char *const argv[] = {
        action->program,
        "run",
        "--root",
        stage->tree.data,
        "--config",
        action_row_path(stage).data,
        "--only",
        action->name.data,
        "--jobs",
        "1",
        "--quiet",
        "--no-cache",
        "--allow-partial",
        "--format",
        report_word(action, "concise", action->human),
        "--format",
        report_word(action, "sarif", action->machine),
        NULL,
    };
    struct proc_options options = {
        .diagnostics = said,
        .environment = environment,
        .stop = action->stop,
    };
    return proc_run(argv, &options, status, err);
}

static int
compare_paths(const void *a, const void *b)
{
    return str_compare(((const struct action_file *)a)->path,
                       ((const struct action_file *)b)->path);
}

/*
 * Bazel may forget all files that the stamps among the inputs stand for; not
 * one that is a source of this target too.
 */
static int
write_unused(struct action *action, struct err *err)
{
    struct buf text;
    struct action_files *sources = &action->sources;
    if (action->unused.len == 0) {
        return 0;
    }
    if (sources->len > 0) {
        qsort(sources->items, sources->len, sizeof(sources->items[0]),
              compare_paths);
    }
    buf_init(&text, BUF_UNLIMITED);
    for (size_t i = 0; i < action->deps.len; i++) {
        if (sources->len > 0 &&
            bsearch(&action->deps.items[i], sources->items, sources->len,
                    sizeof(sources->items[0]), compare_paths)) {
            continue;
        }
        buf_str(&text, action->deps.items[i].path);
        buf_byte(&text, '\n');
    }
    int status =
        file_replace(action->unused.data, buf_cstr(&text), text.len, err);
    buf_release(&text);
    return status;
}

/* The last line counts files, which is Bazel's to tell. */
static int
cut_counts(const struct action *action, struct err *err)
{
    struct buf text;
    buf_init(&text, REPORT_MAX_BYTES);
    int status = file_read(FILE_HERE, action->human.data, &text, NULL, err);
    size_t len = text.len > 0 ? text.len - 1 : 0;
    while (len > 0 && text.data[len - 1] != '\n') {
        len--;
    }
    if (status == 0) {
        status = file_replace(action->human.data, buf_cstr(&text), len, err);
    }
    buf_release(&text);
    return status;
}

/* What the tool found before it broke, and how it broke. */
static int
tell(const struct action *action, const struct buf *said, struct buf *output)
{
    struct buf text;
    struct err err;
    buf_init(&text, REPORT_MAX_BYTES);
    if (file_read(FILE_HERE, action->human.data, &text, NULL, &err) == 0) {
        buf_str(output, buf_view(&text));
    }
    buf_str(output, buf_view(said));
    buf_release(&text);
    return RUN_TROUBLE;
}

static int
record(struct action *action, int status, struct buf *said, struct buf *output,
       struct err *err)
{
    bool findings =
        status == RUN_FINDINGS ||
        (status == RUN_TROUBLE && index_is_damaged(&action->sources));
    if (status != RUN_CLEAN && !findings) {
        return tell(action, said, output);
    }
    if (cut_counts(action, err) != 0 ||
        file_replace(action->exit_code.data, findings ? "1\n" : "0\n", 2,
                     err) != 0) {
        return -1;
    }
    return write_unused(action, err);
}

static int
check_outputs(const struct action *action, struct err *err)
{
    if (action->name.len == 0 || action->row.len == 0 ||
        action->human.len == 0 || action->machine.len == 0 ||
        action->exit_code.len == 0) {
        return err_set(err, ERR_USAGE,
                       "analyze needs --name, --row and its three outputs");
    }
    return 0;
}

int
analyze_perform(struct action *action, struct buf *output, struct err *err)
{
    struct stage stage;
    struct buf said;
    int status = 0;
    int ended = -1;
    if (check_outputs(action, err) != 0 ||
        stage_make(action->arena, &stage, err) != 0) {
        return -1;
    }
    buf_init(&said, BUF_UNLIMITED);
    if (fill_stage(action, &stage, err) == 0 &&
        run(action, &stage, &said, &status, err) == 0) {
        ended = record(action, status, &said, output, err);
    }
    buf_release(&said);
    stage_remove(&stage);
    return ended;
}
