/* SPDX-License-Identifier: MIT */
#include "core/plan/unit_files.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/memory.h"
#include "core/plan/symbol_cache.h"
#include "core/sys/pool.h"

enum { BLOCK = 64, SLOTS_MIN = 4 };

struct unit_name
unit_name(struct str text)
{
    return (struct unit_name){text, hash_64(text.data, text.len)};
}

unsigned
unit_files_jobs(const struct state *state)
{
    return state->symbols ? symbol_cache_jobs(state->symbols) : 1;
}

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

/* ---- names of a file */

static struct str
bound_name(const struct state *state, uint32_t import)
{
    const struct reference *reference =
        &state->resolver.references
             .items[state->imports.items[import].reference];
    return fact_bound(reference->table, reference->fact);
}

static struct str
slot_text(const struct unit_files *files, const struct unit_file *file,
          const struct unit_slot *slot)
{
    const struct symbols *symbols = &file->symbols;
    return slot->unit ? symbols_name(symbols, symbols->units[slot->unit].name)
                      : bound_name(files->state, slot->import - 1);
}

/* The slot of the name, or the free one where it belongs. */
static struct unit_slot *
find_slot(const struct unit_files *files, const struct unit_file *file,
          const struct unit_name *name)
{
    uint32_t tag = (uint32_t)(name->hash >> 32);
    uint32_t at = (uint32_t)name->hash & file->slots_mask;
    for (;;) {
        struct unit_slot *slot = &files->slots[file->slots + at];
        if (!slot->unit && !slot->import) {
            return slot;
        }
        if (slot->tag == tag &&
            str_equal(slot_text(files, file, slot), name->text)) {
            return slot;
        }
        at = (at + 1) & file->slots_mask;
    }
}

static void
add_units(struct unit_files *files, const struct unit_file *file)
{
    const struct symbols *symbols = &file->symbols;
    for (uint32_t i = UNITS_NAMED; i < symbols->units_len; i++) {
        struct unit_name name =
            unit_name(symbols_name(symbols, symbols->units[i].name));
        struct unit_slot *slot = find_slot(files, file, &name);
        slot->tag = (uint32_t)(name.hash >> 32);
        slot->unit = i;
    }
}

static bool
is_plain(uint16_t form)
{
    return form == FORM_IMPORT || form == FORM_FROM || form == FORM_STAR;
}

/* From the last to the first, so that they follow each other in order. */
static void
add_imports(struct unit_files *files, file_id id)
{
    const struct state *state = files->state;
    struct unit_file *file = &files->files[id];
    struct range range = state->imports_of.items[id];
    for (uint32_t i = range.first + range.len; i-- > range.first;) {
        uint16_t form =
            state->resolver.references.items[state->imports.items[i].reference]
                .fact->form;
        struct unit_import *import = &files->imports[i];
        struct unit_name name = unit_name(bound_name(state, i));
        uint32_t *first = &file->star;
        import->is_dynamic = true;
        if (form != FORM_STAR) {
            if (name.text.len == 0) {
                continue;
            }
            struct unit_slot *slot = find_slot(files, file, &name);
            slot->tag = (uint32_t)(name.hash >> 32);
            first = &slot->import;
        }
        import->next = *first;
        *first = i + 1;
    }
}

static void
find_dynamic(struct unit_files *files, file_id id)
{
    const struct state *state = files->state;
    const struct symbols *symbols = &files->files[id].symbols;
    for (uint32_t i = 0; i < symbols->imports_len; i++) {
        struct range range =
            unit_files_imports(state, id, &symbols->imports[i]);
        for (uint32_t k = range.first; k < range.first + range.len; k++) {
            reference_id reference = state->imports.items[k].reference;
            files->imports[k].is_dynamic = !is_plain(
                state->resolver.references.items[reference].fact->form);
        }
    }
}

/* ---- all files */

/* Units of such a file cannot be told apart. */
enum { NOT_READ = SYMBOLS_COARSE | SYMBOLS_DAMAGED };

