/* SPDX-License-Identifier: MIT */
#include "core/plan/unit_links.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

static void
marks_init(struct node_marks *marks, uint32_t nodes)
{
    marks->marks = memory_zero(((size_t)nodes + 1) * sizeof(uint32_t));
    marks->mark = 0;
}

void
unit_links_init(struct unit_links *links, const struct unit_files *files,
                const struct edge_graphs *graphs, enum level level)
{
    memset(links, 0, sizeof(*links));
    links->files = files;
    links->state = files->state;
    links->graphs = graphs;
    links->level = level;
    unit_walk_init(&links->walk, files);
    marks_init(&links->in_edges, files->nodes_len);
    marks_init(&links->in_text, files->nodes_len);
}

void
unit_links_release(struct unit_links *links)
{
    free(links->in_edges.marks);
    free(links->in_text.marks);
    map_release(&links->longer);
    unit_walk_release(&links->walk);
    VEC_RELEASE(&links->heads);
    VEC_RELEASE(&links->chains);
    VEC_RELEASE(&links->nodes);
    VEC_RELEASE(&links->seen);
    VEC_RELEASE(&links->edges);
    VEC_RELEASE(&links->imports);
    VEC_RELEASE(&links->text);
}

static const struct unit_file *
file_at(const struct unit_links *links, file_id file)
{
    return &links->files->files[file];
}

static const struct reference *
reference_of(const struct unit_links *links, uint32_t import)
{
    reference_id id = links->state->imports.items[import].reference;
    return &links->state->resolver.references.items[id];
}

/* ---- chains of the file at hand */

static void
follow_chain(struct unit_links *links, struct link_chain *chain)
{
    struct node_list *out = &links->walk.out;
    out->len = 0;
    chain->known = true;
    chain->own = unit_walk_chain(&links->walk, links->file);
    chain->nodes =
        (struct range){(uint32_t)links->nodes.len, (uint32_t)out->len};
    for (size_t i = 0; i < out->len; i++) {
        VEC_PUSH(&links->nodes, out->items[i]);
    }
}

/* The index of the chain, which may be a new one. */
static uint32_t
find_chain(struct unit_links *links, const struct symbol_ref *ref)
{
    uint32_t fresh = (uint32_t)links->chains.len;
    uint32_t *head = &links->heads.items[ref->names[0]];
    if (*head == 0) {
        VEC_PUSH(&links->chains, (struct link_chain){.own = NO_NODE});
        *head = ++fresh;
    }
    uint32_t at = *head - 1;
    for (uint32_t i = 1; i < ref->len; i++) {
        uint64_t key = map_pair(links->numbered + at, ref->names[i]);
        uint32_t *next = map_entry(&links->longer, key, fresh);
        if (*next == fresh) {
            VEC_PUSH(&links->chains, (struct link_chain){.own = NO_NODE});
            fresh++;
        }
        at = *next;
    }
    return at;
}

static struct link_chain
chain_of(struct unit_links *links, const struct symbol_ref *ref)
{
    const struct symbols *symbols = &file_at(links, links->file)->symbols;
    uint32_t at = find_chain(links, ref);
    struct link_chain *chain = &links->chains.items[at];
    if (!chain->known) {
        links->walk.chain_len = ref->len;
        for (uint32_t i = 0; i < ref->len; i++) {
            links->walk.chain[i] =
                unit_name(symbols_name(symbols, ref->names[i]));
        }
        follow_chain(links, chain);
    }
    return *chain;
}

/* ---- what is seen */

static void
add_new(struct node_list *list, struct node_marks *marks, node_id node)
{
    if (marks->marks[node] != marks->mark) {
        marks->marks[node] = marks->mark;
        VEC_PUSH(list, node);
    }
}

/* The text refers to these nodes, and so does the unit if it `counts`. */
static void
see(struct unit_links *links, const struct node_list *nodes, struct range range,
    bool counts)
{
    for (uint32_t i = range.first; i < range.first + range.len; i++) {
        add_new(&links->text, &links->in_text, nodes->items[i]);
        if (counts) {
            add_new(&links->edges, &links->in_edges, nodes->items[i]);
        }
    }
}

static void
see_out(struct unit_links *links, bool counts)
{
    see(links, &links->walk.out,
        (struct range){0, (uint32_t)links->walk.out.len}, counts);
    links->walk.out.len = 0;
}

/* For a node that is none of the text's. */
static void
see_edges(struct unit_links *links)
{
    for (size_t i = 0; i < links->walk.out.len; i++) {
        add_new(&links->edges, &links->in_edges, links->walk.out.items[i]);
    }
    links->walk.out.len = 0;
}

/* ---- references of a unit */

/* A unit of the file at hand, and the level at which it is looked at. */
struct looking {
    uint32_t unit;
    enum stamp_level level;
};

static bool
is_seen(const struct looking *looking, int level)
{
    return looking->unit != UNIT_REST && level <= (int)looking->level;
}

