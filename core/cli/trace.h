/* SPDX-License-Identifier: MIT */
/*
 * trace - a timeline as Perfetto and chrome://tracing read it: the JSON
 * object of the Trace Event Format.
 *
 * All is one process with our number.  Its first row is the command's thread,
 * with the command around its phases; then a row for each further thread, and
 * one for each process of an analyzer.  Times are microseconds of the
 * monotonic clock, so traces of several programs fit together.
 */
#ifndef CORE_CLI_TRACE_H
#define CORE_CLI_TRACE_H

#include "core/base/err.h"
#include "core/sys/timeline.h"

struct trace {
    const struct timeline_kept *kept;
    const char *command; /* "run" */
    int status;          /* that it exits with */
    uint64_t peak_bytes;
    uint64_t ended_ns;
};

/* Replaces `path` in one step. */
int trace_write(const struct trace *trace, const char *path, struct err *err);

#endif
