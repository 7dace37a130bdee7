/* SPDX-License-Identifier: MIT */
#include "core/plan/keys.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/plan/import_order.h"
#include "core/plan/record.h"
#include "core/plan/symbol_cache.h"
#include "core/sys/path.h"
#include "core/sys/pool.h"

/* Files whose keys a thread computes at a time. */
enum { BLOCK = 128 };

/* One run of keys_compute, or a thread's part in it. */
struct computing {
    struct keys *keys;
    struct state *state;
    const unsigned char *touched;
    struct recorder recorder;
    struct hasher hasher;
    struct digest_list parts;
    struct unit_taken taken;
    struct digest *import_closures; /* by component; may be NULL */
    struct import_order order;      /* with import_closures */
};

static bool
is_touched(const struct computing *computing, file_id file)
{
    return computing->touched && computing->touched[file];
}

/* The file's own bytes, or the mark that they count as others. */
static void
hash_content(struct computing *computing, file_id file)
{
    const struct tree_file *entry = &computing->state->tree.files.items[file];
    hasher_digest(&computing->hasher, 's', &entry->digest);
    if (is_touched(computing, file)) {
        hasher_number(&computing->hasher, 'x', 1);
    }
}

/* What importers see of the file by itself. */
static void
hash_stamp(struct computing *computing, file_id file)
{
    const struct digest *stamp = keys_stamp(computing->keys, file);
    if (stamp && !is_touched(computing, file)) {
        hasher_digest(&computing->hasher, 'l', stamp);
    } else {
        hash_content(computing, file);
    }
}

static void
compute_records(struct computing *computing)
{
    struct keys *keys = computing->keys;
    for (file_id file = 0; file < keys->len; file++) {
        record_file(&computing->recorder, file, &keys->records[file]);
    }
}

static void
compute_nodes(struct computing *computing)
{
    struct keys *keys = computing->keys;
    for (file_id file = 0; file < keys->len; file++) {
        hasher_begin(&computing->hasher, "node");
        hasher_text(&computing->hasher, 'p',
                    computing->state->tree.files.items[file].path);
        hash_stamp(computing, file);
        hasher_digest(&computing->hasher, 'r', &keys->records[file]);
        hasher_end(&computing->hasher, &keys->nodes[file]);
    }
}

/* Only files that somebody imports are seen by others. */
static void
find_stamps(struct computing *computing)
{
    struct keys *keys = computing->keys;
    const struct graph *graph = &keys->graph;
    struct {
        VEC_FIELDS(file_id);
    } files = {0};
    unsigned char *seen = memory_zero(keys->len + 1);
    for (size_t i = 0; i < computing->state->inputs.len; i++) {
        seen[computing->state->inputs.items[i].file] = 1;
    }
    for (file_id file = 0; file < keys->len; file++) {
        uint32_t len;
        const node_id *edges = graph_edges(graph, file, &len);
        for (uint32_t i = 0; i < len; i++) {
            seen[edges[i]] = 1;
        }
    }
    for (file_id file = 0; file < keys->len; file++) {
        if (seen[file]) {
            VEC_PUSH(&files, file);
        }
    }
    symbol_cache_fill(computing->state->symbols, computing->state, files.items,
                      files.len);
    VEC_RELEASE(&files);
    free(seen);
}

static void
compute_closures(struct computing *computing)
{
    struct keys *keys = computing->keys;
    edge_graphs_init(&keys->graphs, &keys->graph, computing->state, keys->len,
                     keys->level);
    if (keys->precision == PRECISION_SYMBOL && computing->state->symbols) {
        unit_files_fill(computing->state);
    } else if (level_needs_symbols(keys->level) && computing->state->symbols) {
        find_stamps(computing);
    }
    compute_nodes(computing);
    scc_find(&keys->graph, &keys->scc);
    keys->closures = memory_new((keys->scc.len + 1) * sizeof(struct digest));
    closure_compute(&keys->graph, &keys->scc, keys->nodes, &computing->hasher,
                    keys->closures);
}

