/* SPDX-License-Identifier: MIT */
/*
 * closure - a digest per node of all that can be reached from it.
 *
 * A Merkle hash over components: of each member its own digest, then the
 * closures of the components that it has edges to.  Members and parts are
 * put in the order of their digests, so numbering does not matter.  Linear
 * in nodes and edges but for that sorting.
 *
 * Ownership: plain arrays of the caller.  Threads: safe on its own data.
 */
#ifndef CORE_GRAPH_CLOSURE_H
#define CORE_GRAPH_CLOSURE_H

#include "core/base/hash.h"
#include "core/graph/scc.h"

/*
 * `own[node]` are the digests of the nodes by themselves.  Fills
 * closures[component], scc->len of them.
 */
void closure_compute(const struct graph *graph, const struct scc *scc,
                     const struct digest *own, struct hasher *hasher,
                     struct digest *closures);

/* Sort digests and drop repeated ones; returns how many are left. */
size_t closure_sort(struct digest *digests, size_t len);

#endif
