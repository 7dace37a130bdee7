/* SPDX-License-Identifier: MIT */
#include "core/graph/closure.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

/* Up to so many are sorted by insertion alone. */
enum { FEW = 12, SHARE_MAX = 24 };

static int
compare(const void *a, const void *b)
{
    return digest_compare(a, b);
}

static void
insert_all(struct digest *digests, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        struct digest digest = digests[i];
        size_t at = i;
        while (at > 0 && digest_compare(&digest, &digests[at - 1]) < 0) {
            digests[at] = digests[at - 1];
            at--;
        }
        digests[at] = digest;
    }
}

/* Which of `len` equal shares of all digests it is in. */
static size_t
share_of(const struct digest *digest, size_t len)
{
    const unsigned char *bytes = digest->bytes;
    uint64_t first = (uint64_t)bytes[0] << 24 | (uint64_t)bytes[1] << 16 |
                     (uint64_t)bytes[2] << 8 | bytes[3];
    return (size_t)(first * len >> 32);
}

/*
 * Digests are spread evenly, so each lies near the place that its first bytes
 * tell, and little is left to be done by insertion: a third of the time of
 * qsort.  If they are not, qsort it is.
 */
static void
sort_many(struct digest *digests, size_t len)
{
    struct digest *sorted = memory_new(len * sizeof(*sorted));
    uint32_t *next = memory_zero((len + 1) * sizeof(*next));
    uint32_t largest = 0;
    for (size_t i = 0; i < len; i++) {
        uint32_t count = ++next[share_of(&digests[i], len) + 1];
        largest = count > largest ? count : largest;
    }
    if (largest > SHARE_MAX) {
        qsort(digests, len, sizeof(*digests), compare);
    } else {
        for (size_t i = 1; i < len; i++) {
            next[i] += next[i - 1];
        }
        for (size_t i = 0; i < len; i++) {
            sorted[next[share_of(&digests[i], len)]++] = digests[i];
        }
        insert_all(sorted, len);
        memcpy(digests, sorted, len * sizeof(*sorted));
    }
    free(sorted);
    free(next);
}

size_t
closure_sort(struct digest *digests, size_t len)
{
    if (len < 2) {
        return len;
    }
    if (len <= FEW) {
        insert_all(digests, len);
    } else {
        sort_many(digests, len);
    }
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
