/* SPDX-License-Identifier: MIT */
#include "core/plan/unit_walk.h"

#include <string.h>

void
unit_walk_init(struct unit_walk *walk, const struct unit_files *files)
{
    memset(walk, 0, sizeof(*walk));
    walk->files = files;
    walk->state = files->state;
    walk->special[0] = unit_name(STR("__all__"));
    walk->special[1] = unit_name(STR("__dict__"));
    walk->special[2] = unit_name(STR("__dir__"));
}

void
unit_walk_release(struct unit_walk *walk)
{
    VEC_RELEASE(&walk->out);
    VEC_RELEASE(&walk->missing);
}

/* ---- nodes */

static const struct unit_file *
file_at(const struct unit_walk *walk, file_id file)
{
    return &walk->files->files[file];
}

void
unit_walk_file(struct unit_walk *walk, file_id file, enum unit_node node)
{
    if (file < walk->files->len) {
        const struct unit_file *entry = file_at(walk, file);
        uint32_t offset = entry->opaque ? UNIT_NODE_WHOLE : (uint32_t)node;
        VEC_PUSH(&walk->out, entry->node + offset);
    }
}

void
unit_walk_exports(struct unit_walk *walk, file_id file)
{
    if (file < walk->files->len && !file_at(walk, file)->opaque) {
        struct unit_meaning found =
            unit_files_find(walk->files, file, &walk->special[0]);
        if (found.node != NO_NODE) {
            VEC_PUSH(&walk->out, found.node);
        }
    }
}

static struct place
place_at(const struct unit_walk *walk, place_id id)
{
    return walk->state->resolver.places.items[id];
}

static file_id
target_at(const struct unit_walk *walk, uint32_t target)
{
    return walk->state->resolver.targets.items[target].file;
}

/* All files in these folders, as a whole. */
static void
add_inside(struct unit_walk *walk, struct range dirs)
{
    for (uint32_t i = dirs.first; i < dirs.first + dirs.len; i++) {
        dir_id dir = walk->state->resolver.dirs.items[i];
        struct range inside = unit_files_inside(walk->files, dir);
        for (uint32_t k = inside.first; k < inside.first + inside.len; k++) {
            unit_walk_file(walk, walk->files->inside[k], UNIT_NODE_WHOLE);
        }
    }
}

void
unit_walk_place(struct unit_walk *walk, place_id id, bool parents,
                enum unit_node node)
{
    struct place place = place_at(walk, id);
    uint32_t end = place.targets.first + place.targets.len;
    uint32_t i = parents ? place.targets.first : end - place.own_len;
    for (; i < end; i++) {
        unit_walk_file(walk, target_at(walk, i), node);
    }
    if (node == UNIT_NODE_WHOLE) {
        add_inside(walk, place.dirs);
    }
}

/* ---- steps */

static bool
is_known(const struct unit_walk *walk, const struct link_step *step)
{
    for (size_t i = 0; i < walk->steps_len; i++) {
        const struct link_step *known = &walk->steps[i];
        if (known->place == step->place && known->rest == step->rest &&
            known->is_value == step->is_value &&
            known->by_dot == step->by_dot &&
            unit_name_equal(&known->name, &step->name)) {
            return true;
        }
    }
    return false;
}

static void
push(struct unit_walk *walk, struct link_step step)
{
    if (is_known(walk, &step)) {
        return;
    }
    if (walk->steps_len == LINK_STEPS_MAX) {
        unit_walk_place(walk, step.place, true, UNIT_NODE_WHOLE);
        return;
    }
    walk->steps[walk->steps_len++] = step;
}

static uint8_t
new_group(struct unit_walk *walk)
{
    if (walk->groups_len == LINK_STEPS_MAX) {
        return LINK_STEPS_MAX - 1;
    }
    walk->found[walk->groups_len] = false;
    return (uint8_t)walk->groups_len++;
}

/* The chain goes on behind a module, or ends at it. */
static void
go_on(struct unit_walk *walk, place_id module, const struct link_step *from)
{
    if (from->rest < walk->chain_len) {
        push(walk, (struct link_step){.place = module,
                                      .name = walk->chain[from->rest],
                                      .rest = from->rest + 1,
                                      .group = new_group(walk),
                                      .by_dot = true,
                                      .is_value = from->is_value});
    } else if (from->is_value) {
        unit_walk_place(walk, module, false, UNIT_NODE_WHOLE);
    }
}

static const struct reference *
reference_of(const struct unit_walk *walk, uint32_t import)
{
    reference_id id = walk->state->imports.items[import].reference;
    return &walk->state->resolver.references.items[id];
}

