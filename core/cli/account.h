/* SPDX-License-Identifier: MIT */
/*
 * account - what a command tells of itself when it is done: a trace, and
 * with -v how long each phase took.
 *
 * Nothing is measured unless one of them is asked for.
 */
#ifndef CORE_CLI_ACCOUNT_H
#define CORE_CLI_ACCOUNT_H

#include "core/cli/cmd.h"

/* Before the command; file names count from where we are now. */
int account_begin(struct cli *cli, struct err *err);

/*
 * After it, when its answers are written.  `status` is what the command came
 * to, or CLI_TROUBLE instead if a file cannot be written; it is returned.
 */
int account_end(struct cli *cli, const struct cmd *cmd, int status);

#endif
