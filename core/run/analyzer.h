/* SPDX-License-Identifier: MIT */
/*
 * analyzer - one row of `analyzers:`, ready to be used.
 *
 * A row of the configuration, completed by its preset (conf.h), with its
 * globs, its level with the options in force (effective.h), and its identity:
 * what program it is, at what version, with what plugins, in what
 * environment.
 *
 * Ownership: lives in the arena given.  Threads: one at a time.
 */
#ifndef CORE_RUN_ANALYZER_H
#define CORE_RUN_ANALYZER_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/hash.h"
#include "core/base/vec.h"
#include "core/conf/conf.h"
#include "core/plan/level.h"
#include "core/run/format.h"
#include "core/sys/ignore.h"

/* Answered without a process: "syntax", "imports". */
enum builtin { BUILTIN_NONE, BUILTIN_SYNTAX, BUILTIN_IMPORTS };

struct analyzer {
    struct str name;
    struct conf_analyzer row; /* complete: what neither it nor its preset
                                 gives has its default */
    enum builtin builtin;
    struct str tool; /* name of the program: "mypy"; empty if built in */
    const struct format *format;  /* NULL if built in */
    const struct ignore *exclude; /* NULL: nothing */
    struct key_kind kind; /* its level with the options, its precision */
    const char *because;  /* why it is higher than the row's, or NULL */
};

struct analyzer_list {
    VEC_FIELDS(struct analyzer);
};

/* Where rows come from. */
struct analyzer_project {
    const struct conf *conf;
    struct str root; /* absolute */
};

/*
 * The analyzers that `names` names (rows of the file, presets, built-ins),
 * in that order; if there are no names, the rows of the file; if there are
 * none, the presets whose tools the project configures (analyzer_detect) and
 * `syntax`.  ERR_USAGE for an unknown name, with the nearest one.
 */
int analyzers_select(struct arena *arena,
                     const struct analyzer_project *project,
                     const struct conf_list *names, struct analyzer_list *list,
                     struct err *err);

/*
 * The place of the tool's name in a command, which is `mypy` in `mypy`,
 * `uv run mypy` and `python3 -m mypy`: other programs only run it.
 */
size_t analyzer_tool_at(const struct conf_list *command);

/* Does this analyzer work on the subject `path`?  `paths` are globs, or
   folders with all that is in them. */
bool analyzer_wants(const struct analyzer *analyzer, struct str path);

/*
 * Can the tool be given a file of this path, and say it again?  Not one that
 * is not UTF-8 or has control characters, which stop tools and have no place
 * in JSON; nor one with a text of the row's `not_in_names`.
 */
bool analyzer_can_name(const struct analyzer *analyzer, struct str path);

/*
 * Presets whose tools the project at `root` configures, sorted: a section of
 * pyproject.toml, setup.cfg or tox.ini, a file of its own, or a hook in
 * .pre-commit-config.yaml.
 */
void analyzer_detect(struct arena *arena, struct str root,
                     struct conf_list *names);

#endif