/* What the name is that this import binds. */
static void
follow(struct unit_walk *walk, uint32_t import, const struct link_step *from)
{
    reference_id id = walk->state->imports.items[import].reference;
    const struct unit_target *target = &walk->files->targets[id];
    const struct reference *reference = reference_of(walk, import);
    const struct fact_import *fact = reference->fact;
    if (fact->form == FORM_FROM) {
        push(walk, (struct link_step){.place = reference->place,
                                      .name = target->name,
                                      .member = target->member,
                                      .rest = from->rest,
                                      .group = new_group(walk),
                                      .by_import = true,
                                      .is_value = from->is_value});
    } else if (fact->form == FORM_IMPORT) {
        if (!(fact->flags & IMPORT_ALIASED) && from->is_value &&
            from->rest >= walk->chain_len) {
            unit_walk_place(walk, reference->place, true, UNIT_NODE_WHOLE);
        }
        go_on(walk, target->module, from);
    }
}

static void
follow_all(struct unit_walk *walk, uint32_t at, const struct link_step *from)
{
    while (at) {
        follow(walk, at - 1, from);
        at = walk->files->imports[at - 1].next;
    }
}

/* The same name in all modules that the file imports with a star. */
static void
follow_stars(struct unit_walk *walk, file_id file, const struct link_step *step)
{
    uint32_t at = file_at(walk, file)->star;
    while (at) {
        struct link_step next = *step;
        next.by_import = false;
        next.place = reference_of(walk, at - 1)->place;
        push(walk, next);
        at = walk->files->imports[at - 1].next;
    }
}

/* The submodule of that name, or NO_PLACE. */
static place_id
member(struct unit_walk *walk, const struct link_step *step)
{
    place_id found;
    if (step->by_import) {
        return step->member;
    }
    if (!unit_files_member(walk->files, step->place, &step->name, &found)) {
        VEC_PUSH(&walk->missing,
                 (struct link_missing){step->place, step->name.text});
    }
    return found;
}

static bool
is_special(const struct unit_walk *walk, const struct unit_name *name)
{
    return unit_name_equal(name, &walk->special[0]) ||
           unit_name_equal(name, &walk->special[1]) ||
           unit_name_equal(name, &walk->special[2]);
}

/* Returns whether the file binds the name, as far as is known. */
static bool
look_into(struct unit_walk *walk, file_id file, const struct link_step *step)
{
    unit_walk_file(walk, file, UNIT_NODE_BASE);
    if (file >= walk->files->len || file_at(walk, file)->opaque) {
        return true;
    }
    follow_stars(walk, file, step);
    if (is_special(walk, &step->name)) {
        unit_walk_file(walk, file, UNIT_NODE_WHOLE);
        return true;
    }
    struct unit_meaning found = unit_files_find(walk->files, file, &step->name);
    if (found.node == NO_NODE) {
        unit_walk_exports(walk, file);
        return false;
    }
    VEC_PUSH(&walk->out, found.node);
    follow_all(walk, found.import, step);
    return true;
}

static void
take_step(struct unit_walk *walk, struct link_step step)
{
    struct place place = place_at(walk, step.place);
    uint32_t end = place.targets.first + place.targets.len;
    for (uint32_t i = end - place.own_len; i < end; i++) {
        if (look_into(walk, target_at(walk, i), &step)) {
            walk->found[step.group] = true;
        }
    }
    place_id found = member(walk, &step);
    if (found == NO_PLACE) {
        return;
    }
    walk->found[step.group] = true;
    unit_walk_place(walk, found, true, UNIT_NODE_BASE);
    if (step.by_dot) {
        unit_walk_place(walk, step.place, false, UNIT_NODE_IMPORTS);
    }
    go_on(walk, found, &step);
}

static void
run(struct unit_walk *walk)
{
    for (size_t i = 0; i < walk->steps_len; i++) {
        take_step(walk, walk->steps[i]);
    }
    for (size_t i = 0; i < walk->steps_len; i++) {
        if (!walk->found[walk->steps[i].group]) {
            unit_walk_place(walk, walk->steps[i].place, false, UNIT_NODE_NAMES);
        }
    }
    walk->steps_len = walk->groups_len = 0;
}

uint32_t
unit_walk_chain(struct unit_walk *walk, file_id file)
{
    struct link_step head = {
        .name = walk->chain[0], .rest = 1, .is_value = true};
    struct unit_meaning own = unit_files_find(walk->files, file, &head.name);
    follow_all(walk, own.import, &head);
    /* Most names that a star import does not bind are found elsewhere. */
    head.group = new_group(walk);
    walk->found[head.group] = true;
    follow_stars(walk, file, &head);
    run(walk);
    return own.node;
}

void
unit_walk_import(struct unit_walk *walk, uint32_t import, bool is_value)
{
    struct link_step step = {.is_value = is_value};
    walk->chain_len = 0;
    follow(walk, import, &step);
    run(walk);
}
