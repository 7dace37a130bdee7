/* SPDX-License-Identifier: MIT */
#include "core/plan/unit_cycles.h"

static bool
is_in_cycle(const struct graph *graph, const struct scc *scc, uint32_t node)
{
    uint32_t component = scc->component[node];
    uint32_t len;
    const node_id *edges = graph_edges(graph, node, &len);
    for (uint32_t i = 0; i < len; i++) {
        if (edges[i] == node) {
            return true;
        }
    }
    return scc->first[component + 1] - scc->first[component] > 1;
}

void
unit_cycles_widen(const struct unit_files *files, struct graph *graph,
                  struct scc *scc)
{
    struct graph wide;
    graph_init(&wide, files->nodes_len);
    for (size_t i = 0; i < files->len; i++) {
        uint32_t first = files->files[i].node;
        uint32_t end =
            i + 1 < files->len ? files->files[i + 1].node : files->nodes_len;
        for (uint32_t node = first; node < end; node++) {
            uint32_t len;
            const node_id *edges = graph_edges(graph, node, &len);
            graph_begin_node(&wide);
            for (uint32_t k = 0; k < len; k++) {
                graph_add_edge(&wide, edges[k]);
            }
            if (node != first && is_in_cycle(graph, scc, node)) {
                graph_add_edge(&wide, first + UNIT_NODE_WHOLE);
            }
        }
    }
    graph_finish(&wide);
    graph_release(graph);
    scc_release(scc);
    *graph = wide;
    scc_find(graph, scc);
}
