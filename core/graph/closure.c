/* SPDX-License-Identifier: MIT */
#include "core/graph/closure.h"

#include <stdlib.h>
#include <string.h>

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

void
closure_compute(const struct graph *graph, const struct scc *scc,
                const struct digest *own, struct hasher *hasher,
                struct digest *closures)
{
    struct parts members = {0};
    struct parts below = {0};
    uint32_t *taken = memory_zero(((size_t)scc->len + 1) * sizeof(uint32_t));
    for (uint32_t c = 0; c < scc->len; c++) {
        members.len = below.len = 0;
        taken[c] = c + 1;
        for (uint32_t m = scc->first[c]; m < scc->first[c + 1]; m++) {
            uint32_t len;
            node_id node = scc->members[m];
            const node_id *edges = graph_edges(graph, node, &len);
            VEC_PUSH(&members, own[node]);
            for (uint32_t i = 0; i < len; i++) {
                uint32_t to = scc->component[edges[i]];
                if (taken[to] != c + 1) {
                    taken[to] = c + 1;
                    VEC_PUSH(&below, closures[to]);
                }
            }
        }
        hasher_begin(hasher, "closure");
        add_parts(hasher, 'm', &members);
        add_parts(hasher, 'd', &below);
        hasher_end(hasher, &closures[c]);
    }
    VEC_RELEASE(&members);
    VEC_RELEASE(&below);
    free(taken);
}
