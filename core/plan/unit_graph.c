/* SPDX-License-Identifier: MIT */
#include "core/plan/unit_graph.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/plan/unit_cycles.h"
#include "core/sys/pool.h"

enum { BLOCK = 32 };

/* Where the links of a file are. */
struct file_links {
    unsigned worker;
    uint32_t edges; /* the first one */
    uint32_t text;
    uint32_t text_len;
};

/* What a thread needs for itself. */
struct worker {
    struct unit_links links;
    struct hasher hasher;
    struct buf label;
    struct names {
        VEC_FIELDS(struct str);
    } names;
};

/* One run of unit_graph_init. */
struct building {
    struct unit_graph *graph;
    const struct unit_basis *basis;
    bool hashes; /* digests of nodes are wanted */
    struct worker *workers;
    struct file_links *links; /* by file */
    uint32_t *edges_len;      /* by node */
    file_id *todo;            /* the files that are left */
    unsigned char *done;      /* by file */
    size_t todo_len;
};

/* The nodes of one file being made. */
struct making {
    struct building *building;
    struct worker *worker;
    file_id file;
    const struct unit_file *entry;
    const struct link_node *seen; /* by node of the file */
    const uint32_t *imports;      /* of the node that comes next */
    const node_id *edges;
};

/* So that a sum of labels says which they were. */
static uint64_t
mix(uint64_t label)
{
    label = (label ^ label >> 31) * 0x9e3779b97f4a7c15u;
    return label ^ label >> 29;
}

/* ---- labels */

static uint64_t
label_of(struct buf *text, size_t path_len, struct str name)
{
    text->len = path_len;
    buf_str(text, name);
    return hash_64(text->data, text->len);
}

static void
label_file(struct unit_graph *graph, struct buf *text, file_id file)
{
    const struct str known[UNIT_NODE_FIRST] = {
        STR("(whole)"), STR("(base)"), STR("(names)"), STR("(imports)")};
    const struct unit_file *entry = &graph->files.files[file];
    const struct symbols *symbols = &entry->symbols;
    uint64_t *labels = &graph->labels[entry->node];
    buf_clear(text);
    buf_str(text, graph->files.state->tree.files.items[file].path);
    buf_byte(text, ':');
    size_t len = text->len;
    for (int i = 0; i < UNIT_NODE_FIRST; i++) {
        bool opaque = entry->opaque && i != UNIT_NODE_WHOLE;
        labels[i] = label_of(text, len, opaque ? STR("(opaque)") : known[i]);
    }
    for (uint32_t i = UNITS_NAMED; !entry->opaque && i < symbols->units_len;
         i++) {
        labels[UNIT_NODE_FIRST + i - UNITS_NAMED] =
            label_of(text, len, symbols_name(symbols, symbols->units[i].name));
    }
}

static void
label_files(unsigned worker, void *context, size_t from, size_t to)
{
    struct building *building = context;
    for (size_t i = from; i < to; i++) {
        label_file(building->graph, &building->workers[worker].label,
                   (file_id)i);
    }
}

/* ---- digests of nodes */

static struct hasher *
begin_digest(const struct making *making, const char *what)
{
    const struct tree *tree = &making->building->basis->state->tree;
    struct hasher *hasher = &making->worker->hasher;
    hasher_begin(hasher, what);
    hasher_text(hasher, 'p', tree->files.items[making->file].path);
    return hasher;
}

static void
hash_import(const struct making *making, uint32_t import)
{
    const struct unit_basis *basis = making->building->basis;
    reference_id id = basis->state->imports.items[import].reference;
    hasher_digest(&making->worker->hasher, 'r',
                  record_reference(basis->recorder, id));
}

static void
hash_dynamic(const struct making *making)
{
    const struct unit_files *files = &making->building->graph->files;
    struct range range = files->state->imports_of.items[making->file];
    for (uint32_t i = range.first; i < range.first + range.len; i++) {
        if (files->imports[i].is_dynamic) {
            hash_import(making, i);
        }
    }
}

