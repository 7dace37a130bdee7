/* SPDX-License-Identifier: MIT */
#include "core/python/place.h"

#include <stdlib.h>
#include <string.h>

#include "core/python/stdlib.h"

/* One component, found. */
struct step {
    struct {
        VEC_FIELDS(struct target);
    } files;
    struct root_list dirs; /* where its submodules are sought */
    bool is_namespace;
    bool exists; /* a folder that counts by itself (modules_dir_exists) */
};

static void
step_clear(struct step *step)
{
    step->files.len = 0;
    step->dirs.len = 0;
    step->is_namespace = false;
    step->exists = false;
}

static void
step_release(struct step *step)
{
    VEC_RELEASE(&step->files);
    VEC_RELEASE(&step->dirs);
}

static void
add_file(struct step *step, file_id file, bool is_stub)
{
    if (file != NO_FILE) {
        VEC_PUSH(&step->files,
                 (struct target){file, is_stub ? TARGET_STUB : 0});
    }
}

static void
probed(struct resolver *resolver, dir_id folder, struct str name,
       const char *suffix, bool found)
{
    if (resolver->probe) {
        struct str path = resolver->modules.tree->dirs.items[folder].path;
        resolver->probe(resolver->probe_context, path, name, suffix, found);
    }
}

/* What the folder holds under that name, as seen by the probe. */
struct found {
    struct module_slot slot;
    struct module_slot init; /* of slot.dir */
};

static struct found
look(struct resolver *resolver, dir_id folder, struct str name)
{
    struct modules *modules = &resolver->modules;
    struct found found = {
        .slot = modules_find_text(modules, folder, name),
        .init = {NO_DIR, NO_FILE, NO_FILE},
    };
    if (found.slot.dir != NO_DIR) {
        found.init = modules_find(modules, found.slot.dir, modules->init);
    }
    probed(resolver, folder, name, "/__init__.py", found.init.py != NO_FILE);
    probed(resolver, folder, name, "/__init__.pyi", found.init.pyi != NO_FILE);
    probed(resolver, folder, name, ".py", found.slot.py != NO_FILE);
    probed(resolver, folder, name, ".pyi", found.slot.pyi != NO_FILE);
    return found;
}

static bool
has_init(const struct found *found)
{
    return found->init.py != NO_FILE || found->init.pyi != NO_FILE;
}

static bool
has_module(const struct found *found)
{
    return found->slot.py != NO_FILE || found->slot.pyi != NO_FILE;
}

static void
take_package(struct step *step, const struct found *found)
{
    add_file(step, found->init.py, false);
    add_file(step, found->init.pyi, true);
    /* A package that is only a stub may describe a module beside it. */
    if (found->init.py == NO_FILE) {
        add_file(step, found->slot.py, false);
    }
    VEC_PUSH(&step->dirs, found->slot.dir);
}

static void
take_module(struct step *step, const struct found *found)
{
    add_file(step, found->slot.py, false);
    add_file(step, found->slot.pyi, true);
}

/*
 * The half that the hit does not have, a stub for a source or the reverse,
 * from a root tried later: tools differ in which roots they give stubs.
 */
static void
complement(struct resolver *resolver, const struct root_list *folders,
           size_t from, struct str name, struct step *step)
{
    bool has_stub = false;
    bool has_source = false;
    for (size_t i = 0; i < step->files.len; i++) {
        bool is_stub = step->files.items[i].roles & TARGET_STUB;
        has_stub |= is_stub;
        has_source |= !is_stub;
    }
    for (size_t i = from; i < folders->len && !(has_stub && has_source); i++) {
        struct found found = look(resolver, folders->items[i], name);
        bool pure_stub = found.init.py == NO_FILE && found.slot.py == NO_FILE &&
                         (has_init(&found) || has_module(&found));
        bool source = found.init.py != NO_FILE || found.slot.py != NO_FILE;
        if ((!has_stub && pure_stub) || (!has_source && source)) {
            if (has_init(&found)) {
                take_package(step, &found);
            } else {
                take_module(step, &found);
            }
            has_stub |= pure_stub;
            has_source |= source;
        }
    }
}

/* The package or module `name` of the folders in order, or the folders. */
static bool
find_step(struct resolver *resolver, const struct root_list *folders,
          struct str name, struct step *step)
{
    step_clear(step);
    for (size_t i = 0; i < folders->len; i++) {
        struct found found = look(resolver, folders->items[i], name);
        bool is_package = has_init(&found);
        if (is_package || has_module(&found)) {
            step_clear(step);
            step->exists = true;
            if (is_package) {
                take_package(step, &found);
            } else {
                take_module(step, &found);
            }
            complement(resolver, folders, i + 1, name, step);
            return true;
        }
        if (found.slot.dir != NO_DIR) {
            step->is_namespace = true;
            step->exists |=
                modules_dir_exists(&resolver->modules, found.slot.dir);
            VEC_PUSH(&step->dirs, found.slot.dir);
        }
    }
    return step->dirs.len > 0;
}

