/* SPDX-License-Identifier: MIT */
/*
 * unit_links - from what the units of a file refer to, to the nodes they see.
 *
 * Each chain of a file is followed once, however many of its units have it.
 *
 * Ownership: borrows the files, owns its tables.
 * Threads: each has unit_links of its own; the files are only read.
 * Calling sequence: unit_links_init; unit_links_file for any number of files,
 * whose results are taken from the lists' ends; unit_links_release.
 */
#ifndef CORE_PLAN_UNIT_LINKS_H
#define CORE_PLAN_UNIT_LINKS_H

#include "core/graph/graph.h"
#include "core/plan/edge_graphs.h"
#include "core/plan/level.h"
#include "core/plan/unit_walk.h"

/* A chain of the file at hand: another one and a name. */
struct link_chain {
    bool known;         /* it was followed */
    uint32_t own;       /* the unit of the file that it begins with */
    struct range nodes; /* of unit_links.nodes: the others that it leads to */
};

/* Which nodes are in a list already. */
struct node_marks {
    uint32_t *marks; /* by node: the last mark that it got */
    uint32_t mark;   /* of the list at hand */
};

/* What a node of the file sees. */
struct link_node {
    uint32_t edges_len;   /* in unit_links.edges */
    uint32_t imports_len; /* in unit_links.imports */
};

struct unit_links {
    const struct unit_files *files;
    const struct state *state;
    const struct edge_graphs *graphs;
    enum level level;
    struct unit_walk walk;

    /* The file at hand. */
    file_id file;
    struct {
        VEC_FIELDS(uint32_t);
    } heads; /* by number of a name: index in chains + 1, or 0 */
    struct {
        VEC_FIELDS(struct link_chain);
    } chains;
    struct map longer; /* (number of a chain, name) -> index in chains */
    uint32_t numbered; /* chains of the files before */
    struct node_list nodes;
    struct node_marks in_edges;
    struct node_marks in_text;

    /* Results. */
    struct {
        VEC_FIELDS(struct link_node);
    } seen; /* by node, those of a file in their order */
    struct node_list edges;
    struct {
        VEC_FIELDS(uint32_t);
    } imports; /* in state->imports: those that concern the node */
    struct node_list text;
};

void unit_links_init(struct unit_links *links, const struct unit_files *files,
                     const struct edge_graphs *graphs, enum level level);
void unit_links_release(struct unit_links *links);

/*
 * Append to `seen`, `edges` and `imports` what each node of the file sees, and
 * to `text` the nodes that its text refers to; in each list a node is there
 * once.  If a submodule is in question that nobody has looked for, it is added
 * to the walk's `missing`, false is returned, and nothing is appended but that.
 */
bool unit_links_file(struct unit_links *links, file_id file);

#endif
