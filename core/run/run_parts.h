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

/* Find out why there is no answer where there is none (db_runs.h). */
void run_count_misses(struct run *run);

/*
 * Keep the store within its limits, when it is beyond its size and on the
 * first run of a day, and write down what came of the run.
 */
void run_upkeep(struct run *run);

#endif
