/* SPDX-License-Identifier: MIT */
/*
 * report - all findings of a run, fresh and replayed, in many formats.
 *
 * One file per format, one row per format in report.c.  A report is always
 * over all files that the run looked at, so replaying it where everything is
 * known gives the same bytes.  Counts and times stand apart (`analyzers`).
 *
 * Nothing in a report is trusted: messages, paths and sources may hold any
 * bytes.  Reports for people have no control characters but line feeds (and
 * escapes for colours, if asked for), reports for machines stay what they
 * are, and no line of any of them is taken for a command by a CI system that
 * reads what its jobs print.
 *
 * Ownership: borrows everything.  Threads: safe.
 */
#ifndef CORE_RUN_REPORT_H
#define CORE_RUN_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/run/diagnostic.h"
#include "core/run/format.h"
#include "core/store/db_runs.h"

enum analyzer_status {
    ANALYZER_CLEAN,
    ANALYZER_FINDINGS,
    ANALYZER_BROKEN, /* missing, crashed, timed out, printed garbage */
    ANALYZER_SKIPPED,
    ANALYZER_STATUSES,
};
extern const char *const analyzer_status_names[ANALYZER_STATUSES];

struct report_analyzer {
    struct str name;
    enum analyzer_status status;
    struct str version;  /* "ruff 0.17.6", or empty */
    struct str help_url; /* of the tool, or empty */
    uint32_t analyzed;   /* files that it ran over */
    uint32_t replayed;
    uint32_t unknown;           /* files without a valid answer */
    uint64_t saved_ms;          /* what the replayed answers took once */
    uint64_t took_ms;           /* the others now, all its processes together */
    uint32_t misses[DB_MISSES]; /* why there was no answer, if that is known */
    struct str message;         /* why it is broken or skipped, or empty */
};

struct report {
    bool complete; /* no file is unknown to any analyzer */
    const struct report_analyzer *analyzers; /* in the order they ran */
    size_t analyzers_len;
    const struct diagnostic_list *diagnostics; /* sorted */
    size_t files;                              /* looked at */
    size_t analyzed; /* of them, by at least one analyzer */
    size_t replayed; /* of the others, those with stored answers only */
    uint64_t elapsed_ms;
    size_t max_findings;       /* shown by text formats; 0: all */
    bool color;                /* escapes in text formats */
    bool statistics;           /* the last line of text formats */
    unsigned jobs;             /* threads to write with; 0 is 1 */
    struct timeline *timeline; /* or NULL */
    /* Source text, for text formats; may be NULL.  A text is not looked at
       any more when the next one is asked for. */
    format_line *line;
    void *const *sources; /* contexts of `line`, by thread; or NULL */
};

struct report_format;

/* NULL if there is none of this name. */
const struct report_format *report_find(struct str name);
/* Names, sorted, NULL-terminated: "concise", "full", "github", … */
extern const char *const report_names[];

/* ERR_USAGE: "sarif needs a complete report: …" unless `partial`. */
int report_check(const struct report_format *format,
                 const struct report *report, bool partial, struct err *err);

/* Where a report goes, piece by piece.  False ends it: no more is wanted. */
struct report_sink {
    bool (*take)(void *context, struct str piece);
    void *context;
};
void report_write(const struct report_format *format,
                  const struct report *report, const struct report_sink *sink);
/* The same behind what `out` holds. */
void report_append(const struct report_format *format,
                   const struct report *report, struct buf *out);

/*
 * "3 of 4,099 files analyzed, 4,096 replayed, 2 findings, 1m12s saved", with
 * what was skipped or is broken behind it; no newline.
 */
void report_summary(const struct report *report, struct buf *out);

struct json;
/* One finding as it stands in the report `json`. */
void report_diagnostic(struct json *json, const struct diagnostic *finding);

#endif
