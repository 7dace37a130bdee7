/* SPDX-License-Identifier: MIT */
#include "core/plan/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/plan/probes.h"
#include "core/plan/symbol_cache.h"
#include "core/python/errors.h"
#include "core/sys/path.h"

enum { MANIFEST_VERSION = 1, SOURCE_MAX = 1 << 30 };

void
manifest_writer_init(struct manifest_writer *writer, struct state *state,
                     const struct site *site)
{
    memset(writer, 0, sizeof(*writer));
    writer->state = state;
    writer->site = site;
    arena_init(&writer->arena);
    usage_init(&writer->usage, state, NULL);
    for (int level = 0; level < LEVELS; level++) {
        keys_compute(state, key_kind((enum level)level, PRECISION_FILE), NULL,
                     &writer->keys[level]);
    }
}

void
manifest_writer_release(struct manifest_writer *writer)
{
    for (int level = 0; level < LEVELS; level++) {
        keys_release(&writer->keys[level]);
    }
    usage_release(&writer->usage);
    arena_release(&writer->arena);
}

static const struct tree_file *
file_at(const struct manifest_writer *writer, file_id file)
{
    return &writer->state->tree.files.items[file];
}

static void
write_digest(struct manifest_writer *writer, struct json *json, const char *key,
             const struct digest *digest)
{
    char text[DIGEST_TEXT_MAX];
    json_key_text(json, key,
                  digest_text(writer->keys[0].algorithm, digest, text));
}

static void
write_keys(struct manifest_writer *writer, struct json *json, file_id file)
{
    if (writer->state->symbols) {
        symbol_cache_fill(writer->state->symbols, writer->state, &file, 1);
    }
    json_key(json, "stamps");
    json_object(json);
    write_digest(writer, json, "content", &file_at(writer, file)->digest);
    for (enum level level = LEVEL_CODE; level >= LEVEL_DECLARED; level--) {
        const struct digest *stamp = keys_stamp(&writer->keys[level], file);
        write_digest(writer, json, level_name(level),
                     stamp ? stamp : &file_at(writer, file)->digest);
    }
    json_close(json);
    json_key(json, "keys");
    json_object(json);
    for (int level = 0; level < LEVELS; level++) {
        write_digest(writer, json, level_name((enum level)level),
                     &writer->keys[level].keys[file]);
    }
    json_close(json);
}