struct taking {
    struct unit_files *files;
    struct str *records; /* by file_id */
    uint32_t refused;    /* enum symbols_flag: which make a file opaque */
};

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
read_record(const struct state *state, file_id id, struct str record,
            uint32_t refused, struct symbols *symbols)
{
    return record.data && symbols_view(record, symbols) &&
           symbols->units_len >= UNITS_NAMED && !(symbols->flags & refused) &&
           is_in_order(state, id);
}

static struct str
record_of(struct state *state, file_id id)
{
    const struct tree_file *entry = &state->tree.files.items[id];
    if (!state->symbols || !(entry->flags & FILE_HASHED) ||
        id >= state->imports_of.len ||
        !(entry->flags & FILE_SUBJECT || tree_is_python(entry->path))) {
        return (struct str){0};
    }
    return symbol_cache_view(state->symbols, &entry->digest);
}

bool
unit_files_read(struct state *state, file_id id, struct symbols *symbols)
{
    return read_record(state, id, record_of(state, id), NOT_READ, symbols);
}

static void
read_records(unsigned worker, void *context, size_t from, size_t to)
{
    (void)worker;
    const struct taking *taking = context;
    for (size_t i = from; i < to; i++) {
        struct unit_file *file = &taking->files->files[i];
        file->opaque =
            !read_record(taking->files->state, (file_id)i, taking->records[i],
                         taking->refused, &file->symbols);
    }
}

static void
read_names(unsigned worker, void *context, size_t from, size_t to)
{
    (void)worker;
    struct unit_files *files = ((const struct taking *)context)->files;
    for (size_t i = from; i < to; i++) {
        if (!files->files[i].opaque) {
            add_units(files, &files->files[i]);
            add_imports(files, (file_id)i);
            find_dynamic(files, (file_id)i);
        }
    }
}

/* Give each file its nodes and its slots. */
static void
number(struct unit_files *files)
{
    size_t slots_len = 0;
    for (size_t i = 0; i < files->len; i++) {
        struct unit_file *file = &files->files[i];
        uint32_t slots = SLOTS_MIN;
        file->node = files->nodes_len;
        files->nodes_len += UNIT_NODE_FIRST;
        if (file->opaque) {
            continue;
        }
        uint32_t names =
            file->symbols.units_len + files->state->imports_of.items[i].len;
        while (slots / 4 * 3 < names) {
            slots *= 2;
        }
        file->slots = (uint32_t)slots_len;
        file->slots_mask = slots - 1;
        slots_len += slots;
        files->nodes_len += file->symbols.units_len - UNITS_NAMED;
    }
    files->slots = memory_zero((slots_len + 1) * sizeof(*files->slots));
}

static void
find_targets(struct unit_files *files)
{
    struct resolver *resolver = &files->state->resolver;
    size_t len = resolver->references.len;
    files->targets = memory_zero((len + 1) * sizeof(*files->targets));
    for (size_t i = 0; i < len; i++) {
        struct reference reference = resolver->references.items[i];
        const struct fact_import *fact = reference.fact;
        struct unit_target *target = &files->targets[i];
        target->module = target->member = NO_PLACE;
        if (fact->form == FORM_FROM) {
            target->name = unit_name(fact_name(reference.table, fact));
            if (reference.member != NO_PLACE &&
                resolver->places.items[reference.place].dirs.len > 0 &&
                resolver->places.items[reference.member].status ==
                    PLACE_FOUND) {
                target->member = reference.member;
            }
        } else if (fact->form == FORM_IMPORT) {
            target->module = fact->flags & IMPORT_ALIASED
                                 ? reference.place
                                 : resolve_first(resolver, reference.place);
        }
    }
}

/* ---- folders */

static bool
is_inside(const struct tree_file *file)
{
    return (file->flags & FILE_SUBJECT) || tree_is_python(file->path);
}

/* A folder comes before those in it.  Own files of a folder stand in front of
   those of the folders in it. */
