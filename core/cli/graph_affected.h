/* SPDX-License-Identifier: MIT */
/*
 * graph_affected - what `affected` says of the disk and HEAD, at all levels.
 *
 * Where it cannot be said (no repository, no commit yet), the reason is a
 * note, and no failure.  Levels are compared one after the other, only as
 * long as the highest, which sees most, has something to tell.
 *
 * Ownership: owns its paths.
 */
#ifndef CORE_CLI_GRAPH_AFFECTED_H
#define CORE_CLI_GRAPH_AFFECTED_H

#include "core/cli/cmd.h"
#include "core/plan/base.h"

struct graph_affected {
    struct arena arena;
    struct str note; /* why nothing was compared; empty if it was */
    struct path_list changed;
    struct path_list levels[LEVELS]; /* sorted */
};

/* After cli_load. */
void graph_affected_find(struct cli *cli, struct graph_affected *affected);
void graph_affected_release(struct graph_affected *affected);

#endif
