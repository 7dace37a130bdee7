/* SPDX-License-Identifier: MIT */
#include "core/plan/names.h"

#include <string.h>

/* Names may be passed on from module to module in circles, or for long. */
enum { NODES_MAX = 64 };

/* A name in a place, on the way to what it is. */
struct node {
    place_id place;
    text_id name;
};

struct search {
    struct node nodes[NODES_MAX];
    size_t len;
    size_t first_value; /* in names->values */
};

void
names_init(struct names *names, struct state *state)
{
    memset(names, 0, sizeof(*names));
    names->state = state;
    intern_init(&names->texts);
    names->star = intern_text(&names->texts, STR("*"));
}

void
names_release(struct names *names)
{
    intern_release(&names->texts);
    map_release(&names->meaning_ids);
    map_release(&names->members);
    map_release(&names->binding_ids);
    VEC_RELEASE(&names->meanings);
    VEC_RELEASE(&names->values);
    VEC_RELEASE(&names->bindings);
    VEC_RELEASE(&names->read);
}

static const struct reference *
reference_at(const struct names *names, reference_id id)
{
    return &names->state->resolver.references.items[id];
}

/* The submodule, looked for once. */
place_id
names_member(struct names *names, place_id place, text_id name)
{
    struct resolver *resolver = &names->state->resolver;
    uint64_t key = map_pair(place, name);
    uint32_t found = NO_PLACE;
    if (resolver->places.items[place].dirs.len == 0 ||
        map_get(&names->members, key, &found)) {
        return found;
    }
    found = resolve_member(resolver, place, intern_str(&names->texts, name));
    if (resolver->places.items[found].status != PLACE_FOUND) {
        found = NO_PLACE;
    }
    map_put(&names->members, key, found);
    return found;
}

static void
add_value(struct names *names, const struct search *search, place_id place)
{
    for (size_t i = search->first_value; i < names->values.len; i++) {
        if (names->values.items[i] == place) {
            return;
        }
    }
    VEC_PUSH(&names->values, place);
}

static void
add_node(struct search *search, place_id place, text_id name)
{
    for (size_t i = 0; i < search->len; i++) {
        if (search->nodes[i].place == place && search->nodes[i].name == name) {
            return;
        }
    }
    if (search->len < NODES_MAX) {
        search->nodes[search->len++] = (struct node){place, name};
    }
}

static void
add_binding(struct names *names, file_id file, text_id name,
            reference_id reference)
{
    uint32_t *first = map_entry(&names->binding_ids, map_pair(file, name), 0);
    VEC_PUSH(&names->bindings, (struct name_binding){reference, *first});
    *first = (uint32_t)names->bindings.len;
}

/* Enter the names that the imports of a file bind. */
static void
read_bindings(struct names *names, file_id file)
{
    size_t len;
    const struct resolved_import *imports =
        state_imports(names->state, file, &len);
    while (names->read.len <= file) {
        VEC_PUSH(&names->read, 0);
    }
    if (names->read.items[file]) {
        return;
    }
    names->read.items[file] = 1;
    for (size_t i = 0; i < len; i++) {
        const struct reference *reference =
            reference_at(names, imports[i].reference);
        struct str bound = fact_bound(reference->table, reference->fact);
        if (reference->fact->form == FORM_STAR) {
            add_binding(names, file, names->star, imports[i].reference);
        } else if (bound.len > 0) {
            add_binding(names, file, intern_text(&names->texts, bound),
                        imports[i].reference);
        }
    }
}

uint32_t
names_binding(struct names *names, file_id file, text_id name)
{
    uint32_t first = 0;
    read_bindings(names, file);
    map_get(&names->binding_ids, map_pair(file, name), &first);
    return first;
}

place_id
names_bound_module(struct names *names, const struct reference *reference)
{
    if (reference->fact->form != FORM_IMPORT) {
        return NO_PLACE;
    }
    return reference->fact->flags & IMPORT_ALIASED
               ? reference->place
               : resolve_first(&names->state->resolver, reference->place);
}

/* What a name is that this import binds. */
static void
follow(struct names *names, struct search *search, reference_id id)
{
    const struct reference *reference = reference_at(names, id);
    const struct fact_import *fact = reference->fact;
    place_id module = names_bound_module(names, reference);
    if (module != NO_PLACE) {
        add_value(names, search, module);
    } else if (fact->form == FORM_FROM) {
        struct str name = fact_name(reference->table, fact);
        add_node(search, reference->place, intern_text(&names->texts, name));
    }
}

static void
follow_file(struct names *names, struct search *search, file_id file,
            text_id name)
{
    uint32_t at = names_binding(names, file, name);
    while (at) {
        struct name_binding binding = names->bindings.items[at - 1];
        follow(names, search, binding.reference);
        at = binding.next;
    }
    at = names_binding(names, file, names->star);
    while (at) {
        struct name_binding binding = names->bindings.items[at - 1];
        add_node(search, reference_at(names, binding.reference)->place, name);
        at = binding.next;
    }
}

/* Its submodule of that name, and what its own files import under it. */
static void
expand(struct names *names, struct search *search, struct node node)
{
    const struct resolver *resolver = &names->state->resolver;
    place_id found = names_member(names, node.place, node.name);
    if (found != NO_PLACE) {
        add_value(names, search, found);
    }
    struct place place = resolver->places.items[node.place];
    uint32_t end = place.targets.first + place.targets.len;
    for (uint32_t i = end - place.own_len; i < end; i++) {
        follow_file(names, search, resolver->targets.items[i].file, node.name);
    }
}

static struct range
run(struct names *names, struct search *search)
{
    search->first_value = names->values.len;
    for (size_t i = 0; i < search->len; i++) {
        expand(names, search, search->nodes[i]);
    }
    return (struct range){(uint32_t)search->first_value,
                          (uint32_t)(names->values.len - search->first_value)};
}

static struct name_meaning
find(struct names *names, place_id place, text_id name)
{
    uint64_t key = map_pair(place, name);
    uint32_t id;
    if (!map_get(&names->meaning_ids, key, &id)) {
        struct search search = {.nodes = {{place, name}}, .len = 1};
        struct name_meaning meaning = {.values = run(names, &search)};
        meaning.member = names_member(names, place, name);
        id = (uint32_t)names->meanings.len;
        VEC_PUSH(&names->meanings, meaning);
        map_put(&names->meaning_ids, key, id);
    }
    return names->meanings.items[id];
}

struct name_meaning
names_find(struct names *names, place_id place, struct str name)
{
    return find(names, place, intern_text(&names->texts, name));
}

void
names_bound(struct names *names, reference_id id, struct place_list *out)
{
    const struct reference *reference = reference_at(names, id);
    const struct fact_import *fact = reference->fact;
    place_id module = names_bound_module(names, reference);
    out->len = 0;
    if (module != NO_PLACE) {
        VEC_PUSH(out, module);
    } else if (fact->form == FORM_FROM) {
        struct str name = fact_name(reference->table, fact);
        struct range values = names_find(names, reference->place, name).values;
        for (uint32_t i = 0; i < values.len; i++) {
            VEC_PUSH(out, names->values.items[values.first + i]);
        }
    }
}
