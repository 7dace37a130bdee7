/* SPDX-License-Identifier: MIT */
#include "core/plan/unit_graph.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

/* One run of unit_graph_init. */
struct building {
    struct unit_graph *graph;
    const struct unit_basis *basis;
    uint32_t node; /* that begins next */
    struct {
        VEC_FIELDS(struct str);
    } names;
};

static struct digest *
begin_node(struct building *building, file_id file, struct str name)
{
    const struct tree *tree = &building->basis->state->tree;
    const struct str parts[] = {tree->files.items[file].path, STR(":"), name};
    building->graph->labels[building->node] = hash_64_parts(parts, 3);
    graph_begin_node(&building->graph->graph);
    return &building->graph->own[building->node++];
}

static void
add_out(struct building *building)
{
    const struct unit_links *links = &building->graph->links;
    for (size_t i = 0; i < links->out.len; i++) {
        graph_add_edge(&building->graph->graph, links->out.items[i]);
    }
}

static void
hash_path(struct building *building, const char *what, file_id file)
{
    const struct unit_basis *basis = building->basis;
    hasher_begin(basis->hasher, what);
    hasher_text(basis->hasher, 'p', basis->state->tree.files.items[file].path);
}

/* ---- nodes of a file */

static void
add_whole(struct building *building, file_id file)
{
    *begin_node(building, file, STR("(whole)")) = building->basis->wholes[file];
}

static void
hash_import(struct building *building, const struct resolved_import *import)
{
    const struct unit_basis *basis = building->basis;
    hasher_digest(basis->hasher, 'r',
                  record_reference(basis->recorder, import->reference));
}

/* What the imports of the unit lead to, and how. */
static void
hash_imports(struct building *building, file_id file, uint32_t unit)
{
    const struct unit_files *files = &building->graph->files;
    const struct symbols *symbols = &files->files.items[file].symbols;
    struct symbol_refs refs = symbols_refs(symbols, unit);
    struct symbol_ref ref;
    while (symbol_refs_next(&refs, &ref)) {
        if (ref.len > 0) {
            continue;
        }
        const struct symbol_import *statement = &symbols->imports[ref.import];
        struct range range = unit_files_imports(files, file, statement);
        for (uint32_t i = range.first; i < range.first + range.len; i++) {
            const struct resolved_import *import =
                &files->state->imports.items[i];
            if (unit_links_concerns(files, file, unit, statement, import)) {
                hash_import(building, import);
            }
        }
    }
}

static void
hash_dynamic(struct building *building, file_id file)
{
    const struct unit_files *files = &building->graph->files;
    struct range range = files->state->imports_of.items[file];
    for (uint32_t i = range.first; i < range.first + range.len; i++) {
        const struct resolved_import *import = &files->state->imports.items[i];
        if (unit_links_is_dynamic(files, file, import)) {
            hash_import(building, import);
        }
    }
}

static void
add_unit(struct building *building, file_id file, uint32_t unit)
{
    struct unit_graph *graph = building->graph;
    const struct unit_file *entry = &graph->files.files.items[file];
    struct hasher *hasher = building->basis->hasher;
    uint32_t number = entry->symbols.units[unit].name;
    struct str name = unit == UNIT_BASE ? STR("(base)")
                                        : symbols_name(&entry->symbols, number);
    struct digest *own = begin_node(building, file, name);
    enum stamp_level level = unit_file_level(entry, level_stamp(graph->level));
    const struct symbol_digest *stamp =
        symbols_unit_stamp(&entry->symbols, unit, level);
    hash_path(building, "unit", file);
    hasher_text(hasher, 'n', name);
    if (stamp) {
        hasher_text(
            hasher, 's',
            (struct str){(const char *)stamp->bytes, sizeof(stamp->bytes)});
    }
    hash_imports(building, file, unit);
    if (unit == UNIT_BASE) {
        hash_dynamic(building, file);
    }
    hasher_end(hasher, own);
    unit_links_unit(&graph->links, file, unit);
    add_out(building);
}

