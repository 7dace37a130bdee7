/* SPDX-License-Identifier: MIT */
/*
 * run_parts - the steps of a run, in files of their own.  Private to run*.c.
 */
#ifndef CORE_RUN_RUN_PARTS_H
#define CORE_RUN_RUN_PARTS_H

#include "core/run/run.h"

/* Run the tools, tier by tier; afterwards each task has its status. */
void run_tiers(struct run *run);

/* Fill the members that say what came of it. */
void run_collect(struct run *run);

#endif
