/* SPDX-License-Identifier: MIT */
#include "core/plan/record.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/sys/path.h"

void
recorder_init(struct recorder *recorder, struct state *state, enum level level)
{
    size_t len = state->resolver.references.len + 1;
    memset(recorder, 0, sizeof(*recorder));
    recorder->state = state;
    recorder->level = level;
    hasher_init(&recorder->hasher, state->conf->cache.hash);
    hasher_init(&recorder->part_hasher, state->conf->cache.hash);
    recorder->references = memory_new(len * sizeof(struct digest));
    recorder->known = memory_zero(len);
}

void
recorder_release(struct recorder *recorder)
{
    hasher_release(&recorder->hasher);
    hasher_release(&recorder->part_hasher);
    free(recorder->references);
    free(recorder->known);
    VEC_RELEASE(&recorder->beside);
    VEC_RELEASE(&recorder->submodules);
    VEC_RELEASE(&recorder->submodules_known);
}

/* K2, remembered: packages are bound by many importers. */
static const struct digest *
submodules(struct recorder *recorder, dir_id dir)
{
    while (recorder->submodules.len <= dir) {
        VEC_PUSH(&recorder->submodules, (struct digest){{0}});
        VEC_PUSH(&recorder->submodules_known, 0);
    }
    if (!recorder->submodules_known.items[dir]) {
        struct digest digest;
        modules_names_digest(&recorder->state->resolver.modules, dir,
                             &recorder->part_hasher, &digest);
        recorder->submodules_known.items[dir] = 1;
        recorder->submodules.items[dir] = digest;
    }
    return &recorder->submodules.items[dir];
}

static void
hash_dirs(struct recorder *recorder, char tag, struct range range)
{
    const struct resolver *resolver = &recorder->state->resolver;
    const struct tree *tree = &recorder->state->tree;
    for (uint32_t i = 0; i < range.len; i++) {
        dir_id dir = resolver->dirs.items[range.first + i];
        hasher_text(&recorder->hasher, tag, tree->dirs.items[dir].path);
    }
}

static void
hash_submodules(struct recorder *recorder, struct range range)
{
    const struct resolver *resolver = &recorder->state->resolver;
    for (uint32_t i = 0; i < range.len; i++) {
        dir_id dir = resolver->dirs.items[range.first + i];
        hasher_digest(&recorder->hasher, 'm', submodules(recorder, dir));
    }
}

static void
hash_place(struct recorder *recorder, place_id id)
{
    struct hasher *hasher = &recorder->hasher;
    const struct resolver *resolver = &recorder->state->resolver;
    const struct place *place = &resolver->places.items[id];
    hasher_number(hasher, 's', place->status);
    for (uint32_t i = 0; i < place->targets.len; i++) {
        const struct target *target =
            &resolver->targets.items[place->targets.first + i];
        const struct tree_file *file =
            &recorder->state->tree.files.items[target->file];
        hasher_number(hasher, 'r', target->roles);
        hasher_text(hasher, 't', file->path);
    }
    if (place->is_namespace) {
        hash_dirs(recorder, 'n', place->dirs);
    }
}

/* The folders whose modules become an object of the importer. */
static void
hash_bound(struct recorder *recorder, const struct reference *reference)
{
    const struct resolver *resolver = &recorder->state->resolver;
    const struct place *place = &resolver->places.items[reference->place];
    const struct fact_import *fact = reference->fact;
    if (fact->form == FORM_STRING) {
        return;
    }
    if (fact->form == FORM_STAR) {
        hash_submodules(recorder, place->dirs);
    } else if (reference->member != NO_PLACE) {
        hash_submodules(recorder,
                        resolver->places.items[reference->member].dirs);
    } else if (fact->flags & IMPORT_ALIASED) {
        hash_submodules(recorder, place->dirs);
    } else {
        hash_submodules(recorder, place->bound);
    }
}

/* K1 in one folder: is there a folder, a module, a stub of that name? */
static void
hash_probe(struct recorder *recorder, dir_id folder, struct str first)
{
    struct modules *modules = &recorder->state->resolver.modules;
    if (folder == NO_DIR) {
        return;
    }
    struct module_slot slot = modules_find_text(modules, folder, first);
    bool has_dir = slot.dir != NO_DIR && modules_dir_exists(modules, slot.dir);
    unsigned bits = (has_dir ? 1u : 0) | (slot.py != NO_FILE ? 2u : 0) |
                    (slot.pyi != NO_FILE ? 4u : 0);
    if (bits) {
        const struct tree_dir *dir = &modules->tree->dirs.items[folder];
        hasher_text(&recorder->hasher, 'f', dir->path);
        hasher_number(&recorder->hasher, 'b', bits);
    }
}

/* The root, its src/, and those of every project around the importer. */
static void
hash_probes(struct recorder *recorder, const struct reference *reference)
{
    struct resolver *resolver = &recorder->state->resolver;
    const struct tree *tree = &recorder->state->tree;
    if (reference->fact->level > 0) {
        return;
    }
    struct str rest = fact_module(reference->table, reference->fact);
    struct str first = str_split(&rest, '.');
    dir_id dir = resolver->roots.context_dirs.items[reference->context];
    for (; dir != NO_DIR; dir = tree->dirs.items[dir].parent) {
        if (dir == ROOT_DIR || (tree->dirs.items[dir].flags & DIR_PROJECT)) {
            dir_id src =
                modules_find_text(&resolver->modules, dir, STR("src")).dir;
            hash_probe(recorder, dir, first);
            hash_probe(recorder, src, first);
        }
    }
}