static int
compare_names(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void
add_names(struct building *building, file_id file)
{
    struct unit_graph *graph = building->graph;
    const struct symbols *symbols = &graph->files.files.items[file].symbols;
    struct digest *own = begin_node(building, file, STR("(names)"));
    building->names.len = 0;
    for (uint32_t i = UNITS_NAMED; i < symbols->units_len; i++) {
        VEC_PUSH(&building->names,
                 symbols_name(symbols, symbols->units[i].name));
    }
    if (building->names.len > 1) {
        qsort(building->names.items, building->names.len, sizeof(struct str),
              compare_names);
    }
    hash_path(building, "unit names", file);
    for (size_t i = 0; i < building->names.len; i++) {
        hasher_text(building->basis->hasher, 'n', building->names.items[i]);
    }
    hasher_end(building->basis->hasher, own);
    unit_links_names(&graph->links, file);
    add_out(building);
}

static void
add_imports(struct building *building, file_id file)
{
    const struct unit_basis *basis = building->basis;
    const struct symbols *symbols =
        &building->graph->files.files.items[file].symbols;
    struct digest *own = begin_node(building, file, STR("(imports)"));
    hash_path(building, "unit imports", file);
    hasher_text(basis->hasher, 's',
                (struct str){(const char *)symbols->digests[0].bytes,
                             sizeof(symbols->digests[0].bytes)});
    hasher_digest(basis->hasher, 'r', &basis->records[file]);
    hasher_end(basis->hasher, own);
}

static void
add_file(struct building *building, file_id file)
{
    const struct unit_file *entry = &building->graph->files.files.items[file];
    add_whole(building, file);
    if (entry->opaque) {
        for (int i = UNIT_NODE_WHOLE + 1; i < UNIT_NODE_FIRST; i++) {
            *begin_node(building, file, STR("(opaque)")) =
                building->basis->wholes[file];
        }
        return;
    }
    add_unit(building, file, UNIT_BASE);
    add_names(building, file);
    add_imports(building, file);
    for (uint32_t i = UNITS_NAMED; i < entry->symbols.units_len; i++) {
        add_unit(building, file, i);
    }
}

/* So that a sum of labels says which they were. */
static uint64_t
mix(uint64_t label)
{
    label = (label ^ label >> 31) * 0x9e3779b97f4a7c15u;
    return label ^ label >> 29;
}

/* The digest of a node covers the labels of what it has edges to. */
static void
cover_edges(struct unit_graph *graph)
{
    for (uint32_t node = 0; node < graph->files.nodes_len; node++) {
        uint32_t len;
        uint64_t sum;
        const node_id *edges = graph_edges(&graph->graph, node, &len);
        memcpy(&sum, graph->own[node].bytes, sizeof(sum));
        for (uint32_t i = 0; i < len; i++) {
            sum += mix(graph->labels[edges[i]]);
        }
        memcpy(graph->own[node].bytes, &sum, sizeof(sum));
    }
}

void
unit_graph_init(struct unit_graph *graph, const struct unit_basis *basis)
{
    struct building building = {.graph = graph, .basis = basis};
    struct state *state = basis->state;
    memset(graph, 0, sizeof(*graph));
    graph->level = basis->level;
    unit_files_init(&graph->files, state, basis->touched);
    unit_links_init(&graph->links, &graph->files, basis->level);
    uint32_t nodes = graph->files.nodes_len;
    graph->own = memory_zero(((size_t)nodes + 1) * sizeof(struct digest));
    graph->labels = memory_zero(((size_t)nodes + 1) * sizeof(uint64_t));
    graph_init(&graph->graph, nodes);
    for (file_id file = 0; file < state->tree.files.len; file++) {
        add_file(&building, file);
    }
    graph_finish(&graph->graph);
    cover_edges(graph);
    VEC_RELEASE(&building.names);
    scc_find(&graph->graph, &graph->scc);
    graph->closures =
        memory_new(((size_t)graph->scc.len + 1) * sizeof(struct digest));
    closure_compute(&graph->graph, &graph->scc, graph->own, basis->hasher,
                    graph->closures);
}

void
unit_graph_release(struct unit_graph *graph)
{
    graph_release(&graph->graph);
    scc_release(&graph->scc);
    unit_links_release(&graph->links);
    unit_files_release(&graph->files);
    free(graph->own);
    free(graph->labels);
    free(graph->closures);
}

static int
compare_nodes(const void *a, const void *b)
{
    node_id x = *(const node_id *)a;
    node_id y = *(const node_id *)b;
    return (x > y) - (x < y);
}

uint64_t
unit_graph_seen(struct unit_graph *graph, file_id file,
                struct digest_list *parts)
{
    uint64_t sum = 0;
    unit_links_text(&graph->links, file);
    struct unit_links *links = &graph->links;
    parts->len = 0;
    if (links->out.len > 1) {
        qsort(links->out.items, links->out.len, sizeof(node_id), compare_nodes);
    }
    for (size_t i = 0; i < links->out.len; i++) {
        node_id node = links->out.items[i];
        if (i == 0 || node != links->out.items[i - 1]) {
            sum += mix(graph->labels[node]);
            VEC_PUSH(parts, graph->closures[graph->scc.component[node]]);
        }
    }
    parts->len = closure_sort(parts->items, parts->len);
    return sum;
}
