/* SPDX-License-Identifier: MIT */
#include "core/plan/edge_graphs.h"

bool
edge_is_import(const struct state *state, const struct edge *edge)
{
    return edge->reference != NO_REFERENCE &&
           !(edge->kinds & (EDGE_CONFTEST | EDGE_DEPENDS | EDGE_SUBMODULE)) &&
           !state_edge_is_implied(state, edge);
}

static void
add_edge(struct edge_graphs *graphs, const struct state *state,
         const struct edge *edge)
{
    bool implied = state_edge_is_implied(state, edge);
    if (edge->kinds & EDGE_DEPENDS) {
        graph_add_edge(&graphs->whole, edge->to);
    } else if ((implied && edge->reference == NO_REFERENCE) ||
               (edge->kinds & EDGE_SUBMODULE)) {
        graph_add_edge(&graphs->base, edge->to);
    }
    if (!(edge->kinds & EDGE_CONFTEST)) {
        graph_add_edge(implied ? &graphs->run : &graphs->used, edge->to);
    }
    if (edge_is_import(state, edge)) {
        graph_add_edge(&graphs->imports, edge->to);
    }
}

/* What holds for each of the graphs. */
static void
for_all(struct edge_graphs *graphs, void (*visit)(struct graph *graph))
{
    visit(&graphs->whole);
    visit(&graphs->base);
    visit(&graphs->used);
    visit(&graphs->run);
    visit(&graphs->imports);
}

void
edge_graphs_init(struct edge_graphs *graphs, struct graph *all,
                 struct state *state, size_t len, enum level level)
{
    struct edge_list edges = {0};
    graph_init(all, (uint32_t)len);
    graph_init(&graphs->whole, (uint32_t)len);
    graph_init(&graphs->base, (uint32_t)len);
    graph_init(&graphs->used, (uint32_t)len);
    graph_init(&graphs->run, (uint32_t)len);
    graph_init(&graphs->imports, (uint32_t)len);
    for (file_id file = 0; file < len; file++) {
        graph_begin_node(all);
        for_all(graphs, graph_begin_node);
        state_edges(state, file, &edges);
        for (size_t i = 0; i < edges.len; i++) {
            if (edge_counts(level, edges.items[i].kinds)) {
                graph_add_edge(all, edges.items[i].to);
            }
            add_edge(graphs, state, &edges.items[i]);
        }
        edges.len = 0;
        if (level >= LEVEL_INFERRED) {
            state_beside(state, file, &edges);
        }
        for (size_t i = 0; i < edges.len; i++) {
            graph_add_edge(all, edges.items[i].to);
            graph_add_edge(&graphs->whole, edges.items[i].to);
            graph_add_edge(&graphs->used, edges.items[i].to);
        }
    }
    graph_finish(all);
    for_all(graphs, graph_finish);
    VEC_RELEASE(&edges);
}

void
edge_graphs_release(struct edge_graphs *graphs)
{
    for_all(graphs, graph_release);
}
