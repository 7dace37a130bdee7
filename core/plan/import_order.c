/* SPDX-License-Identifier: MIT */
#include "core/plan/import_order.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/graph/closure.h"

static bool
reaches_cycle(const struct import_order *order, const struct graph *graph,
              uint32_t component)
{
    const struct scc *scc = &order->scc;
    uint32_t first = scc->first[component];
    uint32_t len;
    if (scc->first[component + 1] - first > 1) {
        return true;
    }
    const node_id *edges = graph_edges(graph, scc->members[first], &len);
    for (uint32_t i = 0; i < len; i++) {
        if (order->is_cyclic[scc->component[edges[i]]]) {
            return true;
        }
    }
    return false;
}

/* The paths of a file and of what it imports. */
static void
hash_file(const struct state *state, const struct graph *graph, file_id file,
          struct hasher *hasher)
{
    const struct tree_file *files = state->tree.files.items;
    uint32_t len;
    uint64_t sum = 0;
    const node_id *edges = graph_edges(graph, file, &len);
    for (uint32_t i = 0; i < len; i++) {
        struct str path = files[edges[i]].path;
        sum += hash_64(path.data, path.len);
    }
    hasher_begin(hasher, "imported modules");
    hasher_text(hasher, 'p', files[file].path);
    hasher_number(hasher, 'n', len);
    hasher_number(hasher, 's', sum);
}

void
import_order_init(struct import_order *order, const struct state *state,
                  const struct graph *graph, const unsigned char *touched,
                  struct hasher *hasher)
{
    size_t files = graph->nodes_len;
    struct digest *own = memory_new((files + 1) * sizeof(*own));
    scc_find(graph, &order->scc);
    order->is_cyclic = memory_zero(order->scc.len + 1);
    order->modules = memory_new((order->scc.len + 1) * sizeof(struct digest));
    for (uint32_t i = 0; i < order->scc.len; i++) {
        order->is_cyclic[i] = reaches_cycle(order, graph, i);
    }
    for (file_id file = 0; file < files; file++) {
        hash_file(state, graph, file, hasher);
        hasher_number(hasher, 'x', touched && touched[file]);
        hasher_end(hasher, &own[file]);
    }
    closure_compute(graph, &order->scc, own, hasher, order->modules);
    free(own);
}

void
import_order_release(struct import_order *order)
{
    scc_release(&order->scc);
    free(order->is_cyclic);
    free(order->modules);
}

bool
import_order_is_cyclic(const struct import_order *order, file_id file)
{
    return order->is_cyclic[order->scc.component[file]];
}

const struct digest *
import_order_modules(const struct import_order *order, file_id file)
{
    return &order->modules[order->scc.component[file]];
}
