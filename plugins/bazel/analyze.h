/* SPDX-License-Identifier: MIT */
/*
 * analyze - run a tool over the sources of one target.
 *
 * A run like any other (`depstamp run`, as a process of its own) over a stage
 * (stage.h) on which only the target's own sources are subjects.  Findings are
 * recorded and are no failure of the action: what a person reads, SARIF, and
 * "0" or "1".  A tool that crashes, hangs or is missing is a failure, which
 * Bazel does not keep.
 *
 * A syntax error stops some tools altogether.  One in the target's own
 * sources counts as what was found.
 *
 * Threads: any number at a time.
 */
#ifndef PLUGINS_BAZEL_ANALYZE_H
#define PLUGINS_BAZEL_ANALYZE_H

#include "plugins/bazel/action.h"

/* 0 if there is an answer; -1 with `err`, or another status with the tool's
   own words in `output`, if not. */
int analyze_perform(struct action *action, struct buf *output, struct err *err);

#endif
