/* SPDX-License-Identifier: MIT */
/*
 * manual - the pages of the manual, made from the same tables as help.
 *
 * depstamp(1) for the program, depstamp-run(1) for `run`.  The language is
 * mdoc(7), which mandoc and groff read; `make install` writes all pages.
 *
 * Ownership: nothing is kept.  Threads: the main one.
 */
#ifndef CORE_CLI_MANUAL_H
#define CORE_CLI_MANUAL_H

#include "core/cli/cmd.h"

/* The page of one command, or of the program if `cmd` is NULL. */
void manual_write(const struct cli *cli, const struct cmd *cmd,
                  struct out *out);

#endif
