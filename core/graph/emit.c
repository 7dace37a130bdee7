/* SPDX-License-Identifier: MIT */
#include "core/graph/emit.h"

#include <stdlib.h>

#include "core/base/json.h"
#include "core/base/memory.h"

/* The targets of one node, as places in the order of names. */
struct targets {
    uint32_t *ranks;
    uint32_t len;
};

static int
compare_ranks(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void
take_targets(const struct emit *emit, node_id node, struct targets *targets)
{
    const node_id *edges = graph_edges(emit->graph, node, &targets->len);
    for (uint32_t i = 0; i < targets->len; i++) {
        targets->ranks[i] = emit->rank[edges[i]];
    }
    if (targets->len > 1) {
        qsort(targets->ranks, targets->len, sizeof(uint32_t), compare_ranks);
    }
}

static struct str
target_name(const struct emit *emit, const struct targets *targets, uint32_t i)
{
    return emit->names[emit->order[targets->ranks[i]]];
}

static void
json_node(const struct emit *emit, struct json *json, node_id node,
          const struct targets *targets)
{
    json_key_str(json, emit->names[node]);
    json_array(json);
    for (uint32_t i = 0; i < targets->len; i++) {
        json_str(json, target_name(emit, targets, i));
    }
    json_close(json);
}

/* A double-quoted string of Graphviz: only the quote needs a backslash; a
   backslash before anything else is kept by doubling it. */
static void
dot_string(struct buf *out, struct str text)
{
    buf_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\') {
            buf_byte(out, '\\');
        }
        buf_byte(out, text.data[i]);
    }
    buf_byte(out, '"');
}

static void
dot_node(const struct emit *emit, struct buf *out, node_id node,
         const struct targets *targets)
{
    buf_text(out, "  ");
    dot_string(out, emit->names[node]);
    buf_text(out, ";\n");
    for (uint32_t i = 0; i < targets->len; i++) {
        buf_text(out, "  ");
        dot_string(out, emit->names[node]);
        buf_text(out, " -> ");
        dot_string(out, target_name(emit, targets, i));
        buf_text(out, ";\n");
    }
}

/* Mermaid's labels take entities, by number, for what would end them. */
static void
mermaid_label(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte == '"' || byte == '#' || byte == ';' || byte < ' ') {
            buf_printf(out, "#%u;", byte);
        } else {
            buf_byte(out, text.data[i]);
        }
    }
}

static void
mermaid_node(const struct emit *emit, struct buf *out, node_id node,
             const struct targets *targets)
{
    buf_printf(out, "  n%u[\"", emit->rank[node]);
    mermaid_label(out, emit->names[node]);
    buf_text(out, "\"]\n");
    for (uint32_t i = 0; i < targets->len; i++) {
        buf_printf(out, "  n%u --> n%u\n", emit->rank[node], targets->ranks[i]);
    }
}

static void
text_node(const struct emit *emit, struct buf *out, node_id node,
          const struct targets *targets)
{
    buf_str(out, emit->names[node]);
    buf_byte(out, '\n');
    for (uint32_t i = 0; i < targets->len; i++) {
        buf_text(out, "  ");
        buf_str(out, target_name(emit, targets, i));
        buf_byte(out, '\n');
    }
}

static void
emit_node(const struct emit *emit, enum emit_format format, struct json *json,
          node_id node, const struct targets *targets)
{
    switch (format) {
    case EMIT_JSON:
        json_node(emit, json, node, targets);
        break;
    case EMIT_DOT:
        dot_node(emit, json->out, node, targets);
        break;
    case EMIT_MERMAID:
        mermaid_node(emit, json->out, node, targets);
        break;
    case EMIT_TEXT:
        text_node(emit, json->out, node, targets);
        break;
    }
}

static void
begin(struct json *json, enum emit_format format, struct buf *out)
{
    json_init(json, out);
    if (format == EMIT_JSON) {
        json_object(json);
    } else if (format == EMIT_DOT) {
        buf_text(out, "digraph imports {\n");
    } else if (format == EMIT_MERMAID) {
        buf_text(out, "flowchart LR\n");
    }
}

static void
end(struct json *json, enum emit_format format, struct buf *out)
{
    if (format == EMIT_JSON) {
        json_close(json);
        buf_byte(out, '\n');
    } else if (format == EMIT_DOT) {
        buf_text(out, "}\n");
    }
}

void
emit_graph(const struct emit *emit, enum emit_format format, struct buf *out)
{
    struct json json;
    struct targets targets;
    targets.ranks =
        memory_new(((size_t)emit->graph->nodes_len + 1) * sizeof(uint32_t));
    begin(&json, format, out);
    for (uint32_t i = 0; i < emit->order_len; i++) {
        node_id node = emit->order[i];
        take_targets(emit, node, &targets);
        if (targets.len > 0 || emit->shown[node]) {
            emit_node(emit, format, &json, node, &targets);
        }
    }
    end(&json, format, out);
    free(targets.ranks);
}