/* What the dotted name meets below the folder, part by part. */
static void
hash_way(struct recorder *recorder, dir_id folder, struct str module)
{
    struct modules *modules = &recorder->state->resolver.modules;
    while (module.data && folder != NO_DIR) {
        struct str part = str_split(&module, '.');
        hash_probe(recorder, folder, part);
        folder = modules_find_text(modules, folder, part).dir;
    }
}

/*
 * A relative import that leads nowhere: ty asks whether the same name without
 * its dots was meant, if there is such a module.
 */
static void
hash_meant(struct recorder *recorder, const struct reference *reference)
{
    const struct resolver *resolver = &recorder->state->resolver;
    struct str module = fact_module(reference->table, reference->fact);
    if (reference->fact->level == 0 || reference->status == PLACE_FOUND ||
        module.len == 0) {
        return;
    }
    for (size_t i = 0; i < resolver->roots.all.len; i++) {
        hash_way(recorder, resolver->roots.all.items[i], module);
    }
}

const struct digest *
record_reference(struct recorder *recorder, reference_id id)
{
    struct digest *digest = &recorder->references[id];
    if (recorder->known[id]) {
        return digest;
    }
    struct hasher *hasher = &recorder->hasher;
    struct reference reference = recorder->state->resolver.references.items[id];
    hasher_begin(hasher, "reference");
    hasher_number(hasher, 'k', reference.fact->form);
    hasher_number(hasher, 'l', reference.fact->level);
    hasher_text(hasher, 'm', fact_module(reference.table, reference.fact));
    hasher_text(hasher, 'n', fact_name(reference.table, reference.fact));
    hasher_number(hasher, 's', reference.status);
    hash_place(recorder, reference.place);
    if (reference.member != NO_PLACE) {
        hash_place(recorder, reference.member);
    }
    hash_probes(recorder, &reference);
    if (recorder->level > LEVEL_NAMES) {
        hash_bound(recorder, &reference);
    }
    if (recorder->level >= LEVEL_INFERRED) {
        hash_meant(recorder, &reference);
    }
    hasher_end(hasher, digest);
    recorder->known[id] = 1;
    return digest;
}

static void
hash_file(struct recorder *recorder, char tag, file_id file)
{
    if (file != NO_FILE) {
        hasher_text(&recorder->hasher, tag,
                    recorder->state->tree.files.items[file].path);
    }
}

/* Every __init__ above the file, and conftest.py where it counts. */
static void
hash_folders(struct recorder *recorder, file_id file)
{
    struct modules *modules = &recorder->state->resolver.modules;
    const struct tree *tree = &recorder->state->tree;
    dir_id dir = tree->files.items[file].dir;
    bool conftests = recorder->level == LEVEL_CONTENT &&
                     state_is_test(tree->files.items[file].path);
    /* Rules import nothing, and those of a closed folder (a build folder, an
       environment) would have it listed. */
    if (tree->files.items[file].flags & FILE_RULES) {
        return;
    }
    for (; dir != NO_DIR; dir = tree->dirs.items[dir].parent) {
        struct module_slot init = modules_find(modules, dir, modules->init);
        hash_file(recorder, 'p', init.py);
        hash_file(recorder, 'p', init.pyi);
        if (conftests) {
            hash_file(recorder, 'c',
                      modules_find_text(modules, dir, STR("conftest")).py);
        }
    }
}

/* K2: the modules that the text reaches besides, and how. */
static void
hash_reached(struct recorder *recorder, file_id file)
{
    size_t len;
    struct hasher *hasher = &recorder->hasher;
    const struct state *state = recorder->state;
    const struct submodule *submodules = state_submodules(state, file, &len);
    for (size_t i = 0; i < len; i++) {
        reference_id id = state->imports.items[submodules[i].import].reference;
        hasher_digest(hasher, 'u', &recorder->references[id]);
        hasher_text(hasher, 'n', submodules[i].rest);
        hash_place(recorder, submodules[i].place);
    }
}

void
record_file(struct recorder *recorder, file_id file, struct digest *digest)
{
    struct state *state = recorder->state;
    struct hasher *hasher = &recorder->hasher;
    size_t len;
    const struct resolved_import *imports = state_imports(state, file, &len);
    for (size_t i = 0; i < len; i++) {
        record_reference(recorder, imports[i].reference);
    }
    hasher_begin(hasher, "record");
    hash_folders(recorder, file);
    for (size_t i = 0; i < len; i++) {
        hasher_digest(hasher, 'i', &recorder->references[imports[i].reference]);
    }
    if (recorder->level >= LEVEL_INFERRED) {
        state_beside(state, file, &recorder->beside);
        for (size_t i = 0; i < recorder->beside.len; i++) {
            hash_file(recorder, 'b', recorder->beside.items[i].to);
        }
    }
    if (recorder->level > LEVEL_NAMES) {
        hash_reached(recorder, file);
    }
    if (recorder->level > LEVEL_NAMES && file < state->depends_of.len) {
        struct range range = state->depends_of.items[file];
        for (uint32_t i = 0; i < range.len; i++) {
            hash_file(recorder, 'd', state->depends.items[range.first + i].to);
        }
    }
    hasher_end(hasher, digest);
}