static int
compare_texts(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

struct texts {
    VEC_FIELDS(struct str);
};

/* A sorted array without repeats, and the vector is given back. */
static void
write_texts(struct json *json, struct texts *texts)
{
    json_array(json);
    if (texts->len > 0) {
        qsort(texts->items, texts->len, sizeof(struct str), compare_texts);
    }
    for (size_t i = 0; i < texts->len; i++) {
        if (i == 0 || !str_equal(texts->items[i], texts->items[i - 1])) {
            json_str(json, texts->items[i]);
        }
    }
    json_close(json);
    VEC_RELEASE(texts);
}

static void
add_resolved(struct manifest_writer *writer, place_id id, struct texts *texts)
{
    const struct resolver *resolver = &writer->state->resolver;
    const struct place *place = &resolver->places.items[id];
    for (uint32_t i = 0; i < place->targets.len; i++) {
        struct target target =
            resolver->targets.items[place->targets.first + i];
        if (!(target.roles & TARGET_PARENT)) {
            VEC_PUSH(texts, file_at(writer, target.file)->path);
        }
    }
}

static void
write_resolved(struct manifest_writer *writer, struct json *json,
               const struct reference *reference)
{
    struct texts texts = {0};
    add_resolved(writer, reference->place, &texts);
    if (reference->member != NO_PLACE) {
        add_resolved(writer, reference->member, &texts);
    }
    json_key(json, "resolved");
    write_texts(json, &texts);
}

static void
write_kinds(struct json *json, uint16_t kinds)
{
    struct texts texts = {0};
    for (int i = 0; i < EDGE_KINDS; i++) {
        if (kinds & (1u << i)) {
            VEC_PUSH(&texts, str_from(edge_kind_names[i]));
        }
    }
    json_key(json, "kinds");
    write_texts(json, &texts);
}

static const char *const status_names[] = {
    [IMPORT_FIRST_PARTY] = "first_party",
    [IMPORT_STDLIB] = "stdlib",
    [IMPORT_THIRD_PARTY] = "third_party",
    [IMPORT_MISSING] = "missing",
};

enum import_status
import_status(const struct state *state, const struct reference *reference,
              const struct site *site)
{
    struct str rest = fact_module(reference->table, reference->fact);
    struct str first = str_split(&rest, '.');
    if (reference->status == PLACE_FOUND) {
        return IMPORT_FIRST_PARTY;
    }
    if (reference->status == PLACE_PARTLY || reference->fact->level > 0) {
        return IMPORT_MISSING;
    }
    if (resolve_is_stdlib(&state->resolver, first)) {
        return IMPORT_STDLIB;
    }
    return site && site_has_module(site, first) ? IMPORT_THIRD_PARTY
                                                : IMPORT_MISSING;
}

static void
write_import(struct manifest_writer *writer, struct json *json,
             const struct resolved_import *import)
{
    const struct reference *reference =
        &writer->state->resolver.references.items[import->reference];
    struct str name = fact_name(reference->table, reference->fact);
    struct buf module;
    buf_init(&module, BUF_UNLIMITED);
    json_object(json);
    state_written_module(reference, &module);
    json_key(json, "module");
    json_str(json, buf_view(&module));
    buf_release(&module);
    json_key(json, "name");
    if (reference->fact->form == FORM_STAR) {
        json_text(json, "*");
    } else if (name.len > 0) {
        json_str(json, name);
    } else {
        json_null(json);
    }
    json_key_number(json, "line", import->line);
    write_kinds(json, edge_kinds_of(import, reference->fact));
    write_resolved(writer, json, reference);
    json_key_text(
        json, "status",
        status_names[import_status(writer->state, reference, writer->site)]);
    json_close(json);
}

/* A module that the file reaches through what it imports. */
static void
write_submodule(struct manifest_writer *writer, struct json *json,
                const struct edge *edge)
{
    const struct state *state = writer->state;
    const struct submodule *submodule =
        &state->submodules.items[edge->submodule - 1];
    struct texts texts = {0};
    struct buf name;
    buf_init(&name, BUF_UNLIMITED);
    state_submodule_name(state, submodule, &name);
    json_object(json);
    json_key(json, "module");
    json_str(json, buf_view(&name));
    json_key(json, "name");
    json_null(json);
    json_key_number(json, "line", edge->line);
    write_kinds(json, edge->kinds & (uint16_t)~EDGE_STUB);
    add_resolved(writer, submodule->place, &texts);
    json_key(json, "resolved");
    write_texts(json, &texts);
    json_key_text(json, "status", "first_party");
    json_close(json);
    buf_release(&name);
}

/* Those that no import leads to. */
static void
write_submodules(struct manifest_writer *writer, struct json *json,
                 file_id file)
{
    struct edge_list edges = {0};
    uint32_t last = 0;
    state_edges(writer->state, file, &edges);
    for (size_t i = 0; i < edges.len; i++) {
        if (edges.items[i].submodule != last) {
            last = edges.items[i].submodule;
            if (last) {
                write_submodule(writer, json, &edges.items[i]);
            }
        }
    }
    VEC_RELEASE(&edges);
}

static void
write_imports(struct manifest_writer *writer, struct json *json, file_id file)
{
    size_t len;
    const struct resolved_import *imports =
        state_imports(writer->state, file, &len);
    json_key(json, "imports");
    json_array(json);
    for (size_t i = 0; i < len; i++) {
        write_import(writer, json, &imports[i]);
    }
    write_submodules(writer, json, file);
    json_close(json);
}

/* `dependencies` are all edges, `parents` those that are implied alone. */
static void
write_edges(struct manifest_writer *writer, struct json *json, file_id file)
{
    struct edge_list edges = {0};
    struct texts all = {0};
    struct texts parents = {0};
    state_edges(writer->state, file, &edges);
    for (size_t i = 0; i < edges.len; i++) {
        struct str path = file_at(writer, edges.items[i].to)->path;
        VEC_PUSH(&all, path);
        if (edges.items[i].reference == NO_REFERENCE &&
            (edges.items[i].kinds & EDGE_PARENT)) {
            VEC_PUSH(&parents, path);
        }
    }
    json_key(json, "dependencies");
    write_texts(json, &all);
    json_key(json, "parents");
    write_texts(json, &parents);
    VEC_RELEASE(&edges);
}

static void
write_absent(struct manifest_writer *writer, struct json *json, file_id file)
{
    struct texts texts = {0};
    struct probes probes;
    probes_find(writer->state, file, &writer->arena, &probes);
    for (size_t i = 0; i < probes.len; i++) {
        VEC_PUSH(&texts, probes.items[i]);
    }
    json_key(json, "absent");
    write_texts(json, &texts);
    probes_release(&probes);
}

static void
write_error(struct json *json, uint32_t line, uint32_t column,
            const char *message)
{
    json_object(json);
    json_key_number(json, "line", line);
    json_key_number(json, "column", column);
    json_key_text(json, "message", message);
    json_close(json);
}

static void
write_errors(struct manifest_writer *writer, struct json *json, file_id file)
{
    struct state *state = writer->state;
    struct syntax_errors errors = {0};
    struct buf bytes;
    struct err err;
    buf_init(&bytes, SOURCE_MAX);
    json_key(json, "errors");
    json_array(json);
    if (state->read(state->read_context, file_at(writer, file), &bytes, NULL,
                    &err) != 0) {
        write_error(json, 1, 1, err.text);
    } else {
        syntax_errors_find(buf_view(&bytes), &writer->arena, &errors);
    }
    for (size_t i = 0; i < errors.len; i++) {
        write_error(json, errors.items[i].line, errors.items[i].column,
                    errors.items[i].message);
    }
    json_close(json);
    VEC_RELEASE(&errors);
    buf_release(&bytes);
}

static void
write_name(struct manifest_writer *writer, struct json *json, file_id file)
{
    struct buf name;
    dir_id root;
    buf_init(&name, BUF_UNLIMITED);
    resolve_module_name(&writer->state->resolver, file, &name, &root);
    struct str path = writer->state->tree.dirs.items[root].path;
    json_key(json, "module");
    json_str(json, buf_view(&name));
    json_key(json, "root");
    json_str(json, path.len > 0 ? path : STR("."));
    buf_release(&name);
}

void
manifest_write(struct manifest_writer *writer, file_id file, struct json *json)
{
    json_object(json);
    json_key_number(json, "version", MANIFEST_VERSION);
    json_key(json, "path");
    json_str(json, file_at(writer, file)->path);
    write_name(writer, json, file);
    write_keys(writer, json, file);
    write_imports(writer, json, file);
    write_edges(writer, json, file);
    write_absent(writer, json, file);
    manifest_write_names(writer, file, json);
    write_errors(writer, json, file);
    json_close(json);
}
