/* SPDX-License-Identifier: MIT */
/* edges - the edges of one file, from what its imports resolved to. */
#include "core/plan/state.h"
#include "core/python/stdlib.h"
#include "core/sys/path.h"

static uint16_t
form_kind(uint8_t form)
{
    switch (form) {
    case FORM_FROM:
        return EDGE_FROM;
    case FORM_STAR:
        return EDGE_STAR;
    case FORM_DYNAMIC:
        return EDGE_DYNAMIC;
    case FORM_STRING:
        return EDGE_STRING;
    case FORM_DEPENDS:
        return EDGE_DEPENDS;
    default:
        return EDGE_IMPORT;
    }
}

static uint16_t
guard_kinds(uint8_t flags)
{
    return (uint16_t)((flags & IMPORT_LOCAL ? EDGE_LOCAL : 0) |
                      (flags & IMPORT_TYPE_CHECKING ? EDGE_TYPE_CHECKING : 0) |
                      (flags & IMPORT_WEAK ? EDGE_WEAK : 0) |
                      (flags & IMPORT_LAZY ? EDGE_LAZY : 0));
}

uint16_t
edge_kinds_of(const struct resolved_import *import,
              const struct fact_import *fact)
{
    return form_kind(fact->form) | guard_kinds(import->flags);
}

static void
push(struct edge_list *out, file_id from, struct edge edge)
{
    if (edge.to != from) {
        VEC_PUSH(out, edge);
    }
}

static void
add_place(struct state *state, file_id file, place_id id, struct edge base,
          struct edge_list *out)
{
    const struct resolver *resolver = &state->resolver;
    const struct place *place = &resolver->places.items[id];
    for (uint32_t i = 0; i < place->targets.len; i++) {
        const struct target *target =
            &resolver->targets.items[place->targets.first + i];
        struct edge edge = base;
        edge.to = target->file;
        if (target->roles & TARGET_PARENT) {
            edge.kinds &=
                EDGE_LOCAL | EDGE_TYPE_CHECKING | EDGE_WEAK | EDGE_LAZY;
            edge.kinds |= EDGE_PARENT;
        }
        if (target->roles & TARGET_STUB) {
            edge.kinds |= EDGE_STUB;
        }
        push(out, file, edge);
    }
}

static void
add_imports(struct state *state, file_id file, struct edge_list *out)
{
    size_t len;
    const struct resolved_import *imports = state_imports(state, file, &len);
    for (size_t i = 0; i < len; i++) {
        const struct reference *reference =
            &state->resolver.references.items[imports[i].reference];
        struct edge edge = {
            .line = imports[i].line,
            .kinds = edge_kinds_of(&imports[i], reference->fact),
            .reference = imports[i].reference,
        };
        add_place(state, file, reference->place, edge, out);
        if (reference->member != NO_PLACE) {
            add_place(state, file, reference->member, edge, out);
        }
    }
}

/* An import gives the edge already. */
static bool
is_given(const struct edge_list *edges, size_t imports_len, file_id to)
{
    for (size_t i = 0; i < imports_len; i++) {
        if (edges->items[i].to == to) {
            return true;
        }
    }
    return false;
}

static void
add_submodules(struct state *state, file_id file, struct edge_list *out)
{
    size_t len;
    size_t imports_len = out->len;
    const struct submodule *submodules = state_submodules(state, file, &len);
    for (size_t i = 0; i < len; i++) {
        const struct resolved_import *import =
            &state->imports.items[submodules[i].import];
        struct edge edge = {
            .line = import->line,
            .kinds = EDGE_SUBMODULE | guard_kinds(import->flags),
            .reference = import->reference,
            .submodule = state->submodules_of.items[file].first + i + 1,
        };
        size_t first = out->len;
        add_place(state, file, submodules[i].place, edge, out);
        size_t kept = first;
        for (size_t k = first; k < out->len; k++) {
            if (!is_given(out, imports_len, out->items[k].to)) {
                out->items[kept++] = out->items[k];
            }
        }
        out->len = kept;
    }
}

/* ".pkg", as one would write it. */
void
state_written_module(const struct reference *reference, struct buf *out)
{
    for (uint16_t i = 0; i < reference->fact->level; i++) {
        buf_byte(out, '.');
    }
    buf_str(out, fact_module(reference->table, reference->fact));
}

