/* SPDX-License-Identifier: MIT */
/*
 * graph - nodes as dense ids, edges as ranges of one array (compressed
 * sparse rows); knows nothing of files.
 *
 * Built in node order: graph_begin_node, graph_add_edge …, for every node.
 * Repeated edges of a node are kept once.
 *
 * Ownership: the graph owns its arrays.  Threads: read-only once built.
 */
#ifndef CORE_GRAPH_GRAPH_H
#define CORE_GRAPH_GRAPH_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/vec.h"

typedef uint32_t node_id;
#define NO_NODE UINT32_MAX

struct graph {
    uint32_t nodes_len;
    struct {
        VEC_FIELDS(uint32_t);
    } first; /* by node, and one more: where its edges begin */
    struct {
        VEC_FIELDS(node_id);
    } edges;
    node_id *seen; /* by target: the last node that has an edge to it, + 1 */
};

/* `nodes_len` nodes; that many have to be begun before graph_finish. */
void graph_init(struct graph *graph, uint32_t nodes_len);
void graph_release(struct graph *graph);

/* The next node, from 0 on. */
void graph_begin_node(struct graph *graph);
/* From the node begun last. */
void graph_add_edge(struct graph *graph, node_id to);
/* The same for a node whose edges, `len` of them, are known: each once. */
void graph_put_node(struct graph *graph, const node_id *edges, size_t len);
/* After the last node. */
void graph_finish(struct graph *graph);

/* The targets of `node` in the order in which they were added. */
static inline const node_id *
graph_edges(const struct graph *graph, node_id node, uint32_t *len)
{
    *len = graph->first.items[node + 1] - graph->first.items[node];
    return graph->edges.items + graph->first.items[node];
}

/* The same edges, turned round; `out` is initialised here. */
void graph_reverse(const struct graph *graph, struct graph *out);

#endif
