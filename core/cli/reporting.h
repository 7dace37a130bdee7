/* SPDX-License-Identifier: MIT */
/*
 * reporting - the reports of a run: which are wanted, and where each goes.
 *
 * One of them may go to standard output, each of the others to a file.  If
 * none is wanted there is one all the same, for people.
 *
 * Ownership: file names live in the arena of the `cli`.
 * Threads: one; reports are written by as many as there are jobs.
 */
#ifndef CORE_CLI_REPORTING_H
#define CORE_CLI_REPORTING_H

#include "core/cli/cmd.h"
#include "core/cli/opt.h"
#include "core/run/report.h"

enum { REPORTS_MAX = 32 };

/* One --format F[:FILE]. */
struct wanted_report {
    const struct report_format *format;
    bool is_text;
    const char *file; /* NULL: standard output */
};

struct reporting {
    struct wanted_report items[REPORTS_MAX];
    size_t len;
    uint32_t max_findings; /* in reports for people; 0: all */
    bool partial;          /* with --allow-partial */
};

/* ERR_USAGE for an unknown format, and for two on standard output. */
int reporting_find(struct cli *cli, const struct opt_texts *formats,
                   struct reporting *reporting, struct err *err);

/*
 * Write them all, and beside them to standard error the last line of a text
 * report if that is not printed.  Sources are quoted from below `root`.
 */
int reporting_write(struct cli *cli, const struct reporting *reporting,
                    struct report *report, struct str root, struct err *err);

#endif
