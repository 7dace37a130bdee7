/* SPDX-License-Identifier: MIT */
#include "core/graph/scc.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

/* A node being explored, and which of its edges comes next. */
struct visit {
    node_id node;
    uint32_t next;
};

struct search {
    const struct graph *graph;
    struct scc *scc;
    uint32_t *order; /* by node: when it was met, from 1; 0 is not yet */
    uint32_t *low;   /* the earliest node reachable from it */
    uint32_t met;
    struct {
        VEC_FIELDS(struct visit);
    } path;
    struct {
        VEC_FIELDS(node_id);
    } open;          /* met, component not known */
    uint32_t placed; /* in scc->members */
};

static void
meet(struct search *search, node_id node)
{
    search->order[node] = search->low[node] = ++search->met;
    VEC_PUSH(&search->open, node);
    VEC_PUSH(&search->path, (struct visit){node, 0});
}

static void
close_component(struct search *search, node_id root)
{
    struct scc *scc = search->scc;
    node_id node;
    scc->first[scc->len] = search->placed;
    do {
        node = search->open.items[--search->open.len];
        scc->component[node] = scc->len;
        scc->members[search->placed++] = node;
    } while (node != root);
    scc->len++;
}

/* One edge of the node on top, or its end. */
static void
advance(struct search *search)
{
    struct visit *top = &search->path.items[search->path.len - 1];
    node_id node = top->node;
    uint32_t len;
    const node_id *edges = graph_edges(search->graph, node, &len);
    if (top->next < len) {
        node_id to = edges[top->next++];
        if (search->order[to] == 0) {
            meet(search, to);
        } else if (search->scc->component[to] == UINT32_MAX &&
                   search->order[to] < search->low[node]) {
            search->low[node] = search->order[to];
        }
        return;
    }
    search->path.len--;
    if (search->path.len > 0) {
        node_id above = search->path.items[search->path.len - 1].node;
        if (search->low[node] < search->low[above]) {
            search->low[above] = search->low[node];
        }
    }
    if (search->low[node] == search->order[node]) {
        close_component(search, node);
    }
}

void
scc_find(const struct graph *graph, struct scc *scc)
{
    size_t len = graph->nodes_len;
    struct search search = {.graph = graph, .scc = scc};
    search.order = memory_zero((len + 1) * sizeof(uint32_t));
    search.low = memory_zero((len + 1) * sizeof(uint32_t));
    scc->len = 0;
    scc->component = memory_new((len + 1) * sizeof(uint32_t));
    scc->first = memory_zero((len + 1) * sizeof(uint32_t));
    scc->members = memory_new((len + 1) * sizeof(node_id));
    memset(scc->component, 0xff, (len + 1) * sizeof(uint32_t));
    for (node_id node = 0; node < len; node++) {
        if (search.order[node] == 0) {
            meet(&search, node);
        }
        while (search.path.len > 0) {
            advance(&search);
        }
    }
    scc->first[scc->len] = search.placed;
    VEC_RELEASE(&search.path);
    VEC_RELEASE(&search.open);
    free(search.order);
    free(search.low);
}

void
scc_release(struct scc *scc)
{
    free(scc->component);
    free(scc->first);
    free(scc->members);
    memset(scc, 0, sizeof(*scc));
}