static int
compare_inputs(const void *a, const void *b)
{
    return digest_compare(a, b);
}

/* The tree's inputs: files with their closures, and names given twice. */
static void
compute_tree(struct computing *computing)
{
    struct keys *keys = computing->keys;
    struct state *state = computing->state;
    struct hasher *hasher = &computing->hasher;
    struct duplicates duplicates = {0};
    struct arena arena;
    arena_init(&arena);
    computing->parts.len = 0;
    for (size_t i = 0; i < state->inputs.len; i++) {
        file_id file = state->inputs.items[i].file;
        VEC_PUSH(&computing->parts, keys->closures[keys->scc.component[file]]);
    }
    if (computing->parts.len > 0) {
        qsort(computing->parts.items, computing->parts.len,
              sizeof(struct digest), compare_inputs);
    }
    duplicates_find(&state->resolver, &arena, &duplicates);
    hasher_begin(hasher, "tree");
    for (size_t i = 0; i < computing->parts.len; i++) {
        hasher_digest(hasher, 'i', &computing->parts.items[i]);
    }
    for (size_t i = 0; i < duplicates.len; i++) {
        file_id file = duplicates.items[i].file;
        hasher_text(hasher, 'd', duplicates.items[i].module);
        hasher_text(hasher, 'p', state->tree.files.items[file].path);
    }
    hasher_end(hasher, &keys->tree);
    VEC_RELEASE(&duplicates);
    arena_release(&arena);
}

/* The closures of all that the file has edges to, sorted. */
static void
hash_closures(struct computing *computing, file_id file)
{
    struct keys *keys = computing->keys;
    uint32_t len;
    const node_id *edges = graph_edges(&keys->graph, file, &len);
    computing->parts.len = 0;
    for (uint32_t i = 0; i < len; i++) {
        VEC_PUSH(&computing->parts,
                 keys->closures[keys->scc.component[edges[i]]]);
    }
    size_t kept = closure_sort(computing->parts.items, computing->parts.len);
    for (size_t i = 0; i < kept; i++) {
        hasher_digest(&computing->hasher, 'c', &computing->parts.items[i]);
    }
}

/* ---- by names */

/* U9: all import statements that can be reached. */
static void
compute_imports(struct computing *computing)
{
    struct keys *keys = computing->keys;
    const struct unit_files *files = &keys->units.files;
    struct digest *own = memory_new((keys->len + 1) * sizeof(*own));
    for (file_id file = 0; file < keys->len; file++) {
        const struct unit_file *entry = &files->files[file];
        own[file] = entry->opaque
                        ? keys->nodes[file]
                        : keys->units.own[entry->node + UNIT_NODE_IMPORTS];
    }
    computing->import_closures =
        memory_new((keys->scc.len + 1) * sizeof(struct digest));
    closure_compute(&keys->graph, &keys->scc, own, &computing->hasher,
                    computing->import_closures);
    free(own);
    import_order_init(&computing->order, computing->state,
                      &keys->graphs.imports, computing->touched,
                      &computing->hasher);
}

static struct unit_basis
basis_of(struct computing *computing)
{
    const struct keys *keys = computing->keys;
    return (struct unit_basis){
        .state = computing->state,
        .level = keys->level,
        .len = keys->len,
        .touched = computing->touched,
        .recorder = &computing->recorder,
        .graphs = &keys->graphs,
        .records = keys->records,
        .nodes = keys->nodes,
        .hasher = &computing->hasher,
    };
}

static void
compute_units(struct computing *computing)
{
    struct keys *keys = computing->keys;
    struct unit_basis basis = basis_of(computing);
    unit_graph_init(&keys->units, &basis);
    if (keys->level != LEVEL_INFERRED) {
        compute_imports(computing);
    }
}

