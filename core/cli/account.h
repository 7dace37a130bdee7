/* SPDX-License-Identifier: MIT */
/*
 * account - what a command tells of itself when it is done: with -v how long
 * each phase took, a trace (trace.h), and metrics (metrics.h).
 *
 * Nothing is measured or counted unless one of them is asked for.
 */
#ifndef CORE_CLI_ACCOUNT_H
#define CORE_CLI_ACCOUNT_H

#include "core/cli/cmd.h"
#include "core/run/run.h"

/* Before the command; file names count from where we are now. */
int account_begin(struct cli *cli, struct err *err);

/* What a command found out, for the metrics. */
void account_files(struct cli *cli, size_t files);
void account_report(struct cli *cli, const struct report *report);
void account_misses(struct cli *cli, const struct db_run *counts);

/*
 * When the answers of the command `name` are written.  `status` is what it
 * came to, or CLI_TROUBLE instead if a file cannot be written; it is returned.
 * What follows is told by itself, as --watch has it.
 */
int account_tell(struct cli *cli, const char *name, int status);
void account_end(struct cli *cli);

#endif
