/* SPDX-License-Identifier: MIT */
/*
 * row - the settings under which a target is analyzed.
 *
 * depstamp.yaml of a stage: one row of `analyzers:`, the import roots, and an
 * `exclude` that makes subjects of the target's own sources alone.
 *
 * Ownership: a row owns its settings until action_row_release; texts live in
 * the action's arena.
 */
#ifndef PLUGINS_BAZEL_ROW_H
#define PLUGINS_BAZEL_ROW_H

#include "core/run/analyzer.h"
#include "plugins/bazel/stage.h"

struct action_row {
    struct conf conf;
    struct analyzer analyzer;
};

/* Where the settings of the stage lie, or may lie. */
struct str action_row_path(const struct stage *stage);

/* What the tree is, and which files of it are subjects; appended to `out`. */
void action_row_write_tree(const struct action *action,
                           const struct stage *stage, struct buf *out);

/* Settings for this action in this stage; appended to `out`. */
void action_row_write(const struct action *action, const struct stage *stage,
                      struct buf *out);

/* The row with its preset, and with the level that it has together with the
   files that configure it, which are on the stage.  ERR_FORMAT, ERR_USAGE. */
int action_row_read(struct action *action, const struct stage *stage,
                    struct action_row *row, struct err *err);
void action_row_release(struct action_row *row);

#endif
