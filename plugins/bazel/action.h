/* SPDX-License-Identifier: MIT */
/*
 * action - what `depstamp worker` does for one action of Bazel.
 *
 * An action is a list of words, one per line of a parameter file: what is to
 * be done, then options, each with its values.  Files that are read come as a
 * pair: where Bazel put them, and their *place*, which is their path in a tree
 * as Python sees it ("external/lib/x.py" for a source of the repository lib).
 *
 *     index    --name N --row ROW --level L --stamps OUT
 *              [--config PATH PLACE]… (--source PATH PLACE [--view OUT])…
 *     analyze  --name N --row ROW --human OUT --machine OUT --exit-code OUT
 *              [--root PLACE]… [--config PATH PLACE]… --tool PATH
 *              (--source PATH PLACE)… [--dep PATH PLACE]… [--empty PLACE]…
 *              [--unused OUT]
 *     check    --human PATH --exit-code PATH --out OUT
 *     collect  --out OUT (--stamps PATH)…
 *     deps     --human OUT --machine OUT --exit-code OUT [--root PLACE]…
 *              [--installed NAME]… (--subject LABEL [--needs LABEL]…
 *              [--keep LABEL]… [--own PATH PLACE]…)… (--target LABEL
 *              [--needs LABEL]… [--owns PLACE]…)…
 *
 * ROW is a row of `analyzers:` as JSON.  `index` (index.h) says what others
 * can see of sources; `analyze` (analyze.h) runs a tool over them; `check`
 * prints recorded findings and fails if there are some; `collect` sorts lines
 * of stamps into one file; `deps` (deps.h) compares what subjects import with
 * the targets that they say they need.
 *
 * Ownership: an action's texts live in its arena.
 * Threads: actions of their own may be performed at the same time.
 */
#ifndef PLUGINS_BAZEL_ACTION_H
#define PLUGINS_BAZEL_ACTION_H

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/vec.h"
#include "core/sys/proc.h"

struct action_file {
    struct str path;  /* as Bazel says it */
    struct str place; /* below the root of the tree; clean */
    struct str view;  /* of a source: where its view goes, or empty */
};

struct action_files {
    VEC_FIELDS(struct action_file);
};

struct action_texts {
    VEC_FIELDS(struct str);
};

/* A target of the build, by its label. */
struct action_target {
    struct str label;
    bool is_subject;
    struct action_texts needs; /* labels */
    struct action_texts keep;  /* those of them that nobody has to import */
    struct action_texts places;
};

struct action_targets {
    VEC_FIELDS(struct action_target);
};

struct action {
    struct arena *arena;
    const char *program; /* this one, as it was called */
    struct proc_stop *stop;
    struct str what;
    struct str name;
    struct str row;
    struct str level;
    struct str tool;
    struct str human;
    struct str machine;
    struct str exit_code;
    struct str unused;
    struct str out;
    struct action_texts stamps; /* written by `index`, read by `collect` */
    struct action_texts roots;
    struct action_texts empty;     /* places that only have to exist */
    struct action_texts installed; /* modules that no target has to provide */
    struct action_targets targets;
    struct action_files sources;
    struct action_files deps;
    struct action_files configs;
};

struct action_request {
    const char *program;
    const struct str *words;
    size_t len;
    struct proc_stop *stop; /* ends its tool; may be NULL */
};

/*
 * Do what the words say.  Returns the exit status of the action: 0, or
 * something else, and then `output` says why; it may have something to say
 * anyway.
 */
int action_perform(const struct action_request *request, struct buf *output);

/* The lines of a parameter file as words, in the arena; -1 as file_read. */
int action_read_words(struct arena *arena, const char *path,
                      struct action_texts *words, struct err *err);

#endif
