/* SPDX-License-Identifier: MIT */
/*
 * seen - under what an analyzer's answers were given last, so that `why` can
 * say what differs now.
 *
 * Two files in the cache folder for each analyzer: a baseline (stamps.h) of
 * the files that have answers, at the analyzer's level, and a list of what
 * else their keys are made of, a line each:
 *
 *     version TEXT
 *     identity DIGEST
 *     level NAME
 *     input NAME DIGEST|absent        what configures it (tool_inputs.h)
 *     folder PATH DIGEST              the same for the files of a folder
 *
 * They decide nothing: whether an answer is valid its key says.
 *
 * Ownership: texts live in the arena given.  Threads: one at a time.
 */
#ifndef CORE_RUN_SEEN_H
#define CORE_RUN_SEEN_H

#include "core/run/task.h"

struct seen_paths {
    const char *baseline;
    const char *inputs;
};

struct seen_paths seen_paths(struct arena *arena, struct str cache_dir,
                             struct str root, struct str analyzer);

/* After a run.  What cannot be written is not told. */
void seen_write(const struct seen_paths *paths, struct task *task);

/* What is not as it was. */
struct seen_difference {
    const char *what;  /* "version", "configuration", "variable", "level" */
    struct str name;   /* of the file or variable; may be empty */
    struct str before; /* digest or text; "absent" */
    struct str after;
};

/*
 * The first line that differs for a file of `folder`; false if none does, or
 * if nothing was seen.
 */
bool seen_compare(const struct seen_paths *paths, struct task *task,
                  struct str folder, struct arena *arena,
                  struct seen_difference *difference);

#endif
