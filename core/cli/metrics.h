/* SPDX-License-Identifier: MIT */
/*
 * metrics - numbers about a command for Prometheus, in a file of its text
 * format, as the textfile collector of its node exporter reads it.
 *
 * Gauges are of this command alone.  Counters go on from what the file says
 * already, since a file that began anew with each run would never be seen to
 * grow; a file that is gone is a restart, which Prometheus allows for.
 *
 * Ownership: owns what was counted; texts are copied.
 * Threads: one at a time.
 * Calling sequence: metrics_new; metrics_add; metrics_write; metrics_free.
 * Without one (NULL) metrics_add does nothing.
 */
#ifndef CORE_CLI_METRICS_H
#define CORE_CLI_METRICS_H

#include "core/base/err.h"
#include "core/base/str.h"

enum metric {
    METRIC_BUILD,
    METRIC_COMMANDS,
    METRIC_ENDED,
    METRIC_DURATION,
    METRIC_STATUS,
    METRIC_PHASES,
    METRIC_MEMORY,
    METRIC_FILES,
    METRIC_ANALYZED,
    METRIC_REPLAYED,
    METRIC_MISSES,
    METRIC_SAVED,
    METRIC_UNKNOWN,
    METRIC_FINDINGS,
    METRICS,
};

struct metrics;

/* A label and its value; a list ends with one of no name. */
struct metric_label {
    const char *name;
    struct str value;
};

struct metrics *metrics_new(void);
void metrics_free(struct metrics *metrics);
/* Forget what was counted. */
void metrics_clear(struct metrics *metrics);

/* Add to the counter with these labels (NULL: none), which begins with 0, or
   set the gauge. */
void metrics_add(struct metrics *metrics, enum metric metric,
                 const struct metric_label *labels, double value);

/* Replaces `path` in one step. */
int metrics_write(const struct metrics *metrics, const char *path,
                  struct err *err);

#endif
