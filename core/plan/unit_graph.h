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
 * Ownership: owns its arrays and the files' facts.  Threads: as many as the
 * symbol cache may use, in unit_graph_init; read-only after that.
 */
#ifndef CORE_PLAN_UNIT_GRAPH_H
#define CORE_PLAN_UNIT_GRAPH_H

#include "core/graph/closure.h"
#include "core/plan/record.h"
#include "core/plan/unit_links.h"

struct unit_graph {
    struct unit_files files;
    enum level level;
    struct graph graph;
    struct graph texts; /* by file: the nodes that its text refers to */
    struct scc scc;
    struct digest *own;      /* by node */
    uint64_t *labels;        /* by node: of its path and name */
    struct digest *closures; /* by component */
};

/* What the graph is built upon. */
struct unit_basis {
    struct state *state;
    enum level level;
    size_t len;                   /* files of the state that count */
    const unsigned char *touched; /* as for keys_compute */
    struct recorder *recorder;    /* that knows all references */
    const struct edge_graphs *graphs;
    const struct digest *records; /* by file */
    const struct digest *nodes;   /* by file: its own, as a file's */
    struct hasher *hasher;
};

void unit_graph_init(struct unit_graph *graph, const struct unit_basis *basis);
/* Only graph and texts: who sees what.  Of the basis, recorder, records,
   nodes and hasher are not looked at. */
void unit_graph_link(struct unit_graph *graph, const struct unit_basis *basis);
void unit_graph_release(struct unit_graph *graph);

/*
 * Which components have been taken for the file at hand; each thread needs
 * its own.
 */
struct unit_taken {
    uint32_t *marks; /* by component */
    uint32_t mark;
};

void unit_taken_init(struct unit_taken *taken, const struct unit_graph *graph);
void unit_taken_release(struct unit_taken *taken);

/* The closures of all that the text of the file refers to, into `parts`:
   sorted, each once.  Returns a hash of which nodes these are. */
struct digest_list {
    VEC_FIELDS(struct digest);
};
uint64_t unit_graph_seen(const struct unit_graph *graph, file_id file,
                         struct unit_taken *taken, struct digest_list *parts);

#endif
