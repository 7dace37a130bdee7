/* SPDX-License-Identifier: MIT */
#include "core/plan/unit_links.h"

#include <string.h>

void
unit_links_init(struct unit_links *links, struct unit_files *files,
                enum level level)
{
    memset(links, 0, sizeof(*links));
    links->files = files;
    links->state = files->state;
    links->level = level;
    links->special[0] = intern_text(&files->texts, STR("__all__"));
    links->special[1] = intern_text(&files->texts, STR("__dict__"));
    links->special[2] = intern_text(&files->texts, STR("__dir__"));
}

void
unit_links_release(struct unit_links *links)
{
    map_release(&links->members);
    VEC_RELEASE(&links->edges);
    VEC_RELEASE(&links->out);
}

/* ---- nodes */

static const struct unit_file *
file_at(const struct unit_links *links, file_id file)
{
    return &links->files->files.items[file];
}

static void
add_node(struct unit_links *links, file_id file, enum unit_node node)
{
    const struct unit_file *entry = file_at(links, file);
    uint32_t offset = entry->opaque ? UNIT_NODE_WHOLE : (uint32_t)node;
    VEC_PUSH(&links->out, entry->node + offset);
}

static struct place
place_at(const struct unit_links *links, place_id id)
{
    return links->state->resolver.places.items[id];
}

static file_id
target_at(const struct unit_links *links, uint32_t target)
{
    return links->state->resolver.targets.items[target].file;
}

/* A node of each file of the place, or of its packages too. */
static void
add_place(struct unit_links *links, place_id id, bool parents,
          enum unit_node node)
{
    struct place place = place_at(links, id);
    uint32_t end = place.targets.first + place.targets.len;
    uint32_t i = parents ? place.targets.first : end - place.own_len;
    for (; i < end; i++) {
        add_node(links, target_at(links, i), node);
    }
}

/* ---- steps */

static void
push(struct unit_links *links, struct link_step step)
{
    for (size_t i = 0; i < links->steps_len; i++) {
        const struct link_step *known = &links->steps[i];
        if (known->place == step.place && known->name == step.name &&
            known->rest == step.rest && known->is_value == step.is_value &&
            known->by_dot == step.by_dot) {
            return;
        }
    }
    if (links->steps_len == LINK_STEPS_MAX) {
        add_place(links, step.place, true, UNIT_NODE_WHOLE);
        return;
    }
    links->steps[links->steps_len++] = step;
}

static uint8_t
new_group(struct unit_links *links)
{
    if (links->groups_len == LINK_STEPS_MAX) {
        return LINK_STEPS_MAX - 1;
    }
    links->found[links->groups_len] = false;
    return (uint8_t)links->groups_len++;
}

/* The chain goes on behind a module, or ends at it. */
static void
go_on(struct unit_links *links, place_id module, const struct link_step *from)
{
    if (from->rest < links->chain_len) {
        push(links, (struct link_step){.place = module,
                                       .name = links->chain[from->rest],
                                       .rest = from->rest + 1,
                                       .group = new_group(links),
                                       .by_dot = true,
                                       .is_value = from->is_value});
    } else if (from->is_value) {
        add_place(links, module, false, UNIT_NODE_WHOLE);
    }
}

static const struct reference *
reference_of(const struct unit_links *links, uint32_t import)
{
    reference_id id = links->state->imports.items[import].reference;
    return &links->state->resolver.references.items[id];
}

/* What the name is that this import binds. */
static void
follow(struct unit_links *links, uint32_t import, const struct link_step *from)
{
    struct reference reference = *reference_of(links, import);
    const struct fact_import *fact = reference.fact;
    if (fact->form == FORM_FROM) {
        struct str name = fact_name(reference.table, fact);
        push(links,
             (struct link_step){.place = reference.place,
                                .name = intern_text(&links->files->texts, name),
                                .rest = from->rest,
                                .group = new_group(links),
                                .is_value = from->is_value});
    } else if (fact->form == FORM_IMPORT && (fact->flags & IMPORT_ALIASED)) {
        go_on(links, reference.place, from);
    } else if (fact->form == FORM_IMPORT) {
        if (from->rest >= links->chain_len && from->is_value) {
            add_place(links, reference.place, true, UNIT_NODE_WHOLE);
        }
        go_on(links, resolve_first(&links->state->resolver, reference.place),
              from);
    }
}

static void
follow_all(struct unit_links *links, file_id file, text_id name,
           const struct link_step *from)
{
    uint32_t at = unit_files_binding(links->files, file, name);
    while (at) {
        struct unit_binding binding = links->files->bindings.items[at - 1];
        follow(links, binding.import, from);
        at = binding.next;
    }
}

/* The same name in all modules that the file imports with a star. */
static void
follow_stars(struct unit_links *links, file_id file,
             const struct link_step *step)
{
    uint32_t at = unit_files_binding(links->files, file, links->files->star);
    while (at) {
        struct unit_binding binding = links->files->bindings.items[at - 1];
        struct link_step next = *step;
        next.place = reference_of(links, binding.import)->place;
        push(links, next);
        at = binding.next;
    }
}

