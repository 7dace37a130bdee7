/* SPDX-License-Identifier: MIT */
/*
 * reach - shortest paths from one node, and who reaches some, by breadth-first
 * search.
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

/* Set `marks` of all nodes that reach one whose mark is set. */
void reach_back(const struct graph *graph, unsigned char *marks);

#endif
