/* SPDX-License-Identifier: MIT */
/*
 * reach - shortest paths from one node, by breadth-first search.
 *
 * Ownership: owns its array.  Threads: read-only once made.
 */
#ifndef CORE_GRAPH_REACH_H
#define CORE_GRAPH_REACH_H

#include "core/graph/graph.h"

struct reach {
    node_id *from; /* by node: the step before it; NO_NODE if there is none,
                      as for the start itself */
};

/* Fills `reach`, which is the caller's to release. */
void reach_find(const struct graph *graph, node_id start, struct reach *reach);
void reach_release(struct reach *reach);

#endif
