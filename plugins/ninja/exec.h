/* SPDX-License-Identifier: MIT */
/*
 * exec - `depstamp exec`: one edge of a build, replayed or run.
 *
 * The quick way takes the keys that the last scan left beside the stamps
 * (key_list.h): if the store has an answer for each file, that is all, in
 * milliseconds and without a look at the tree.  It is right as long as the
 * edge's inputs are, which ninja sees to.
 *
 * The slow way is a run like any other (run.h), in which only these files may
 * be analyzed: it scans, runs the tool, scans again, and stores what it may.
 * A tool that has to see the whole tree, or a fixed piece of it, answers for
 * all of it at once, and the edges that follow are replayed.
 *
 * Ownership: a result owns its findings until exec_release.
 * Threads: one at a time.
 */
#ifndef PLUGINS_NINJA_EXEC_H
#define PLUGINS_NINJA_EXEC_H

#include "core/run/run.h"

struct exec_options {
    const struct run_options *run; /* `only` names one analyzer */
    struct str stamps;       /* folder with key lists, absolute; or empty */
    const struct str *files; /* relative to the root, sorted */
    size_t len;
};

struct exec_result {
    struct arena arena;
    struct analyzer_list analyzers;  /* the one that was asked for */
    struct diagnostic_list findings; /* sorted */
    struct report_analyzer row;
    int interrupted; /* number of the signal, or 0 */
    bool quick;      /* the keys of the last scan were enough */
    struct run run;  /* if not */
};

int exec_perform(const struct exec_options *options, struct exec_result *result,
                 struct err *err);
void exec_release(struct exec_result *result);

/*
 * What the edge writes: JSON, the same bytes whether it was replayed or run.
 *
 *     {"version": 1, "analyzer": "ruff", "files": [path, …],
 *      "diagnostics": [as in the report of `run`]}
 */
void exec_write(const struct exec_options *options,
                const struct exec_result *result, struct buf *out);

#endif