/* PEP 561: the stub package `name`-stubs in any of the folders. */
static bool
add_stub_package(struct resolver *resolver, const struct root_list *folders,
                 struct str name, struct step *step)
{
    bool added = false;
    struct modules *modules = &resolver->modules;
    if (!modules->any_stubs) {
        return false;
    }
    struct buf stubs;
    buf_init(&stubs, BUF_UNLIMITED);
    buf_str(&stubs, name);
    buf_text(&stubs, "-stubs");
    for (size_t i = 0; i < folders->len; i++) {
        dir_id dir =
            modules_find_text(modules, folders->items[i], buf_view(&stubs)).dir;
        if (dir != NO_DIR) {
            struct module_slot init = modules_find(modules, dir, modules->init);
            add_file(step, init.pyi, true);
            VEC_PUSH(&step->dirs, dir);
            step->exists = added = true;
        }
    }
    buf_release(&stubs);
    return added;
}

/* A place being put together, component by component. */
struct building {
    struct resolver *resolver;
    struct place place;
    struct root_list bound;
    struct root_list dirs;
    bool any_file;
    bool exists;
};

static void
begin(struct building *building, struct resolver *resolver)
{
    memset(building, 0, sizeof(*building));
    building->resolver = resolver;
    building->place.targets.first = (uint32_t)resolver->targets.len;
    building->place.first = NO_PLACE;
}

static void
take_step(struct building *building, const struct step *step, bool is_last)
{
    struct resolver *resolver = building->resolver;
    building->exists = step->exists;
    building->place.is_namespace = step->is_namespace;
    for (size_t i = 0; i < step->files.len; i++) {
        struct target target = step->files.items[i];
        target.roles |= is_last ? 0 : TARGET_PARENT;
        VEC_PUSH(&resolver->targets, target);
        building->any_file = true;
    }
    building->dirs.len = 0;
    for (size_t i = 0; i < step->dirs.len; i++) {
        VEC_PUSH(&building->dirs, step->dirs.items[i]);
        VEC_PUSH(&building->bound, step->dirs.items[i]);
    }
    building->place.own_len = is_last ? (uint32_t)step->files.len : 0;
}

static struct range
keep_dirs(struct resolver *resolver, const struct root_list *dirs)
{
    struct range range = {(uint32_t)resolver->dirs.len, (uint32_t)dirs->len};
    for (size_t i = 0; i < dirs->len; i++) {
        VEC_PUSH(&resolver->dirs, dirs->items[i]);
    }
    return range;
}

static place_id
finish(struct building *building, enum place_status status)
{
    struct resolver *resolver = building->resolver;
    struct place *place = &building->place;
    place->status = (uint8_t)status;
    place->targets.len = (uint32_t)resolver->targets.len - place->targets.first;
    if (status != PLACE_FOUND) {
        building->dirs.len = 0;
        place->own_len = 0;
    }
    place->bound = keep_dirs(resolver, &building->bound);
    if (status == PLACE_ABSENT) {
        place->bound.len = 0;
    }
    place->dirs = keep_dirs(resolver, &building->dirs);
    VEC_RELEASE(&building->bound);
    VEC_RELEASE(&building->dirs);
    VEC_PUSH(&resolver->places, *place);
    return (place_id)resolver->places.len - 1;
}

/* Follow the components of `rest`, the first of which stands in `folders`. */
static enum place_status
follow(struct building *building, const struct root_list *folders,
       struct str rest, struct step *step, bool absolute)
{
    struct resolver *resolver = building->resolver;
    bool first = true;
    while (rest.data) {
        struct str name = str_split(&rest, '.');
        bool is_last = !rest.data;
        const struct root_list *in = first ? folders : &building->dirs;
        bool found = find_step(resolver, in, name, step);
        if (first && absolute) {
            found |= add_stub_package(resolver, in, name, step);
        }
        if (!found) {
            return first && absolute ? PLACE_ABSENT : PLACE_PARTLY;
        }
        take_step(building, step, is_last);
        if (first) {
            building->place.first_targets = (uint32_t)step->files.len;
            building->place.first_dirs = (uint32_t)step->dirs.len;
        }
        first = false;
    }
    return PLACE_FOUND;
}

/*
 * Folders without a module in them make a name ours (levels.md K1), unless
 * the standard library has it, which is found before a namespace package,
 * or git would not know the folder.
 */
static enum place_status
judge_namespace(struct building *building, struct str dotted,
                enum place_status status)
{
    if (building->any_file || status == PLACE_ABSENT) {
        return status;
    }
    bool is_stdlib =
        stdlib_has(str_split(&dotted, '.'), building->resolver->python_minor);
    if (is_stdlib) {
        building->place.first_dirs = 0;
    }
    bool is_ours = status == PLACE_FOUND && building->exists && !is_stdlib;
    return is_ours ? PLACE_FOUND : PLACE_ABSENT;
}

