/* SPDX-License-Identifier: MIT */
/*
 * emit - a graph as text: JSON, Graphviz, Mermaid, an indented list.
 *
 *     json     {"a.py": ["b.py"], …} as `ruff analyze graph` prints it
 *     dot      digraph of quoted names (Graphviz)
 *     mermaid  flowchart LR with numbered nodes and quoted labels
 *     text     a name, then its targets indented by two spaces
 *
 * Nodes and targets come in the caller's order of names, so the bytes do
 * not depend on ids.
 *
 * Ownership: borrows everything.  Threads: safe on its own output.
 */
#ifndef CORE_GRAPH_EMIT_H
#define CORE_GRAPH_EMIT_H

#include <stdbool.h>

#include "core/base/buf.h"
#include "core/base/str.h"
#include "core/graph/graph.h"

enum emit_format { EMIT_JSON, EMIT_DOT, EMIT_MERMAID, EMIT_TEXT };

struct emit {
    const struct graph *graph;
    const struct str *names; /* by node */
    const node_id *order;    /* nodes sorted by name, order_len of them */
    const uint32_t *rank;    /* by node: its place in order */
    uint32_t order_len;
    const unsigned char *shown; /* by node: stands there even without edges */
};

/* Append all shown nodes, and all that have targets, to `out`. */
void emit_graph(const struct emit *emit, enum emit_format format,
                struct buf *out);

#endif
