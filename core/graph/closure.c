/* SPDX-License-Identifier: MIT */
#include "core/graph/closure.h"

#include <stdlib.h>

#include "core/base/memory.h"

static int
compare(const void *a, const void *b)
{
    return digest_compare(a, b);
}

size_t
closure_sort(struct digest *digests, size_t len)
{
    if (len < 2) {
        return len;
    }
    qsort(digests, len, sizeof(*digests), compare);
    size_t kept = 1;
    for (size_t i = 1; i < len; i++) {
        if (!digest_equal(&digests[i], &digests[kept - 1])) {
            digests[kept++] = digests[i];
        }
    }
    return kept;
}

struct parts {
    VEC_FIELDS(struct digest);
};

static void
add_parts(struct hasher *hasher, char tag, struct parts *parts)
{
    parts->len = closure_sort(parts->items, parts->len);
    hasher_number(hasher, tag, parts->len);
    for (size_t i = 0; i < parts->len; i++) {
        hasher_digest(hasher, tag, &parts->items[i]);
    }
}

/* One pass over the components, dependencies first. */
struct pass {
    const struct graph *graph;
    const struct scc *scc;
    const struct digest *own;
    struct digest *closures;
    uint32_t *taken;      /* by component: the last one that took it, + 1 */
    struct parts members; /* of the component at hand */
    struct parts below;   /* closures of what it has edges to */
};

/* A component is marked as its own part, so edges inside of it add none. */
static void
take_member(struct pass *pass, uint32_t component, node_id node)
{
    uint32_t len;
    const node_id *edges = graph_edges(pass->graph, node, &len);
    VEC_PUSH(&pass->members, pass->own[node]);
    for (uint32_t i = 0; i < len; i++) {
        uint32_t to = pass->scc->component[edges[i]];
        if (pass->taken[to] != component + 1) {
            pass->taken[to] = component + 1;
            VEC_PUSH(&pass->below, pass->closures[to]);
        }
    }
}

void
closure_compute(const struct graph *graph, const struct scc *scc,
                const struct digest *own, struct hasher *hasher,
                struct digest *closures)
{
    struct pass pass = {
        .graph = graph, .scc = scc, .own = own, .closures = closures};
    pass.taken = memory_zero(((size_t)scc->len + 1) * sizeof(uint32_t));
    for (uint32_t c = 0; c < scc->len; c++) {
        pass.members.len = pass.below.len = 0;
        pass.taken[c] = c + 1;
        for (uint32_t m = scc->first[c]; m < scc->first[c + 1]; m++) {
            take_member(&pass, c, scc->members[m]);
        }
        hasher_begin(hasher, "closure");
        add_parts(hasher, 'm', &pass.members);
        add_parts(hasher, 'd', &pass.below);
        hasher_end(hasher, &closures[c]);
    }
    VEC_RELEASE(&pass.members);
    VEC_RELEASE(&pass.below);
    free(pass.taken);
}