static void
hash_imports(struct computing *computing, file_id file)
{
    struct keys *keys = computing->keys;
    const struct import_order *order = &computing->order;
    uint32_t component = keys->scc.component[file];
    hasher_digest(&computing->hasher, 'm', import_order_modules(order, file));
    if (keys->level == LEVEL_CODE || import_order_is_cyclic(order, file)) {
        hasher_digest(&computing->hasher, 'i',
                      &computing->import_closures[component]);
    }
}

static void
hash_units(struct computing *computing, file_id file)
{
    struct keys *keys = computing->keys;
    struct hasher *hasher = &computing->hasher;
    hasher_number(hasher, 'n',
                  unit_graph_seen(&keys->units, file, &computing->taken,
                                  &computing->parts));
    hasher_number(hasher, 'u', computing->parts.len);
    for (size_t i = 0; i < computing->parts.len; i++) {
        hasher_digest(hasher, 'c', &computing->parts.items[i]);
    }
    if (computing->import_closures) {
        hash_imports(computing, file);
    }
}

/* At `none` nothing of others is seen. */
static void
compute_seen(struct computing *computing, file_id file)
{
    struct keys *keys = computing->keys;
    struct hasher *hasher = &computing->hasher;
    hasher_begin(hasher, "seen");
    if (keys->level >= LEVEL_NAMES) {
        hasher_digest(hasher, 'r', &keys->records[file]);
    }
    if (keys->precision == PRECISION_SYMBOL) {
        hash_units(computing, file);
    } else if (keys->level > LEVEL_NAMES) {
        hash_closures(computing, file);
    }
    if (keys->level > LEVEL_NAMES) {
        hasher_digest(hasher, 't', &keys->tree);
    }
    hasher_end(hasher, &keys->seen[file]);
}

static void
hash_key(struct hasher *hasher, enum level level, const struct tree_file *file)
{
    hasher_begin(hasher, "key");
    hasher_text(hasher, 'l', str_from(level_name(level)));
    hasher_text(hasher, 'p', file->path);
    hasher_number(hasher, 'e', (file->flags & FILE_EXEC) != 0);
    hasher_digest(hasher, 's', &file->digest);
}

static void
compute_key(struct computing *computing, file_id file)
{
    struct keys *keys = computing->keys;
    struct hasher *hasher = &computing->hasher;
    compute_seen(computing, file);
    hash_key(hasher, keys->level, &computing->state->tree.files.items[file]);
    if (is_touched(computing, file)) {
        hasher_number(hasher, 'x', 1);
    }
    hasher_digest(hasher, 'v', &keys->seen[file]);
    hasher_end(hasher, &keys->keys[file]);
}

/* ---- keys of all files */

static void
compute_range(unsigned worker, void *context, size_t from, size_t to)
{
    struct computing *computing = (struct computing *)context + worker;
    for (size_t i = from; i < to; i++) {
        if (computing->state->tree.files.items[i].flags & FILE_SUBJECT) {
            compute_key(computing, (file_id)i);
        }
    }
}

static void
compute_keys(const struct computing *computing)
{
    const struct keys *keys = computing->keys;
    unsigned jobs = unit_files_jobs(keys->state);
    struct computing *workers = memory_new(jobs * sizeof(*workers));
    for (unsigned i = 0; i < jobs; i++) {
        workers[i] = *computing;
        workers[i].parts = (struct digest_list){0};
        hasher_init(&workers[i].hasher, keys->algorithm);
        if (keys->precision == PRECISION_SYMBOL) {
            unit_taken_init(&workers[i].taken, &keys->units);
        }
    }
    pool_for((struct crew){jobs, keys->state->timeline}, keys->len, BLOCK,
             compute_range, workers);
    for (unsigned i = 0; i < jobs; i++) {
        unit_taken_release(&workers[i].taken);
        hasher_release(&workers[i].hasher);
        VEC_RELEASE(&workers[i].parts);
    }
    free(workers);
}

