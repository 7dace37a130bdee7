/* SPDX-License-Identifier: MIT */
/*
 * import_order - what mypy's answers depend on besides names (levels.md, D8
 * and U9).
 *
 * Whether `a.b` is an attribute of `a` depends on whether anything imports it
 * that the file imports, at any distance; so the key covers which modules can
 * be reached by imports, and through which.
 *
 * In a cycle, what mypy says of a name ("Cannot determine type") depends on
 * the order in which it meets the modules.  So if there is a cycle in what can
 * be reached, the key covers all import statements there.  mypy does not take
 * a package for something that its modules import, nor does `from a.b import
 * c` import a; with these edges nearly every package would be one cycle.
 *
 * Ownership: owns its arrays.  Threads: one at a time.
 */
#ifndef CORE_PLAN_IMPORT_ORDER_H
#define CORE_PLAN_IMPORT_ORDER_H

#include "core/base/hash.h"
#include "core/graph/scc.h"
#include "core/plan/state.h"

struct import_order {
    struct scc scc;           /* of what mypy takes for imports */
    unsigned char *is_cyclic; /* by component: it reaches a cycle */
    struct digest *modules;   /* by component: what it reaches */
};

/* `graph` is that of edge_graphs.h; `touched` as for keys_compute. */
void import_order_init(struct import_order *order, const struct state *state,
                       const struct graph *graph, const unsigned char *touched,
                       struct hasher *hasher);
void import_order_release(struct import_order *order);

/* Does the file reach a cycle? */
bool import_order_is_cyclic(const struct import_order *order, file_id file);

/* What the file reaches. */
const struct digest *import_order_modules(const struct import_order *order,
                                          file_id file);

#endif
