/* SPDX-License-Identifier: MIT */
/*
 * edge_graphs - graphs over the files of a state, made of their edges in one
 * go, by what an edge means to the file that has it.
 *
 * Ownership: owns its graphs.  Threads: read-only once made.
 */
#ifndef CORE_PLAN_EDGE_GRAPHS_H
#define CORE_PLAN_EDGE_GRAPHS_H

#include "core/graph/graph.h"
#include "core/plan/level.h"
#include "core/plan/state.h"

struct edge_graphs {
    /* For files whose names count: what is seen whichever name is asked for,
       as a whole, and what only the base is seen of. */
    struct graph whole;
    struct graph base;
    /* For those that are taken whole: what they see as a whole, and packages
       that they only run. */
    struct graph used;
    struct graph run;
    struct graph imports; /* those that mypy knows (import_order.h) */
};

/* Of the first `len` files; `all`, initialised here and the caller's, gets all
   edges that count at the level. */
void edge_graphs_init(struct edge_graphs *graphs, struct graph *all,
                      struct state *state, size_t len, enum level level);
void edge_graphs_release(struct edge_graphs *graphs);

/* Do edges of these kinds count at the level? */
static inline bool
edge_counts(enum level level, uint16_t kinds)
{
    return !(kinds & EDGE_CONFTEST) || level == LEVEL_CONTENT;
}

/* Does mypy take the edge for an import? */
bool edge_is_import(const struct state *state, const struct edge *edge);

#endif