static struct str
stamp_text(const struct symbol_digest *stamp)
{
    return (struct str){(const char *)stamp->bytes, sizeof(stamp->bytes)};
}

/* What the unit is, and what its imports lead to, and how. */
static void
hash_unit(const struct making *making, uint32_t unit, uint32_t imports_len,
          struct digest *own)
{
    const struct symbols *symbols = &making->entry->symbols;
    enum stamp_level level = unit_file_level(
        making->entry, level_stamp(making->building->graph->level));
    const struct symbol_digest *stamp =
        symbols_unit_stamp(symbols, unit, level);
    struct hasher *hasher = begin_digest(making, "unit");
    hasher_text(hasher, 'n',
                unit == UNIT_BASE
                    ? STR("(base)")
                    : symbols_name(symbols, symbols->units[unit].name));
    if (stamp) {
        hasher_text(hasher, 's', stamp_text(stamp));
    }
    for (uint32_t i = 0; i < imports_len; i++) {
        hash_import(making, making->imports[i]);
    }
    if (unit == UNIT_BASE) {
        hash_dynamic(making);
    }
    hasher_end(hasher, own);
}

static int
compare_names(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void
hash_names(const struct making *making, struct digest *own)
{
    const struct symbols *symbols = &making->entry->symbols;
    struct names *names = &making->worker->names;
    names->len = 0;
    for (uint32_t i = UNITS_NAMED; i < symbols->units_len; i++) {
        VEC_PUSH(names, symbols_name(symbols, symbols->units[i].name));
    }
    if (names->len > 1) {
        qsort(names->items, names->len, sizeof(struct str), compare_names);
    }
    struct hasher *hasher = begin_digest(making, "unit names");
    for (size_t i = 0; i < names->len; i++) {
        hasher_text(hasher, 'n', names->items[i]);
    }
    hasher_end(hasher, own);
}

static void
hash_statements(const struct making *making, struct digest *own)
{
    const struct symbols *symbols = &making->entry->symbols;
    struct hasher *hasher = begin_digest(making, "unit imports");
    hasher_text(hasher, 's', stamp_text(&symbols->digests[0]));
    hasher_digest(hasher, 'r', &making->building->basis->records[making->file]);
    hasher_end(hasher, own);
}

static void
hash_node(const struct making *making, uint32_t node, struct digest *own)
{
    const struct unit_basis *basis = making->building->basis;
    if (node == UNIT_NODE_WHOLE || making->entry->opaque) {
        *own = basis->nodes[making->file];
    } else if (node == UNIT_NODE_BASE) {
        hash_unit(making, UNIT_BASE, making->seen[node].imports_len, own);
    } else if (node == UNIT_NODE_NAMES) {
        hash_names(making, own);
    } else if (node == UNIT_NODE_IMPORTS) {
        hash_statements(making, own);
    } else {
        hash_unit(making, node - UNIT_NODE_FIRST + UNITS_NAMED,
                  making->seen[node].imports_len, own);
    }
}

/* The digest of a node covers the labels of what it has edges to. */
static void
cover_edges(const struct making *making, uint32_t len, struct digest *own)
{
    const uint64_t *labels = making->building->graph->labels;
    uint64_t sum;
    memcpy(&sum, own->bytes, sizeof(sum));
    for (uint32_t i = 0; i < len; i++) {
        sum += mix(labels[making->edges[i]]);
    }
    memcpy(own->bytes, &sum, sizeof(sum));
}

static void
make_nodes(struct making *making, size_t nodes)
{
    struct building *building = making->building;
    uint32_t first = making->entry->node;
    for (uint32_t i = 0; i < nodes; i++) {
        const struct link_node *seen = &making->seen[i];
        building->edges_len[first + i] = seen->edges_len;
        if (!building->hashes) {
            continue;
        }
        struct digest *own = &building->graph->own[first + i];
        hash_node(making, i, own);
        cover_edges(making, seen->edges_len, own);
        making->imports += seen->imports_len;
        making->edges += seen->edges_len;
    }
}

/* ---- all files */

static void
link_file(struct building *building, unsigned number, file_id file)
{
    struct worker *worker = &building->workers[number];
    struct unit_links *links = &worker->links;
    struct file_links *row = &building->links[file];
    *row = (struct file_links){.worker = number,
                               .edges = (uint32_t)links->edges.len,
                               .text = (uint32_t)links->text.len};
    links->seen.len = links->imports.len = 0;
    building->done[file] = unit_links_file(links, file);
    if (!building->done[file]) {
        return;
    }
    row->text_len = (uint32_t)links->text.len - row->text;
    struct making making = {
        .building = building,
        .worker = worker,
        .file = file,
        .entry = &building->graph->files.files[file],
        .seen = links->seen.items,
        .imports = links->imports.items,
        .edges = links->edges.items ? links->edges.items + row->edges : NULL,
    };
    make_nodes(&making, links->seen.len);
}

static void
link_files(unsigned worker, void *context, size_t from, size_t to)
{
    struct building *building = context;
    for (size_t i = from; i < to; i++) {
        link_file(building, worker, building->todo[i]);
    }
}

/* Look for the submodules that were in question; these files are left. */
static void
prepare_next(struct building *building, unsigned jobs)
{
    size_t left = 0;
    for (unsigned i = 0; i < jobs; i++) {
        struct unit_walk *walk = &building->workers[i].links.walk;
        for (size_t k = 0; k < walk->missing.len; k++) {
            unit_files_learn(&building->graph->files,
                             walk->missing.items[k].place,
                             walk->missing.items[k].name);
        }
        walk->missing.len = 0;
    }
    for (size_t i = 0; i < building->todo_len; i++) {
        if (!building->done[building->todo[i]]) {
            building->todo[left++] = building->todo[i];
        }
    }
    building->todo_len = left;
}

/* Put together what the threads have found. */
static void
join(struct building *building)
{
    struct unit_graph *graph = building->graph;
    const struct unit_files *files = &graph->files;
    graph_init(&graph->graph, files->nodes_len);
    graph_init(&graph->texts, (uint32_t)files->len);
    for (size_t i = 0; i < files->len; i++) {
        const struct file_links *row = &building->links[i];
        const struct unit_links *links = &building->workers[row->worker].links;
        size_t at = row->edges;
        uint32_t end =
            i + 1 < files->len ? files->files[i + 1].node : files->nodes_len;
        for (uint32_t node = files->files[i].node; node < end; node++) {
            uint32_t len = building->edges_len[node];
            graph_put_node(&graph->graph,
                           len > 0 ? links->edges.items + at : NULL, len);
            at += len;
        }
        graph_put_node(&graph->texts,
                       row->text_len > 0 ? links->text.items + row->text : NULL,
                       row->text_len);
    }
    graph_finish(&graph->graph);
    graph_finish(&graph->texts);
}

static void
workers_init(struct building *building, unsigned jobs)
{
    const struct unit_basis *basis = building->basis;
    building->workers = memory_zero(jobs * sizeof(struct worker));
    for (unsigned i = 0; i < jobs; i++) {
        struct worker *worker = &building->workers[i];
        unit_links_init(&worker->links, &building->graph->files, basis->graphs,
                        basis->level);
        hasher_init(&worker->hasher, basis->hasher->algorithm);
        buf_init(&worker->label, BUF_UNLIMITED);
    }
}

static void
workers_release(struct building *building, unsigned jobs)
{
    for (unsigned i = 0; i < jobs; i++) {
        struct worker *worker = &building->workers[i];
        unit_links_release(&worker->links);
        hasher_release(&worker->hasher);
        buf_release(&worker->label);
        VEC_RELEASE(&worker->names);
    }
    free(building->workers);
}

/* Fill graph and texts, and own and labels if digests are wanted. */
static void
build(struct building *building)
{
    struct unit_graph *graph = building->graph;
    const struct unit_basis *basis = building->basis;
    size_t len = basis->len;
    unsigned jobs = unit_files_jobs(basis->state);
    struct span span = span_begin(basis->state->timeline, PHASE_UNITS);
    struct crew crew = {jobs, basis->state->timeline};
    graph->level = basis->level;
    unit_files_init(&graph->files, basis->state, len, basis->touched,
                    basis->level);
    size_t nodes = (size_t)graph->files.nodes_len + 1;
    workers_init(building, jobs);
    building->edges_len = memory_zero(nodes * sizeof(uint32_t));
    building->links = memory_zero((len + 1) * sizeof(*building->links));
    building->todo = memory_new((len + 1) * sizeof(*building->todo));
    building->done = memory_zero(len + 1);
    for (file_id file = 0; file < len; file++) {
        building->todo[building->todo_len++] = file;
    }
    if (building->hashes) {
        graph->own = memory_zero(nodes * sizeof(struct digest));
        graph->labels = memory_zero(nodes * sizeof(uint64_t));
        pool_for(crew, len, BLOCK, label_files, building);
    }
    while (building->todo_len > 0) {
        pool_for(crew, building->todo_len, BLOCK, link_files, building);
        prepare_next(building, jobs);
    }
    join(building);
    workers_release(building, jobs);
    free(building->edges_len);
    free(building->links);
    free(building->todo);
    free(building->done);
    span_end(&span);
}

void
unit_graph_link(struct unit_graph *graph, const struct unit_basis *basis)
{
    struct building building = {.graph = graph, .basis = basis};
    memset(graph, 0, sizeof(*graph));
    build(&building);
}

void
unit_graph_init(struct unit_graph *graph, const struct unit_basis *basis)
{
    struct building building = {.graph = graph, .basis = basis, .hashes = true};
    memset(graph, 0, sizeof(*graph));
    build(&building);
    scc_find(&graph->graph, &graph->scc);
    if (basis->level == LEVEL_CODE) {
        unit_cycles_widen(&graph->files, &graph->graph, &graph->scc);
    }
    graph->closures =
        memory_new(((size_t)graph->scc.len + 1) * sizeof(struct digest));
    closure_compute(&graph->graph, &graph->scc, graph->own, basis->hasher,
                    graph->closures);
}

void
unit_graph_release(struct unit_graph *graph)
{
    graph_release(&graph->graph);
    graph_release(&graph->texts);
    scc_release(&graph->scc);
    unit_files_release(&graph->files);
    free(graph->own);
    free(graph->labels);
    free(graph->closures);
}

void
unit_taken_init(struct unit_taken *taken, const struct unit_graph *graph)
{
    taken->marks = memory_zero(((size_t)graph->scc.len + 1) * sizeof(uint32_t));
    taken->mark = 0;
}

void
unit_taken_release(struct unit_taken *taken)
{
    free(taken->marks);
}

uint64_t
unit_graph_seen(const struct unit_graph *graph, file_id file,
                struct unit_taken *taken, struct digest_list *parts)
{
    uint64_t sum = 0;
    uint32_t len;
    const node_id *nodes = graph_edges(&graph->texts, file, &len);
    parts->len = 0;
    taken->mark++;
    for (uint32_t i = 0; i < len; i++) {
        uint32_t component = graph->scc.component[nodes[i]];
        sum += mix(graph->labels[nodes[i]]);
        if (taken->marks[component] != taken->mark) {
            taken->marks[component] = taken->mark;
            VEC_PUSH(parts, graph->closures[component]);
        }
    }
    parts->len = closure_sort(parts->items, parts->len);
    return sum;
}