place_id
place_absolute(struct resolver *resolver, root_context context,
               struct str dotted)
{
    struct building building;
    struct step step = {0};
    struct root_list folders = {0};
    struct str rest = dotted;
    begin(&building, resolver);
    if (resolver->probe) {
        roots_in_order(&resolver->roots, context, &folders);
    } else {
        struct str first = str_split(&rest, '.');
        roots_holding(&resolver->roots, context, first, &folders);
    }
    enum place_status status = PLACE_ABSENT;
    if (folders.len > 0 && dotted.len > 0) {
        status = follow(&building, &folders, dotted, &step, true);
        status = judge_namespace(&building, dotted, status);
    }
    step_release(&step);
    VEC_RELEASE(&folders);
    return finish(&building, status);
}

/* The folder itself as a package: its __init__ and what it holds. */
static void
take_folder(struct building *building, dir_id base, bool is_last)
{
    struct modules *modules = &building->resolver->modules;
    struct step step = {.exists = true};
    struct module_slot init = modules_find(modules, base, modules->init);
    add_file(&step, init.py, false);
    add_file(&step, init.pyi, true);
    step.is_namespace = step.files.len == 0;
    VEC_PUSH(&step.dirs, base);
    take_step(building, &step, is_last);
    step_release(&step);
}

/*
 * A folder without __init__ is a portion of a namespace package: the other
 * portions, below other roots, are searched as well.
 */
static void
add_portions(struct building *building, root_context context, dir_id base)
{
    struct resolver *resolver = building->resolver;
    const struct tree *tree = resolver->modules.tree;
    struct str path = tree->dirs.items[base].path;
    dir_id root = roots_above(&resolver->roots, base);
    if (root == NO_DIR || !building->place.is_namespace) {
        return;
    }
    struct str above = tree->dirs.items[root].path;
    struct str rest =
        above.len > 0 ? str_slice(path, above.len + 1, path.len) : path;
    struct root_list folders = {0};
    struct step step = {0};
    roots_in_order(&resolver->roots, context, &folders);
    bool found = true;
    while (rest.data && found) {
        found = find_step(resolver, &folders, str_split(&rest, '/'), &step);
        folders.len = 0;
        for (size_t i = 0; i < step.dirs.len; i++) {
            VEC_PUSH(&folders, step.dirs.items[i]);
        }
    }
    /* A regular package of that name is another package, no portion. */
    found = found && step.is_namespace;
    for (size_t i = 0; found && i < folders.len; i++) {
        if (folders.items[i] != base) {
            VEC_PUSH(&building->dirs, folders.items[i]);
        }
    }
    step_release(&step);
    VEC_RELEASE(&folders);
}

place_id
place_relative(struct resolver *resolver, root_context context, dir_id base,
               struct str dotted)
{
    struct building building;
    begin(&building, resolver);
    if (base == NO_DIR) {
        return finish(&building, PLACE_PARTLY);
    }
    take_folder(&building, base, dotted.len == 0);
    add_portions(&building, context, base);
    enum place_status status = PLACE_FOUND;
    if (dotted.len > 0) {
        struct step step = {0};
        status = follow(&building, &building.dirs, dotted, &step, false);
        step_release(&step);
    }
    return finish(&building, status);
}

/* Most names of `from m import n` are attributes of a plain module. */
static place_id
absent_place(struct resolver *resolver)
{
    if (resolver->absent == NO_PLACE) {
        struct building building;
        begin(&building, resolver);
        resolver->absent = finish(&building, PLACE_ABSENT);
    }
    return resolver->absent;
}

place_id
place_member(struct resolver *resolver, place_id package, struct str name)
{
    struct place place = resolver->places.items[package];
    if (place.dirs.len == 0) {
        return absent_place(resolver);
    }
    struct building building;
    struct step step = {0};
    struct root_list folders = {0};
    begin(&building, resolver);
    for (uint32_t i = 0; i < place.dirs.len; i++) {
        VEC_PUSH(&folders, resolver->dirs.items[place.dirs.first + i]);
    }
    bool found = find_step(resolver, &folders, name, &step);
    if (found) {
        take_step(&building, &step, true);
    }
    found = found && (building.any_file || building.exists);
    step_release(&step);
    VEC_RELEASE(&folders);
    return finish(&building, found ? PLACE_FOUND : PLACE_ABSENT);
}

place_id
place_first(struct resolver *resolver, place_id id)
{
    struct place place = resolver->places.items[id];
    if (place.first != NO_PLACE) {
        return place.first;
    }
    struct place first = {
        .targets = {place.targets.first, place.first_targets},
        .dirs = {place.bound.first, place.first_dirs},
        .bound = {place.bound.first, place.first_dirs},
        .own_len = place.first_targets,
        .first_targets = place.first_targets,
        .first_dirs = place.first_dirs,
        .first = (place_id)resolver->places.len,
        .status = place.first_targets + place.first_dirs > 0 ? PLACE_FOUND
                                                             : PLACE_ABSENT,
        .is_namespace = place.first_targets == 0,
    };
    resolver->places.items[id].first = first.first;
    VEC_PUSH(&resolver->places, first);
    return first.first;
}
