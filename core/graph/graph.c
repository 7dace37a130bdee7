/* SPDX-License-Identifier: MIT */
#include "core/graph/graph.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

void
graph_init(struct graph *graph, uint32_t nodes_len)
{
    memset(graph, 0, sizeof(*graph));
    graph->nodes_len = nodes_len;
    graph->seen = memory_zero(((size_t)nodes_len + 1) * sizeof(node_id));
    VEC_RESERVE(&graph->first, (size_t)nodes_len + 1);
    /* Never NULL, so that graph_edges may count from it. */
    VEC_RESERVE(&graph->edges, 1);
}

void
graph_release(struct graph *graph)
{
    VEC_RELEASE(&graph->first);
    VEC_RELEASE(&graph->edges);
    free(graph->seen);
    graph->seen = NULL;
}

void
graph_begin_node(struct graph *graph)
{
    assert(graph->first.len < graph->nodes_len);
    VEC_PUSH(&graph->first, (uint32_t)graph->edges.len);
}

void
graph_add_edge(struct graph *graph, node_id to)
{
    node_id mark = (node_id)graph->first.len;
    assert(to < graph->nodes_len && mark > 0);
    if (graph->seen[to] != mark) {
        graph->seen[to] = mark;
        VEC_PUSH(&graph->edges, to);
    }
}

void
graph_put_node(struct graph *graph, const node_id *edges, size_t len)
{
    graph_begin_node(graph);
    if (len > 0) {
        VEC_RESERVE(&graph->edges, graph->edges.len + len);
        memcpy(graph->edges.items + graph->edges.len, edges,
               len * sizeof(node_id));
        graph->edges.len += len;
    }
}

void
graph_finish(struct graph *graph)
{
    assert(graph->first.len == graph->nodes_len);
    VEC_PUSH(&graph->first, (uint32_t)graph->edges.len);
}

void
graph_reverse(const struct graph *graph, struct graph *out)
{
    uint32_t len = graph->nodes_len;
    uint32_t *next = memory_zero(((size_t)len + 1) * sizeof(uint32_t));
    memset(out, 0, sizeof(*out));
    out->nodes_len = len;
    for (size_t i = 0; i < graph->edges.len; i++) {
        next[graph->edges.items[i] + 1]++;
    }
    VEC_RESERVE(&out->first, (size_t)len + 1);
    VEC_RESERVE(&out->edges, graph->edges.len + 1);
    for (uint32_t i = 0; i < len; i++) {
        VEC_PUSH(&out->first, next[i]);
        next[i + 1] += next[i];
    }
    VEC_PUSH(&out->first, next[len]);
    out->edges.len = graph->edges.len;
    for (node_id node = 0; node < len; node++) {
        uint32_t count;
        const node_id *to = graph_edges(graph, node, &count);
        for (uint32_t i = 0; i < count; i++) {
            out->edges.items[next[to[i]]++] = node;
        }
    }
    free(next);
}