/* The submodule of that name, or NO_PLACE. */
static place_id
member(struct unit_links *links, place_id place, text_id name)
{
    struct resolver *resolver = &links->state->resolver;
    uint64_t key = map_pair(place, name);
    uint32_t found = NO_PLACE;
    if (resolver->places.items[place].dirs.len == 0 ||
        map_get(&links->members, key, &found)) {
        return found;
    }
    found =
        resolve_member(resolver, place, intern_str(&links->files->texts, name));
    if (resolver->places.items[found].status != PLACE_FOUND) {
        found = NO_PLACE;
    }
    map_put(&links->members, key, found);
    return found;
}

static bool
is_special(const struct unit_links *links, text_id name)
{
    return name == links->special[0] || name == links->special[1] ||
           name == links->special[2];
}

/* Returns whether the file binds the name, as far as is known. */
static bool
look_into(struct unit_links *links, file_id file, const struct link_step *step)
{
    add_node(links, file, UNIT_NODE_BASE);
    if (file_at(links, file)->opaque) {
        return true;
    }
    follow_stars(links, file, step);
    if (is_special(links, step->name)) {
        add_node(links, file, UNIT_NODE_WHOLE);
        return true;
    }
    uint32_t node = unit_files_find(links->files, file, step->name);
    if (node == NO_NODE) {
        return false;
    }
    VEC_PUSH(&links->out, node);
    follow_all(links, file, step->name, step);
    return true;
}

static void
take_step(struct unit_links *links, struct link_step step)
{
    struct place place = place_at(links, step.place);
    uint32_t end = place.targets.first + place.targets.len;
    for (uint32_t i = end - place.own_len; i < end; i++) {
        if (look_into(links, target_at(links, i), &step)) {
            links->found[step.group] = true;
        }
    }
    place_id found = member(links, step.place, step.name);
    if (found == NO_PLACE) {
        return;
    }
    links->found[step.group] = true;
    add_place(links, found, true, UNIT_NODE_BASE);
    if (step.by_dot) {
        add_place(links, step.place, false, UNIT_NODE_IMPORTS);
    }
    go_on(links, found, &step);
}

static void
run(struct unit_links *links)
{
    for (size_t i = 0; i < links->steps_len; i++) {
        take_step(links, links->steps[i]);
    }
    for (size_t i = 0; i < links->steps_len; i++) {
        if (!links->found[links->steps[i].group]) {
            add_place(links, links->steps[i].place, false, UNIT_NODE_NAMES);
        }
    }
    links->steps_len = links->groups_len = 0;
}

/* ---- references of a unit */

static void
add_chain(struct unit_links *links, file_id file, const struct symbol_ref *ref,
          bool own)
{
    const struct unit_file *entry = file_at(links, file);
    struct link_step head = {.rest = 1, .is_value = true};
    links->chain_len = ref->len;
    for (uint32_t i = 0; i < ref->len; i++) {
        links->chain[i] = entry->texts[ref->names[i]];
    }
    head.name = links->chain[0];
    uint32_t node = unit_files_find(links->files, file, head.name);
    if (own && node != NO_NODE) {
        VEC_PUSH(&links->out, node);
    }
    follow_all(links, file, head.name, &head);
    /* Most names that a star import does not bind are found elsewhere. */
    head.group = new_group(links);
    links->found[head.group] = true;
    follow_stars(links, file, &head);
    run(links);
}

bool
unit_links_concerns(const struct unit_files *files, file_id file, uint32_t unit,
                    const struct symbol_import *statement,
                    const struct resolved_import *import)
{
    const struct symbols *symbols = &files->files.items[file].symbols;
    const struct reference *reference =
        &files->state->resolver.references.items[import->reference];
    if (unit < UNITS_NAMED || !(statement->flags & SYMBOL_SIMPLE)) {
        return true;
    }
    return str_equal(fact_bound(reference->table, reference->fact),
                     symbols_name(symbols, symbols->units[unit].name));
}

static bool
is_plain(uint16_t form)
{
    return form == FORM_IMPORT || form == FORM_FROM || form == FORM_STAR;
}

bool
unit_links_is_dynamic(const struct unit_files *files, file_id file,
                      const struct resolved_import *import)
{
    const struct symbols *symbols = &files->files.items[file].symbols;
    const struct reference *reference =
        &files->state->resolver.references.items[import->reference];
    if (!is_plain(reference->fact->form)) {
        return true;
    }
    for (uint32_t i = 0; i < symbols->imports_len; i++) {
        const struct symbol_import *statement = &symbols->imports[i];
        if (import->line >= statement->line &&
            import->line <= statement->line + statement->lines) {
            return false;
        }
    }
    return true;
}

