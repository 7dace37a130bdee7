/* SPDX-License-Identifier: MIT */
/*
 * scc - strongly connected components: the import cycles.
 *
 * Tarjan's algorithm without recursion, for a chain of imports may be as
 * long as the tree has files.  Components come out dependencies first, so
 * one pass in order of their numbers sees every dependency before its
 * dependents.  Linear in nodes and edges.
 *
 * Ownership: the struct owns its arrays.  Threads: read-only once made.
 */
#ifndef CORE_GRAPH_SCC_H
#define CORE_GRAPH_SCC_H

#include "core/graph/graph.h"

struct scc {
    uint32_t len;        /* number of components */
    uint32_t *component; /* by node */
    uint32_t *first;     /* by component, and one more: in members */
    node_id *members;    /* grouped by component */
};

/* Fills `scc`, which is the caller's to release. */
void scc_find(const struct graph *graph, struct scc *scc);
void scc_release(struct scc *scc);

#endif
