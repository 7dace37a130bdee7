/* SPDX-License-Identifier: MIT */
#include "core/plan/changed_units.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/plan/declaration.h"
#include "core/plan/symbol_cache.h"

enum { SOURCE_MAX = 1 << 30 };

/* The two versions of one file. */
struct versions {
    struct buf records[2];
    struct buf sources[2];
    struct symbols symbols[2];
};

static void
versions_init(struct versions *versions)
{
    for (int i = 0; i < 2; i++) {
        buf_init(&versions->records[i], BUF_UNLIMITED);
        buf_init(&versions->sources[i], SOURCE_MAX);
    }
}

static void
versions_release(struct versions *versions)
{
    for (int i = 0; i < 2; i++) {
        buf_release(&versions->records[i]);
        buf_release(&versions->sources[i]);
    }
}

/* The record and the bytes of a file in one of the states. */
static bool
read_version(struct versions *versions, int side, struct state *state,
             file_id file)
{
    const struct tree_file *entry = &state->tree.files.items[file];
    struct err err;
    return state->symbols &&
           symbol_cache_record(state->symbols, &entry->digest,
                               &versions->records[side]) &&
           symbols_view(buf_view(&versions->records[side]),
                        &versions->symbols[side]) &&
           !(versions->symbols[side].flags & SYMBOLS_DAMAGED) &&
           state->read(state->read_context, entry, &versions->sources[side],
                       NULL, &err) == 0;
}

/* The declaration, with its class in front. */
static struct str
declaration(struct changed_units *units, const struct buf *source,
            uint32_t line, struct str name)
{
    struct buf text;
    ptrdiff_t dot = str_find_last_byte(name, '.');
    buf_init(&text, BUF_UNLIMITED);
    declaration_write(buf_view(source), line, &text);
    struct str plain = buf_view(&text);
    struct str own = str_slice(name, (size_t)(dot + 1), name.len);
    if (dot > 0 && str_starts_with(plain, own)) {
        plain = str_from(arena_printf(&units->arena, "%.*s.%.*s", (int)dot,
                                      name.data, (int)plain.len, plain.data));
    } else {
        plain = arena_str(&units->arena, plain);
    }
    buf_release(&text);
    return plain;
}

/* The construct of the module that a member belongs to. */
static uint32_t
find_construct(const struct changed_units *units, file_id id, struct str name)
{
    const struct usage_file *file = &units->usage.files.items[id];
    struct str rest = name;
    struct str first = str_split(&rest, '.');
    for (uint32_t i = 0; i < file->constructs.len; i++) {
        const struct construct *construct = &file->constructs.items[i];
        if (construct->parent == NO_CONSTRUCT &&
            str_equal(construct->name, first)) {
            return file->first + i;
        }
    }
    return NO_CONSTRUCT;
}

static void
add_unit(struct changed_units *units, file_id file,
         const struct symbol_change *change, const struct versions *versions)
{
    struct str name = arena_str(&units->arena, change->name);
    VEC_PUSH(&units->units, (struct changed_unit){
                                .file = file,
                                .name = name,
                                .kind = change->kind,
                                .old = declaration(units, &versions->sources[0],
                                                   change->line_before, name),
                                .new = declaration(units, &versions->sources[1],
                                                   change->line_after, name),
                                .construct = find_construct(units, file, name),
                            });
}

static void
compare_file(struct changed_units *units, file_id file)
{
    const struct comparison *comparison = units->comparison;
    enum stamp_level level = level_stamp(comparison->after->level);
    struct symbol_changes changes = {0};
    struct versions versions;
    versions_init(&versions);
    if (read_version(&versions, 0, comparison->before->state,
                     comparison->before_ids[file]) &&
        read_version(&versions, 1, comparison->after->state, file)) {
        symbol_changes_find(&units->arena, &versions.symbols[0],
                            &versions.symbols[1], level, &changes);
        for (size_t i = 0; i < changes.len; i++) {
            add_unit(units, file, &changes.items[i], &versions);
        }
    }
    VEC_RELEASE(&changes);
    versions_release(&versions);
}

