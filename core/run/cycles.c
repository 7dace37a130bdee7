/* SPDX-License-Identifier: MIT */
#include "core/run/cycles.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/graph/scc.h"

/* Searching a knot for its shortest cycle stops after so many edges; then
   the shortest seen is told. */
enum { EDGES_MAX = 4000000 };

struct finding {
    struct state *state;
    struct arena *arena; /* of the cycles */
    struct graph graph;
    struct scc scc;
    node_id *from;   /* by node: the step before it */
    uint32_t *round; /* by node: the search that met it last */
    uint32_t rounds;
    node_id *queue;
    size_t edges; /* looked at */
};

static void
build(struct finding *finding)
{
    struct edge_list edges = {0};
    uint32_t len = (uint32_t)finding->state->tree.files.len;
    graph_init(&finding->graph, len);
    for (file_id file = 0; file < len; file++) {
        graph_begin_node(&finding->graph);
        state_edges(finding->state, file, &edges);
        for (size_t i = 0; i < edges.len; i++) {
            if (!(edges.items[i].kinds & CYCLES_NOT_AT_LOADING)) {
                graph_add_edge(&finding->graph, edges.items[i].to);
            }
        }
    }
    graph_finish(&finding->graph);
    VEC_RELEASE(&edges);
}

/* The length of the shortest cycle through `start` if it is below `most`,
   else 0; `from` then leads back from `start` over `*last`. */
static size_t
search(struct finding *finding, node_id start, size_t most, node_id *last)
{
    size_t end = 1;
    size_t depth = 0;
    uint32_t component = finding->scc.component[start];
    finding->rounds++;
    finding->queue[0] = start;
    finding->round[start] = finding->rounds;
    for (size_t at = 0, next_level = 1; at < end; at++) {
        if (at == next_level || at == 0) {
            depth++;
            next_level = end;
        }
        if (depth >= most) {
            return 0;
        }
        uint32_t len;
        node_id node = finding->queue[at];
        const node_id *edges = graph_edges(&finding->graph, node, &len);
        finding->edges += len;
        for (uint32_t i = 0; i < len; i++) {
            node_id to = edges[i];
            if (to == start) {
                *last = node;
                return depth;
            }
            if (finding->scc.component[to] == component &&
                finding->round[to] != finding->rounds) {
                finding->round[to] = finding->rounds;
                finding->from[to] = node;
                finding->queue[end++] = to;
            }
        }
    }
    return 0;
}

static void
keep(struct finding *finding, node_id start, node_id last, struct cycle *cycle)
{
    cycle->files = ARENA_ARRAY(finding->arena, file_id, cycle->len);
    for (size_t i = cycle->len; i-- > 0;) {
        cycle->files[i] = last;
        last = last == start ? start : finding->from[last];
    }
}

static struct str
path_of(const struct finding *finding, node_id node)
{
    return finding->state->tree.files.items[node].path;
}

/* Let it begin with its first file by path. */
static void
turn(const struct finding *finding, struct cycle *cycle)
{
    size_t first = 0;
    file_id *turned = ARENA_ARRAY(finding->arena, file_id, cycle->len);
    for (size_t i = 1; i < cycle->len; i++) {
        if (str_compare(path_of(finding, cycle->files[i]),
                        path_of(finding, cycle->files[first])) < 0) {
            first = i;
        }
    }
    for (size_t i = 0; i < cycle->len; i++) {
        turned[i] = cycle->files[(first + i) % cycle->len];
    }
    cycle->files = turned;
}

static uint32_t
line_of(const struct finding *finding, const struct cycle *cycle)
{
    uint32_t line = 0;
    struct edge_list edges = {0};
    file_id to = cycle->files[1 % cycle->len];
    state_edges(finding->state, cycle->files[0], &edges);
    for (size_t i = 0; i < edges.len; i++) {
        const struct edge *edge = &edges.items[i];
        if (edge->to == to && !(edge->kinds & CYCLES_NOT_AT_LOADING) &&
            (line == 0 || edge->line < line)) {
            line = edge->line;
        }
    }
    VEC_RELEASE(&edges);
    return line;
}

static void
find_in(struct finding *finding, uint32_t component, struct cycle_list *cycles)
{
    const struct scc *scc = &finding->scc;
    uint32_t first = scc->first[component];
    uint32_t end = scc->first[component + 1];
    struct cycle cycle = {.knot = end - first};
    size_t most = SIZE_MAX;
    finding->edges = 0;
    for (uint32_t i = first; i < end && finding->edges < EDGES_MAX; i++) {
        node_id last = NO_NODE;
        size_t len = search(finding, scc->members[i], most, &last);
        if (len > 0 && len < most) {
            most = len;
            cycle.len = len;
            keep(finding, scc->members[i], last, &cycle);
        }
        if (most == 2) {
            break;
        }
    }
    if (cycle.len > 0) {
        turn(finding, &cycle);
        cycle.line = line_of(finding, &cycle);
        VEC_PUSH(cycles, cycle);
    }
}

void
cycles_find(struct state *state, struct arena *arena, struct cycle_list *cycles)
{
    struct finding finding = {.state = state, .arena = arena};
    build(&finding);
    scc_find(&finding.graph, &finding.scc);
    size_t len = finding.graph.nodes_len;
    finding.from = memory_zero((len + 1) * sizeof(*finding.from));
    finding.round = memory_zero((len + 1) * sizeof(*finding.round));
    finding.queue = memory_zero((len + 1) * sizeof(*finding.queue));
    for (uint32_t i = 0; i < finding.scc.len; i++) {
        if (finding.scc.first[i + 1] - finding.scc.first[i] > 1) {
            find_in(&finding, i, cycles);
        }
    }
    free(finding.from);
    free(finding.round);
    free(finding.queue);
    scc_release(&finding.scc);
    graph_release(&finding.graph);
}