static void
find_inside(struct unit_files *files)
{
    const struct tree *tree = &files->state->tree;
    size_t dirs = tree->dirs.len;
    uint32_t *next = memory_zero((dirs + 1) * sizeof(*next));
    uint32_t *own = memory_zero((dirs + 1) * sizeof(*own));
    uint32_t top = 0;
    files->folders = memory_zero((dirs + 1) * sizeof(struct range));
    files->inside = memory_new((files->len + 1) * sizeof(file_id));
    files->folders_len = dirs;
    for (file_id file = 0; file < files->len; file++) {
        own[tree->files.items[file].dir] += is_inside(&tree->files.items[file]);
    }
    for (size_t dir = dirs; dir-- > 0;) {
        dir_id parent = tree->dirs.items[dir].parent;
        files->folders[dir].len += own[dir];
        if (parent != NO_DIR) {
            files->folders[parent].len += files->folders[dir].len;
        }
    }
    for (size_t dir = 0; dir < dirs; dir++) {
        dir_id parent = tree->dirs.items[dir].parent;
        uint32_t *cursor = parent != NO_DIR ? &next[parent] : &top;
        files->folders[dir].first = *cursor;
        *cursor += files->folders[dir].len;
        next[dir] = files->folders[dir].first + own[dir];
        own[dir] = files->folders[dir].first;
    }
    for (file_id file = 0; file < files->len; file++) {
        const struct tree_file *entry = &tree->files.items[file];
        if (is_inside(entry)) {
            files->inside[own[entry->dir]++] = file;
        }
    }
    free(next);
    free(own);
}

void
unit_files_init(struct unit_files *files, struct state *state, size_t len,
                const unsigned char *touched, enum level level)
{
    struct taking taking = {.files = files, .refused = NOT_READ};
    unsigned jobs = unit_files_jobs(state);
    taking.refused |= level == LEVEL_CODE ? SYMBOLS_SUBCLASSES : 0;
    memset(files, 0, sizeof(*files));
    files->state = state;
    files->len = len;
    files->files = memory_zero((len + 1) * sizeof(*files->files));
    files->imports =
        memory_zero((state->imports.len + 1) * sizeof(*files->imports));
    intern_init(&files->texts);
    taking.records = memory_zero((len + 1) * sizeof(*taking.records));
    for (file_id file = 0; file < len; file++) {
        if (!touched || !touched[file]) {
            taking.records[file] = record_of(state, file);
        }
    }
    struct crew crew = {jobs, state->timeline};
    pool_for(crew, len, BLOCK, read_records, &taking);
    number(files);
    pool_for(crew, len, BLOCK, read_names, &taking);
    find_targets(files);
    find_inside(files);
    free(taking.records);
}

void
unit_files_release(struct unit_files *files)
{
    free(files->files);
    free(files->slots);
    free(files->imports);
    free(files->targets);
    free(files->inside);
    free(files->folders);
    intern_release(&files->texts);
    map_release(&files->members);
}

struct unit_meaning
unit_files_find(const struct unit_files *files, file_id id,
                const struct unit_name *name)
{
    const struct unit_file *file = &files->files[id];
    const struct unit_slot *slot = find_slot(files, file, name);
    return (struct unit_meaning){
        .node = slot->unit
                    ? file->node + UNIT_NODE_FIRST + slot->unit - UNITS_NAMED
                    : NO_NODE,
        .import = slot->import,
    };
}

bool
unit_files_member(const struct unit_files *files, place_id place,
                  const struct unit_name *name, place_id *member)
{
    const struct resolver *resolver = &files->state->resolver;
    *member = NO_PLACE;
    if (resolver->places.items[place].dirs.len == 0) {
        return true;
    }
    text_id text = intern_find(&files->texts, name->text);
    return text != NO_TEXT &&
           map_get(&files->members, map_pair(place, text), member);
}

void
unit_files_learn(struct unit_files *files, place_id place, struct str name)
{
    struct resolver *resolver = &files->state->resolver;
    uint64_t key = map_pair(place, intern_text(&files->texts, name));
    uint32_t known;
    if (map_get(&files->members, key, &known)) {
        return;
    }
    place_id found = resolve_member(resolver, place, name);
    if (resolver->places.items[found].status != PLACE_FOUND) {
        found = NO_PLACE;
    }
    map_put(&files->members, key, found);
}

struct range
unit_files_imports(const struct state *state, file_id file,
                   const struct symbol_import *statement)
{
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
