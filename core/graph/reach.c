/* SPDX-License-Identifier: MIT */
#include "core/graph/reach.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

void
reach_find(const struct graph *graph, node_id start, struct reach *reach)
{
    struct {
        VEC_FIELDS(node_id);
    } queue = {0};
    size_t bytes = ((size_t)graph->nodes_len + 1) * sizeof(node_id);
    reach->from = memory_new(bytes);
    memset(reach->from, 0xff, bytes);
    VEC_PUSH(&queue, start);
    for (size_t i = 0; i < queue.len; i++) {
        uint32_t len;
        const node_id *edges = graph_edges(graph, queue.items[i], &len);
        for (uint32_t k = 0; k < len; k++) {
            if (edges[k] != start && reach->from[edges[k]] == NO_NODE) {
                reach->from[edges[k]] = queue.items[i];
                VEC_PUSH(&queue, edges[k]);
            }
        }
    }
    VEC_RELEASE(&queue);
}

void
reach_release(struct reach *reach)
{
    free(reach->from);
    reach->from = NULL;
}

void
reach_back(const struct graph *graph, unsigned char *marks)
{
    struct graph reverse;
    struct {
        VEC_FIELDS(node_id);
    } queue = {0};
    graph_reverse(graph, &reverse);
    for (node_id node = 0; node < graph->nodes_len; node++) {
        if (marks[node]) {
            VEC_PUSH(&queue, node);
        }
    }
    for (size_t i = 0; i < queue.len; i++) {
        uint32_t len;
        const node_id *users = graph_edges(&reverse, queue.items[i], &len);
        for (uint32_t k = 0; k < len; k++) {
            if (!marks[users[k]]) {
                marks[users[k]] = 1;
                VEC_PUSH(&queue, users[k]);
            }
        }
    }
    VEC_RELEASE(&queue);
    graph_release(&reverse);
}