/* What a star import brings depends on __all__. */
static void
add_exports(struct unit_links *links, place_id id)
{
    const struct resolver *resolver = &links->state->resolver;
    struct place place = resolver->places.items[id];
    uint32_t end = place.targets.first + place.targets.len;
    for (uint32_t i = end - place.own_len; i < end; i++) {
        unit_walk_exports(&links->walk, resolver->targets.items[i].file);
    }
}

/* What the import leads to. */
static void
add_modules(struct unit_links *links, uint32_t import, enum unit_node node)
{
    const struct reference *reference = reference_of(links, import);
    const struct fact_import *fact = reference->fact;
    unit_walk_place(&links->walk, reference->place, true, node);
    if (reference->member != NO_PLACE) {
        unit_walk_place(&links->walk, reference->member, true, node);
    }
    if (fact->form == FORM_IMPORT && !(fact->flags & IMPORT_ALIASED) &&
        reference->status != PLACE_ABSENT) {
        /* Which of its submodules are there depends on all imports. */
        unit_walk_file(&links->walk, links->file, UNIT_NODE_IMPORTS);
    }
    if (fact->form == FORM_STAR) {
        add_exports(links, reference->place);
    }
}

static void
add_import(struct unit_links *links, uint32_t import,
           const struct symbol_import *statement, const struct looking *looking)
{
    bool whole = statement->flags & SYMBOL_IN_CLASS;
    /* In a body that is not seen nobody asks what the names are (D8). */
    int names_level = statement->flags >> SYMBOL_LEVEL_SHIFT;
    VEC_PUSH(&links->imports, import);
    if (links->files->imports[import].is_dynamic) {
        return;
    }
    links->walk.out.len = 0;
    add_modules(links, import, whole ? UNIT_NODE_WHOLE : UNIT_NODE_BASE);
    see_out(links, looking->unit != UNIT_REST);
    if (reference_of(links, import)->fact->form == FORM_FROM &&
        names_level <= (int)STAMP_CODE) {
        unit_walk_import(&links->walk, import, whole);
        see_out(links, is_seen(looking, names_level));
    }
}

/* Those imports of the statement that concern the unit. */
static void
add_statement(struct unit_links *links, const struct symbol_import *statement,
              const struct looking *looking)
{
    const struct unit_files *files = links->files;
    const struct symbols *symbols = &file_at(links, links->file)->symbols;
    struct range range =
        unit_files_imports(links->state, links->file, statement);
    uint32_t end = range.first + range.len;
    if (looking->unit < UNITS_NAMED || !(statement->flags & SYMBOL_SIMPLE)) {
        for (uint32_t i = range.first; i < end; i++) {
            add_import(links, i, statement, looking);
        }
        return;
    }
    uint32_t name = symbols->units[looking->unit].name;
    struct unit_name bound = unit_name(symbols_name(symbols, name));
    uint32_t at = unit_files_find(files, links->file, &bound).import;
    for (; at; at = files->imports[at - 1].next) {
        if (at - 1 >= range.first && at - 1 < end) {
            add_import(links, at - 1, statement, looking);
        }
    }
}

static void
add_refs(struct unit_links *links, const struct looking *looking)
{
    const struct symbols *symbols = &file_at(links, links->file)->symbols;
    struct symbol_refs refs = symbols_refs(symbols, looking->unit);
    struct symbol_ref ref;
    while (symbol_refs_next(&refs, &ref)) {
        if (ref.len == 0) {
            add_statement(links, &symbols->imports[ref.import], looking);
            continue;
        }
        struct link_chain chain = chain_of(links, &ref);
        bool counts = is_seen(looking, (int)ref.level);
        see(links, &links->nodes, chain.nodes, counts);
        if (counts && chain.own != NO_NODE) {
            add_new(&links->edges, &links->in_edges, chain.own);
        }
    }
}

static void
add_files(struct unit_links *links, const struct graph *graph,
          enum unit_node node)
{
    uint32_t len;
    const node_id *files = graph_edges(graph, links->file, &len);
    for (uint32_t i = 0; i < len; i++) {
        unit_walk_file(&links->walk, files[i], node);
    }
}

/* The nodes with names that become names of the file by star imports. */
static void
find_star_names(struct unit_links *links)
{
    uint32_t at = file_at(links, links->file)->star;
    while (at) {
        unit_walk_place(&links->walk, reference_of(links, at - 1)->place, false,
                        UNIT_NODE_NAMES);
        at = links->files->imports[at - 1].next;
    }
}

/* What the file sees besides, whichever name is asked for. */
static void
add_surroundings(struct unit_links *links)
{
    struct range range = links->state->imports_of.items[links->file];
    links->walk.out.len = 0;
    add_files(links, &links->graphs->whole, UNIT_NODE_WHOLE);
    add_files(links, &links->graphs->base, UNIT_NODE_BASE);
    if (links->level == LEVEL_CODE) {
        /* pyrefly looks there for what an unknown name may be meant to be. */
        find_star_names(links);
    }
    for (uint32_t i = range.first; i < range.first + range.len; i++) {
        const struct reference *reference = reference_of(links, i);
        if (links->files->imports[i].is_dynamic) {
            unit_walk_place(&links->walk, reference->place, true,
                            UNIT_NODE_WHOLE);
            if (reference->member != NO_PLACE) {
                unit_walk_place(&links->walk, reference->member, true,
                                UNIT_NODE_WHOLE);
            }
        }
    }
    see_out(links, true);
}