void
keys_join(struct hasher *hasher, enum level level, const struct tree_file *file,
          const struct digest *seen, struct digest *key)
{
    hash_key(hasher, level, file);
    hasher_digest(hasher, 'v', seen);
    hasher_end(hasher, key);
}

const struct digest *
keys_stamp(const struct keys *keys, file_id file)
{
    struct symbol_cache *symbols = keys->state->symbols;
    if (!symbols || !level_needs_symbols(keys->level)) {
        return NULL;
    }
    const struct digest *stamps = symbol_cache_stamps(
        symbols, &keys->state->tree.files.items[file].digest);
    return stamps ? &stamps[level_stamp(keys->level)] : NULL;
}

static void
begin(struct keys *keys, struct state *state, struct key_kind kind)
{
    size_t len = state->tree.files.len;
    memset(keys, 0, sizeof(*keys));
    keys->state = state;
    keys->level = kind.level;
    keys->precision = key_kind(kind.level, kind.precision).precision;
    keys->algorithm = state->conf->cache.hash;
    keys->len = len;
    keys->records = memory_zero((len + 1) * sizeof(struct digest));
}

static struct computing *
computing_new(struct keys *keys, const unsigned char *touched)
{
    struct computing *computing = memory_zero(sizeof(*computing));
    computing->keys = keys;
    computing->state = keys->state;
    computing->touched = touched;
    hasher_init(&computing->hasher, keys->algorithm);
    recorder_init(&computing->recorder, keys->state, keys->level);
    if (keys->level >= LEVEL_NAMES) {
        compute_records(computing);
    }
    return computing;
}

static void
computing_free(struct computing *computing)
{
    if (!computing) {
        return;
    }
    if (computing->import_closures) {
        import_order_release(&computing->order);
        free(computing->import_closures);
    }
    recorder_release(&computing->recorder);
    hasher_release(&computing->hasher);
    VEC_RELEASE(&computing->parts);
    free(computing);
}

void
keys_record(struct state *state, struct key_kind kind, struct keys *keys)
{
    begin(keys, state, kind);
    computing_free(computing_new(keys, NULL));
}

void
keys_begin(struct state *state, struct key_kind kind,
           const unsigned char *touched, struct keys *keys)
{
    struct span span = span_begin(state->timeline, PHASE_KEYS);
    begin(keys, state, kind);
    keys->computing = computing_new(keys, touched);
    keys->nodes = memory_zero((keys->len + 1) * sizeof(struct digest));
    if (kind.level > LEVEL_NAMES) {
        compute_closures(keys->computing);
        compute_tree(keys->computing);
    }
    span_end(&span);
}

void
keys_link(struct keys *keys)
{
    struct unit_basis basis = basis_of(keys->computing);
    unit_graph_link(&keys->units, &basis);
    keys->has_units = true;
}

void
keys_finish(struct keys *keys)
{
    struct span span = span_begin(keys->state->timeline, PHASE_KEYS);
    keys->seen = memory_zero((keys->len + 1) * sizeof(struct digest));
    keys->keys = memory_zero((keys->len + 1) * sizeof(struct digest));
    if (keys->precision == PRECISION_SYMBOL) {
        compute_units(keys->computing);
        keys->has_units = true;
    }
    compute_keys(keys->computing);
    computing_free(keys->computing);
    keys->computing = NULL;
    span_end(&span);
}

void
keys_compute(struct state *state, struct key_kind kind,
             const unsigned char *touched, struct keys *keys)
{
    keys_begin(state, kind, touched, keys);
    keys_finish(keys);
}

void
keys_release(struct keys *keys)
{
    computing_free(keys->computing);
    free(keys->records);
    free(keys->nodes);
    free(keys->seen);
    free(keys->keys);
    free(keys->closures);
    if (keys->has_units) {
        unit_graph_release(&keys->units);
    }
    graph_release(&keys->graph);
    edge_graphs_release(&keys->graphs);
    scc_release(&keys->scc);
    memset(keys, 0, sizeof(*keys));
}
