/* SPDX-License-Identifier: MIT */
#include "core/plan/unit_files.h"

#include <string.h>

#include "core/graph/graph.h"
#include "core/plan/symbol_cache.h"

void
unit_files_fill(struct state *state)
{
    struct {
        VEC_FIELDS(file_id);
    } all = {0};
    for (file_id file = 0; file < state->tree.files.len; file++) {
        VEC_PUSH(&all, file);
    }
    symbol_cache_fill_records(state->symbols, state, all.items, all.len);
    VEC_RELEASE(&all);
}

static void
intern_names(struct unit_files *files, struct unit_file *file)
{
    const struct symbols *symbols = &file->symbols;
    file->texts = ARENA_ARRAY(&files->arena, text_id, symbols->names_len + 1);
    for (uint32_t i = 0; i < symbols->names_len; i++) {
        file->texts[i] = intern_text(&files->texts, symbols_name(symbols, i));
    }
}

/* Imports are looked for by line, so they have to be in order. */
static bool
is_in_order(const struct state *state, file_id file)
{
    size_t len;
    const struct resolved_import *imports = state_imports(state, file, &len);
    for (size_t i = 1; i < len; i++) {
        if (imports[i].line < imports[i - 1].line) {
            return false;
        }
    }
    return true;
}

static bool
read_record(struct unit_files *files, file_id id, struct unit_file *file)
{
    struct state *state = files->state;
    const struct tree_file *entry = &state->tree.files.items[id];
    if (!state->symbols || !(entry->flags & FILE_HASHED) ||
        id >= state->imports_of.len ||
        !(entry->flags & FILE_SUBJECT || tree_is_python(entry->path))) {
        return false;
    }
    struct str record = symbol_cache_view(state->symbols, &entry->digest);
    return record.data && symbols_view(record, &file->symbols) &&
           file->symbols.units_len >= UNITS_NAMED &&
           !(file->symbols.flags & (SYMBOLS_COARSE | SYMBOLS_DAMAGED)) &&
           is_in_order(state, id);
}

static void
add_units(struct unit_files *files, file_id id, const struct unit_file *file)
{
    uint32_t node = file->node + UNIT_NODE_FIRST;
    for (uint32_t i = UNITS_NAMED; i < file->symbols.units_len; i++) {
        text_id name = file->texts[file->symbols.units[i].name];
        map_put(&files->nodes, map_pair(id, name), node++);
    }
}

static void
add_file(struct unit_files *files, file_id id, bool touched)
{
    struct unit_file file = {.node = files->nodes_len, .opaque = true};
    files->nodes_len += UNIT_NODE_FIRST;
    if (!touched && read_record(files, id, &file)) {
        file.opaque = false;
        intern_names(files, &file);
        add_units(files, id, &file);
        files->nodes_len += file.symbols.units_len - UNITS_NAMED;
    }
    VEC_PUSH(&files->files, file);
}

static void
add_binding(struct unit_files *files, file_id file, text_id name,
            uint32_t import)
{
    uint32_t *first = map_entry(&files->binding_ids, map_pair(file, name), 0);
    VEC_PUSH(&files->bindings, (struct unit_binding){import, *first});
    *first = (uint32_t)files->bindings.len;
}

static void
add_bindings(struct unit_files *files, file_id file)
{
    const struct state *state = files->state;
    struct range range = state->imports_of.items[file];
    for (uint32_t i = range.first; i < range.first + range.len; i++) {
        reference_id id = state->imports.items[i].reference;
        const struct reference *reference =
            &state->resolver.references.items[id];
        struct str bound = fact_bound(reference->table, reference->fact);
        if (reference->fact->form == FORM_STAR) {
            add_binding(files, file, files->star, i);
        } else if (bound.len > 0) {
            add_binding(files, file, intern_text(&files->texts, bound), i);
        }
    }
}

void
unit_files_init(struct unit_files *files, struct state *state,
                const unsigned char *touched)
{
    memset(files, 0, sizeof(*files));
    files->state = state;
    arena_init(&files->arena);
    intern_init(&files->texts);
    files->star = intern_text(&files->texts, STR("*"));
    for (file_id file = 0; file < state->tree.files.len; file++) {
        add_file(files, file, touched && touched[file]);
        if (file < state->imports_of.len) {
            add_bindings(files, file);
        }
    }
}

void
unit_files_release(struct unit_files *files)
{
    arena_release(&files->arena);
    intern_release(&files->texts);
    map_release(&files->nodes);
    map_release(&files->binding_ids);
    VEC_RELEASE(&files->files);
    VEC_RELEASE(&files->bindings);
}

uint32_t
unit_files_find(const struct unit_files *files, file_id file, text_id name)
{
    uint32_t node = NO_NODE;
    map_get(&files->nodes, map_pair(file, name), &node);
    return node;
}

uint32_t
unit_files_binding(const struct unit_files *files, file_id file, text_id name)
{
    uint32_t binding = 0;
    map_get(&files->binding_ids, map_pair(file, name), &binding);
    return binding;
}

struct range
unit_files_imports(const struct unit_files *files, file_id file,
                   const struct symbol_import *statement)
{
    const struct state *state = files->state;
    struct range all = state->imports_of.items[file];
    uint32_t last = statement->line + statement->lines;
    uint32_t from = all.first;
    uint32_t to = all.first + all.len;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (state->imports.items[middle].line < statement->line) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    struct range range = {from, 0};
    while (from + range.len < all.first + all.len &&
           state->imports.items[from + range.len].line <= last) {
        range.len++;
    }
    return range;
}
