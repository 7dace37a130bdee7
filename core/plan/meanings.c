/* SPDX-License-Identifier: MIT */
#include "core/plan/meanings.h"

#include <string.h>

#include "core/plan/constructs.h"

/* Names may be passed on from module to module in circles, or for long. */
enum { NODES_MAX = 64 };

/* A name in a module, on the way to what it is. */
struct node {
    place_id place;
    text_id name;
};

struct search {
    struct node nodes[NODES_MAX];
    size_t len;
    size_t first; /* in items */
};

void
meanings_init(struct meanings *meanings, struct state *state)
{
    memset(meanings, 0, sizeof(*meanings));
    names_init(&meanings->names, state);
}

void
meanings_release(struct meanings *meanings)
{
    names_release(&meanings->names);
    map_release(&meanings->defined);
    map_release(&meanings->by_place);
    map_release(&meanings->by_file);
    VEC_RELEASE(&meanings->ranges);
    VEC_RELEASE(&meanings->items);
}

void
meanings_define(struct meanings *meanings, file_id file, text_id name,
                uint32_t construct)
{
    map_put(&meanings->defined, map_pair(file, name), construct);
}

static const struct resolver *
resolver_of(const struct meanings *meanings)
{
    return &meanings->names.state->resolver;
}

static const struct reference *
reference_at(const struct meanings *meanings, reference_id id)
{
    return &resolver_of(meanings)->references.items[id];
}

static void
add(struct meanings *meanings, const struct search *search,
    struct meaning meaning)
{
    for (size_t i = search->first; i < meanings->items.len; i++) {
        const struct meaning *known = &meanings->items.items[i];
        if (known->construct == meaning.construct &&
            known->place == meaning.place) {
            return;
        }
    }
    VEC_PUSH(&meanings->items, meaning);
}

/* A module of ours, or a folder that holds such. */
static bool
is_ours(const struct meanings *meanings, place_id id)
{
    const struct place *place = &resolver_of(meanings)->places.items[id];
    return place->own_len > 0 || place->dirs.len > 0;
}

static void
add_module(struct meanings *meanings, const struct search *search,
           place_id place)
{
    if (place != NO_PLACE && is_ours(meanings, place)) {
        add(meanings, search, (struct meaning){NO_CONSTRUCT, place});
    }
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
follow(struct meanings *meanings, struct search *search, reference_id id)
{
    const struct reference *reference = reference_at(meanings, id);
    const struct fact_import *fact = reference->fact;
    if (fact->form == FORM_FROM) {
        struct str name = fact_name(reference->table, fact);
        add_node(search, reference->place,
                 intern_text(&meanings->names.texts, name));
        return;
    }
    add_module(meanings, search,
               names_bound_module(&meanings->names, reference));
}

static void
follow_file(struct meanings *meanings, struct search *search, file_id file,
            text_id name)
{
    struct names *names = &meanings->names;
    uint32_t at = names_binding(names, file, name);
    uint32_t construct;
    bool bound = at != 0;
    if (map_get(&meanings->defined, map_pair(file, name), &construct)) {
        add(meanings, search, (struct meaning){construct, NO_PLACE});
        bound = true;
    }
    while (at) {
        struct name_binding binding = names->bindings.items[at - 1];
        follow(meanings, search, binding.reference);
        at = binding.next;
    }
    at = bound ? 0 : names_binding(names, file, names->star);
    while (at) {
        struct name_binding binding = names->bindings.items[at - 1];
        add_node(search, reference_at(meanings, binding.reference)->place,
                 name);
        at = binding.next;
    }
}

/* Its submodule of that name, and what its own files know under it. */
static void
expand(struct meanings *meanings, struct search *search, struct node node)
{
    const struct resolver *resolver = resolver_of(meanings);
    add_module(meanings, search,
               names_member(&meanings->names, node.place, node.name));
    struct place place = resolver->places.items[node.place];
    uint32_t end = place.targets.first + place.targets.len;
    for (uint32_t i = end - place.own_len; i < end; i++) {
        follow_file(meanings, search, resolver->targets.items[i].file,
                    node.name);
    }
}

/* Go on until nothing is new; the range gets a number. */
static uint32_t
finish(struct meanings *meanings, struct search *search)
{
    for (size_t i = 0; i < search->len; i++) {
        expand(meanings, search, search->nodes[i]);
    }
    struct range range = {(uint32_t)search->first,
                          (uint32_t)(meanings->items.len - search->first)};
    VEC_PUSH(&meanings->ranges, range);
    return (uint32_t)meanings->ranges.len - 1;
}

struct range
meanings_in_place(struct meanings *meanings, place_id place, text_id name)
{
    uint64_t key = map_pair(place, name);
    uint32_t id;
    if (!map_get(&meanings->by_place, key, &id)) {
        struct search search = {.first = meanings->items.len};
        add_node(&search, place, name);
        id = finish(meanings, &search);
        map_put(&meanings->by_place, key, id);
    }
    return meanings->ranges.items[id];
}

struct range
meanings_in_file(struct meanings *meanings, file_id file, text_id name)
{
    uint64_t key = map_pair(file, name);
    uint32_t id;
    if (!map_get(&meanings->by_file, key, &id)) {
        struct search search = {.first = meanings->items.len};
        follow_file(meanings, &search, file, name);
        id = finish(meanings, &search);
        map_put(&meanings->by_file, key, id);
    }
    return meanings->ranges.items[id];
}

struct range
meanings_imported(struct meanings *meanings, reference_id id)
{
    const struct reference *reference = reference_at(meanings, id);
    if (reference->fact->form != FORM_FROM) {
        return (struct range){0, 0};
    }
    struct str name = fact_name(reference->table, reference->fact);
    return meanings_in_place(meanings, reference->place,
                             intern_text(&meanings->names.texts, name));
}

struct range
meanings_behind(struct meanings *meanings, struct range range, text_id name)
{
    struct range only = {0, 0};
    size_t modules = 0;
    for (uint32_t i = 0; i < range.len; i++) {
        place_id place = meanings->items.items[range.first + i].place;
        if (place != NO_PLACE) {
            only = meanings_in_place(meanings, place, name);
            modules++;
        }
    }
    if (modules < 2) {
        return only;
    }
    struct search search = {.first = meanings->items.len};
    for (uint32_t i = 0; i < range.len; i++) {
        place_id place = meanings->items.items[range.first + i].place;
        if (place != NO_PLACE) {
            add_node(&search, place, name);
        }
    }
    return meanings->ranges.items[finish(meanings, &search)];
}

bool
meanings_is_foreign(struct meanings *meanings, file_id file, text_id name)
{
    struct names *names = &meanings->names;
    uint32_t construct;
    uint32_t at = names_binding(names, file, name);
    bool foreign = at != 0;
    if (map_get(&meanings->defined, map_pair(file, name), &construct)) {
        return false;
    }
    while (at && foreign) {
        struct name_binding binding = names->bindings.items[at - 1];
        const struct reference *reference =
            reference_at(meanings, binding.reference);
        place_id module = names_bound_module(names, reference);
        foreign = module != NO_PLACE && !is_ours(meanings, module);
        at = binding.next;
    }
    return foreign;
}
