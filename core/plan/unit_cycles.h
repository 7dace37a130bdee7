/* SPDX-License-Identifier: MIT */
/*
 * unit_cycles - units that mean each other (levels.md, U12).
 *
 * In which order pyrefly solves what is inferred in a circle depends on what
 * else stands in these modules, so all of that is seen.  Whether a unit is
 * annotated is not asked: circles without anything inferred count as well.
 *
 * Threads: one at a time.
 */
#ifndef CORE_PLAN_UNIT_CYCLES_H
#define CORE_PLAN_UNIT_CYCLES_H

#include "core/graph/scc.h"
#include "core/plan/unit_files.h"

/* Let each node in a circle see the whole of its file; `graph` and its
   components are made anew. */
void unit_cycles_widen(const struct unit_files *files, struct graph *graph,
                       struct scc *scc);

#endif