static void
add_import(struct unit_links *links, file_id file, uint32_t import,
           const struct symbol_import *statement, bool names)
{
    struct reference reference = *reference_of(links, import);
    const struct fact_import *fact = reference.fact;
    bool whole = statement->flags & SYMBOL_IN_CLASS;
    enum unit_node node = whole ? UNIT_NODE_WHOLE : UNIT_NODE_BASE;
    if (!is_plain(fact->form)) {
        return;
    }
    add_place(links, reference.place, true, node);
    if (reference.member != NO_PLACE) {
        add_place(links, reference.member, true, node);
    }
    if (fact->form == FORM_FROM && names) {
        struct link_step step = {.is_value = whole};
        links->chain_len = 0;
        follow(links, import, &step);
        run(links);
    } else if (fact->form == FORM_IMPORT && !(fact->flags & IMPORT_ALIASED) &&
               reference.status != PLACE_ABSENT) {
        /* Which of its submodules are there depends on all imports. */
        add_node(links, file, UNIT_NODE_IMPORTS);
    }
}

static void
add_statement(struct unit_links *links, file_id file, uint32_t unit,
              const struct symbol_import *statement, enum stamp_level level)
{
    /* In a body that is not seen nobody asks what the names are (D8). */
    bool names = statement->flags >> SYMBOL_LEVEL_SHIFT <= (int)level;
    struct range range = unit_files_imports(links->files, file, statement);
    for (uint32_t i = range.first; i < range.first + range.len; i++) {
        if (unit_links_concerns(links->files, file, unit, statement,
                                &links->state->imports.items[i])) {
            add_import(links, file, i, statement, names);
        }
    }
}

/* What the file sees besides, whichever name is asked for. */
static void
add_surroundings(struct unit_links *links, file_id file)
{
    struct state *state = links->state;
    struct edge_list *edges = &links->edges;
    state_edges(state, file, edges);
    for (size_t i = 0; i < edges->len; i++) {
        uint16_t kinds = edges->items[i].kinds;
        bool parent =
            (kinds & EDGE_PARENT) && edges->items[i].reference == NO_REFERENCE;
        if (kinds & EDGE_DEPENDS) {
            add_node(links, edges->items[i].to, UNIT_NODE_WHOLE);
        } else if (parent || (kinds & EDGE_SUBMODULE)) {
            add_node(links, edges->items[i].to, UNIT_NODE_BASE);
        }
    }
    if (links->level >= LEVEL_INFERRED) {
        state_beside(state, file, edges);
        for (size_t i = 0; i < edges->len; i++) {
            add_node(links, edges->items[i].to, UNIT_NODE_WHOLE);
        }
    }
    struct range range = state->imports_of.items[file];
    for (uint32_t i = range.first; i < range.first + range.len; i++) {
        struct reference reference = *reference_of(links, i);
        if (unit_links_is_dynamic(links->files, file,
                                  &state->imports.items[i])) {
            add_place(links, reference.place, true, UNIT_NODE_WHOLE);
            if (reference.member != NO_PLACE) {
                add_place(links, reference.member, true, UNIT_NODE_WHOLE);
            }
        }
    }
}

static void
add_refs(struct unit_links *links, file_id file, uint32_t unit,
         enum stamp_level level, bool own)
{
    const struct symbols *symbols = &file_at(links, file)->symbols;
    struct symbol_refs refs = symbols_refs(symbols, unit);
    struct symbol_ref ref;
    while (symbol_refs_next(&refs, &ref)) {
        if (ref.len == 0) {
            add_statement(links, file, unit, &symbols->imports[ref.import],
                          level);
        } else if (ref.level <= level) {
            add_chain(links, file, &ref, own);
        }
    }
}

void
unit_links_unit(struct unit_links *links, file_id file, uint32_t unit)
{
    const struct unit_file *entry = file_at(links, file);
    links->out.len = 0;
    add_refs(links, file, unit,
             unit_file_level(entry, level_stamp(links->level)), true);
    if (unit == UNIT_BASE) {
        add_surroundings(links, file);
    } else {
        add_node(links, file, UNIT_NODE_BASE);
    }
}

/* A file that sees others whole. */
static void
add_edges(struct unit_links *links, file_id file)
{
    struct edge_list *edges = &links->edges;
    state_edges(links->state, file, edges);
    for (size_t i = 0; i < edges->len; i++) {
        if (!(edges->items[i].kinds & EDGE_CONFTEST)) {
            add_node(links, edges->items[i].to, UNIT_NODE_WHOLE);
        }
    }
    if (links->level >= LEVEL_INFERRED) {
        state_beside(links->state, file, edges);
        for (size_t i = 0; i < edges->len; i++) {
            add_node(links, edges->items[i].to, UNIT_NODE_WHOLE);
        }
    }
}

void
unit_links_text(struct unit_links *links, file_id file)
{
    const struct unit_file *entry = file_at(links, file);
    links->out.len = 0;
    if (entry->opaque) {
        add_edges(links, file);
        return;
    }
    for (uint32_t unit = 0; unit < entry->symbols.units_len; unit++) {
        /* Each import once: names of one statement are no matter here. */
        add_refs(links, file, unit, STAMP_CODE, false);
    }
    add_surroundings(links, file);
}

void
unit_links_names(struct unit_links *links, file_id file)
{
    uint32_t at = unit_files_binding(links->files, file, links->files->star);
    links->out.len = 0;
    while (at) {
        struct unit_binding binding = links->files->bindings.items[at - 1];
        add_place(links, reference_of(links, binding.import)->place, false,
                  UNIT_NODE_NAMES);
        at = binding.next;
    }
}
