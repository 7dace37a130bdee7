/* SPDX-License-Identifier: MIT */
/*
 * watching - a command again and again, whenever a file of the project changes.
 *
 * The configuration is read once: who changes depstamp.yaml starts anew.
 */
#ifndef CORE_CLI_WATCHING_H
#define CORE_CLI_WATCHING_H

#include "core/base/hash.h"
#include "core/cli/cmd.h"
#include "core/plan/disk.h"
#include "core/run/report.h"

/* What was last told; all zero at first. */
struct watching_told {
    bool any;
    struct digest digest;
};

/*
 * Is `report` worth telling?  Not if nothing had to be analyzed and the
 * findings are those told last: then something changed that no analyzer
 * sees, such as a file that it, or our own report, has just written.
 */
bool watching_has_news(struct watching_told *told, const struct report *report);

/* What is done each time: an enum cli_status, or -1 with `err`. */
typedef int watching_step(void *context, struct err *err);

/*
 * Until we are interrupted.  Trouble of a step is told and waited over; -1 if
 * the project cannot be watched or read.
 */
int watching(struct cli *cli, const struct disk_options *disk,
             watching_step *step, void *context, struct err *err);

#endif