void
state_submodule_name(const struct state *state,
                     const struct submodule *submodule, struct buf *out)
{
    reference_id id = state->imports.items[submodule->import].reference;
    const struct reference *reference = &state->resolver.references.items[id];
    const struct fact_import *fact = reference->fact;
    struct str module = fact_module(reference->table, fact);
    if (fact->form == FORM_IMPORT && !(fact->flags & IMPORT_ALIASED)) {
        buf_str(out, str_split(&module, '.'));
    } else {
        state_written_module(reference, out);
    }
    if (fact->form == FORM_FROM) {
        buf_text(out, module.len > 0 ? "." : "");
        buf_str(out, fact_name(reference->table, fact));
    }
    bool ends_in_dot = out->len > 0 && out->data[out->len - 1] == '.';
    buf_text(out, ends_in_dot ? "" : ".");
    buf_str(out, submodule->rest);
}

static void
add_slot(file_id file, struct module_slot slot, uint16_t kinds,
         struct edge_list *out)
{
    struct edge edge = {.kinds = kinds, .reference = NO_REFERENCE};
    if (slot.py != NO_FILE) {
        edge.to = slot.py;
        push(out, file, edge);
    }
    if (slot.pyi != NO_FILE) {
        edge.to = slot.pyi;
        edge.kinds |= EDGE_STUB;
        push(out, file, edge);
    }
}

/* Every `__init__` above the file: importing it runs them (or so tools
   that follow folders believe), a gap in the chain notwithstanding. */
static void
add_parents(struct state *state, file_id file, struct edge_list *out)
{
    struct modules *modules = &state->resolver.modules;
    dir_id dir = state->tree.files.items[file].dir;
    for (; dir != NO_DIR; dir = state->tree.dirs.items[dir].parent) {
        add_slot(file, modules_find(modules, dir, modules->init), EDGE_PARENT,
                 out);
    }
}

static void
add_conftests(struct state *state, file_id file, struct edge_list *out)
{
    struct modules *modules = &state->resolver.modules;
    dir_id dir = state->tree.files.items[file].dir;
    for (; dir != NO_DIR; dir = state->tree.dirs.items[dir].parent) {
        struct module_slot slot =
            modules_find_text(modules, dir, STR("conftest"));
        slot.pyi = NO_FILE;
        add_slot(file, slot, EDGE_CONFTEST, out);
    }
}

/* What `module` means below the folder, part by part. */
static void
add_beside(struct state *state, file_id file, struct str module,
           struct edge_list *out)
{
    struct modules *modules = &state->resolver.modules;
    dir_id dir = state->tree.files.items[file].dir;
    while (module.data && dir != NO_DIR) {
        struct str part = str_split(&module, '.');
        struct module_slot slot = modules_find_text(modules, dir, part);
        add_slot(file, slot, EDGE_IMPORT, out);
        dir = slot.dir;
        if (dir != NO_DIR) {
            add_slot(file, modules_find(modules, dir, modules->init),
                     EDGE_IMPORT, out);
        }
    }
}

void
state_beside(struct state *state, file_id file, struct edge_list *out)
{
    size_t len;
    const struct resolved_import *imports = state_imports(state, file, &len);
    out->len = 0;
    for (size_t i = 0; i < len; i++) {
        const struct reference *reference =
            &state->resolver.references.items[imports[i].reference];
        struct str module = fact_module(reference->table, reference->fact);
        bool nowhere = reference->status == PLACE_ABSENT;
        struct str rest = module;
        if (nowhere && reference->fact->level == 0 && module.len > 0 &&
            reference->fact->form != FORM_DEPENDS &&
            !stdlib_has(str_split(&rest, '.'), state->resolver.python_minor)) {
            add_beside(state, file, module, out);
        }
    }
}

bool
state_edge_is_implied(const struct state *state, const struct edge *edge)
{
    if (!(edge->kinds & EDGE_PARENT)) {
        return false;
    }
    if (edge->reference == NO_REFERENCE) {
        return true;
    }
    const struct reference *reference =
        &state->resolver.references.items[edge->reference];
    return reference->fact->form == FORM_FROM ||
           reference->fact->form == FORM_STAR;
}

void
state_edges(struct state *state, file_id file, struct edge_list *out)
{
    struct str path = state->tree.files.items[file].path;
    out->len = 0;
    uint32_t flags = state->tree.files.items[file].flags;
    if ((flags & FILE_SUBJECT) || tree_is_python(path_name(path))) {
        add_parents(state, file, out);
        add_imports(state, file, out);
        add_submodules(state, file, out);
        if (state_is_test(path)) {
            add_conftests(state, file, out);
        }
    }
    if (file < state->depends_of.len) {
        struct range range = state->depends_of.items[file];
        for (uint32_t i = 0; i < range.len; i++) {
            push(out, file, state->depends.items[range.first + i]);
        }
    }
}