/* ---- nodes of the file at hand */

/* Where the lists end. */
struct ends {
    size_t edges;
    size_t imports;
};

static struct ends
begin_node(struct unit_links *links)
{
    links->in_edges.mark++;
    return (struct ends){links->edges.len, links->imports.len};
}

static void
end_node(struct unit_links *links, struct ends begin)
{
    struct link_node node = {
        .edges_len = (uint32_t)(links->edges.len - begin.edges),
        .imports_len = (uint32_t)(links->imports.len - begin.imports),
    };
    VEC_PUSH(&links->seen, node);
}

static void
add_unit(struct unit_links *links, uint32_t unit)
{
    const struct unit_file *entry = file_at(links, links->file);
    struct looking looking = {
        .unit = unit,
        .level = unit_file_level(entry, level_stamp(links->level)),
    };
    struct ends begin = begin_node(links);
    add_refs(links, &looking);
    if (unit == UNIT_BASE) {
        add_surroundings(links);
    } else if (unit != UNIT_REST) {
        add_new(&links->edges, &links->in_edges, entry->node + UNIT_NODE_BASE);
    }
    if (unit == UNIT_REST) {
        links->imports.len = begin.imports;
    } else {
        end_node(links, begin);
    }
}

static void
add_names(struct unit_links *links)
{
    struct ends begin = begin_node(links);
    links->walk.out.len = 0;
    find_star_names(links);
    unit_walk_exports(&links->walk, links->file);
    see_edges(links);
    end_node(links, begin);
}

/* A node without edges. */
static void
add_plain(struct unit_links *links)
{
    end_node(links, begin_node(links));
}

/* What the file sees if nothing is known of its names, or if all of it is
   meant. */
static void
find_whole(struct unit_links *links)
{
    links->walk.out.len = 0;
    add_files(links, &links->graphs->used, UNIT_NODE_WHOLE);
    add_files(links, &links->graphs->run, UNIT_NODE_BASE);
}

/* Whoever has a module as a value can ask for each of its names, and what an
   import binds may be a module again. */
static void
find_names(struct unit_links *links)
{
    const struct unit_file *entry = file_at(links, links->file);
    struct range range = links->state->imports_of.items[links->file];
    uint32_t nodes = UNIT_NODE_FIRST + entry->symbols.units_len - UNITS_NAMED;
    links->walk.out.len = 0;
    for (uint32_t i = UNIT_NODE_WHOLE + 1; i < nodes; i++) {
        VEC_PUSH(&links->walk.out, entry->node + i);
    }
    for (uint32_t i = range.first; i < range.first + range.len; i++) {
        const struct reference *reference = reference_of(links, i);
        if (reference->fact->form == FORM_STAR) {
            unit_walk_place(&links->walk, reference->place, false,
                            UNIT_NODE_WHOLE);
        } else {
            unit_walk_import(&links->walk, i, true);
        }
    }
}

/* At `code` a file that is taken whole sees others so (U11, U12). */
static void
add_whole(struct unit_links *links)
{
    struct ends begin = begin_node(links);
    if (file_at(links, links->file)->opaque || links->level == LEVEL_CODE) {
        find_whole(links);
    } else {
        find_names(links);
    }
    see_edges(links);
    end_node(links, begin);
}

static void
add_opaque(struct unit_links *links)
{
    add_whole(links);
    for (int i = UNIT_NODE_WHOLE + 1; i < UNIT_NODE_FIRST; i++) {
        add_plain(links);
    }
    find_whole(links);
    see_out(links, false);
}

static void
begin_file(struct unit_links *links, file_id file)
{
    uint32_t names = file_at(links, file)->symbols.names_len;
    links->file = file;
    links->numbered += (uint32_t)links->chains.len;
    links->chains.len = links->nodes.len = 0;
    links->in_text.mark++;
    VEC_RESERVE(&links->heads, (size_t)names + 1);
    memset(links->heads.items, 0, ((size_t)names + 1) * sizeof(uint32_t));
}

static void
add_known(struct unit_links *links)
{
    uint32_t units = file_at(links, links->file)->symbols.units_len;
    add_whole(links);
    add_unit(links, UNIT_BASE);
    add_names(links);
    add_plain(links);
    for (uint32_t i = UNITS_NAMED; i < units; i++) {
        add_unit(links, i);
    }
    add_unit(links, UNIT_REST);
}

bool
unit_links_file(struct unit_links *links, file_id file)
{
    struct ends begin = {links->edges.len, links->imports.len};
    size_t seen = links->seen.len;
    size_t text = links->text.len;
    size_t missing = links->walk.missing.len;
    begin_file(links, file);
    if (file_at(links, file)->opaque) {
        add_opaque(links);
    } else {
        add_known(links);
    }
    if (links->walk.missing.len == missing) {
        return true;
    }
    links->edges.len = begin.edges;
    links->imports.len = begin.imports;
    links->seen.len = seen;
    links->text.len = text;
    return false;
}