/* Files of which something has to be known. */
static unsigned char *
find_files(const struct comparison *comparison, file_id only)
{
    unsigned char *files =
        memory_zero(comparison->after->state->tree.files.len + 1);
    for (size_t i = 0; i < comparison->changed.len; i++) {
        files[comparison->changed.items[i]] = 1;
    }
    for (size_t i = 0; i < comparison->affected.len; i++) {
        file_id file = comparison->affected.items[i];
        files[file] |= only == NO_FILE || only == file;
    }
    return files;
}

void
changed_units_init(struct changed_units *units,
                   const struct comparison *comparison, file_id only)
{
    memset(units, 0, sizeof(*units));
    units->comparison = comparison;
    arena_init(&units->arena);
    units->known = !comparison->baseline &&
                   level_needs_symbols(comparison->after->level) &&
                   comparison->before->state != comparison->after->state;
    if (!units->known) {
        return;
    }
    unsigned char *files = find_files(comparison, only);
    usage_init(&units->usage, comparison->after->state, files);
    free(files);
    for (size_t i = 0; i < comparison->changed.len; i++) {
        file_id file = comparison->changed.items[i];
        if (comparison->before_ids[file] != NO_FILE) {
            compare_file(units, file);
        }
    }
    units->has_changed = memory_zero(units->usage.constructs_len + 1);
    for (size_t i = 0; i < units->units.len; i++) {
        uint32_t construct = units->units.items[i].construct;
        if (construct != NO_CONSTRUCT) {
            units->has_changed[construct] = 1;
        }
    }
}

void
changed_units_release(struct changed_units *units)
{
    if (units->known) {
        usage_release(&units->usage);
    }
    free(units->has_changed);
    VEC_RELEASE(&units->units);
    arena_release(&units->arena);
}

/* The places of names that changed; nothing else is looked at again. */
static void
find_places(struct changed_units *units, file_id file,
            struct usage_places *places)
{
    size_t kept = 0;
    usage_of_file(&units->usage, file, places);
    for (size_t i = 0; i < places->len; i++) {
        if (units->has_changed[places->items[i].of]) {
            places->items[kept++] = places->items[i];
        }
    }
    places->len = kept;
}

/* Where the file imports names that changed: it may only pass them on. */
static void
find_imports(struct changed_units *units, file_id file,
             struct usage_places *places)
{
    size_t len;
    struct meanings *meanings = &units->usage.meanings;
    const struct resolved_import *imports =
        state_imports(units->comparison->after->state, file, &len);
    for (size_t i = 0; i < len; i++) {
        struct range range = meanings_imported(meanings, imports[i].reference);
        for (uint32_t k = 0; k < range.len; k++) {
            uint32_t construct =
                meanings->items.items[range.first + k].construct;
            if (construct != NO_CONSTRUCT && units->has_changed[construct]) {
                VEC_PUSH(places, (struct usage_place){.of = construct,
                                                      .line = imports[i].line});
            }
        }
    }
}

static void
add_lines(struct changed_units *units, const struct changed_unit *unit,
          const struct usage_places *places, struct used_unit *used)
{
    used->lines = ARENA_ARRAY(&units->arena, uint32_t, places->len + 1);
    for (size_t i = 0; i < places->len; i++) {
        uint32_t line = places->items[i].line;
        if (places->items[i].of == unit->construct &&
            (used->len == 0 || used->lines[used->len - 1] != line)) {
            used->lines[used->len++] = line;
        }
    }
}

void
changed_units_of(struct changed_units *units, file_id file, file_id cause,
                 struct used_units *out)
{
    struct usage_places places = {0};
    out->len = 0;
    if (!units->known || file >= units->usage.files.len) {
        return;
    }
    find_places(units, file, &places);
    if (places.len == 0) {
        find_imports(units, file, &places);
    }
    for (size_t i = 0; i < units->units.len && places.len > 0; i++) {
        struct used_unit used = {.unit = &units->units.items[i]};
        if (used.unit->file != file) {
            add_lines(units, used.unit, &places, &used);
        }
        if (used.len > 0) {
            VEC_PUSH(out, used);
        }
    }
    VEC_RELEASE(&places);
    if (out->len > 0 || cause == file) {
        return;
    }
    for (size_t i = 0; i < units->units.len; i++) {
        const struct changed_unit *unit = &units->units.items[i];
        if (unit->file == cause) {
            VEC_PUSH(out, (struct used_unit){.unit = unit});
        }
    }
}
