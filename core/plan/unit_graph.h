/* SPDX-License-Identifier: MIT */
/*
 * unit_graph - who sees what, unit by unit, and a digest of all that each
 * node sees (design.md, "Keys follow names"; levels.md, U1 - U12).
 *
 * The nodes are those of unit_files.h.  A unit sees the base of its module
 * and what it refers to (unit_links.h); a whole file is what the graph of
 * files says it is, so all that is in doubt is as it was without units.
 *
 * A node's own digest covers which nodes it sees, so that within a component
 * too nothing can come to mean another thing unnoticed.
 *
 * The graph is rebuilt from the facts in every run: nothing of it is stored.
 *
 * Ownership: owns its arrays and the files' facts.  Threads: one at a time.
 */
#ifndef CORE_PLAN_UNIT_GRAPH_H
#define CORE_PLAN_UNIT_GRAPH_H

#include "core/graph/closure.h"
#include "core/plan/record.h"
#include "core/plan/unit_links.h"

struct unit_graph {
    struct unit_files files;
    struct unit_links links;
    enum level level;
    struct graph graph;
    struct scc scc;
    struct digest *own;      /* by node */
    uint64_t *labels;        /* by node: of its path and name */
    struct digest *closures; /* by component */
};

/* What the graph is built upon. */
struct unit_basis {
    struct state *state;
    enum level level;
    const unsigned char *touched; /* as for keys_compute */
    struct recorder *recorder;    /* that knows all references */
    const struct digest *records; /* by file */
    const struct digest *wholes;  /* by file: its closure as a file */
    struct hasher *hasher;
};

void unit_graph_init(struct unit_graph *graph, const struct unit_basis *basis);
void unit_graph_release(struct unit_graph *graph);

/* The closures of all that the text of the file sees, into `parts`: sorted,
   each once.  Returns a hash of which nodes these are. */
struct digest_list {
    VEC_FIELDS(struct digest);
};
uint64_t unit_graph_seen(struct unit_graph *graph, file_id file,
                         struct digest_list *parts);

#endif
