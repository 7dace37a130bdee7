/* SPDX-License-Identifier: MIT */
#include "core/plan/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/python/stdlib.h"
#include "core/sys/path.h"

const char *
tree_input_text(enum tree_input_kind kind)
{
    switch (kind) {
    case INPUT_BUILTINS:
        return "adds to the builtins";
    case INPUT_TYPINGS:
        return "is in typings/";
    case INPUT_STUBS:
        return "is in stubs/";
    default:
        return "has the name of a standard library module";
    }
}

static void
add(struct tree_inputs *inputs, enum tree_input_kind kind, file_id file)
{
    if (file != NO_FILE) {
        VEC_PUSH(inputs, (struct tree_input){kind, file});
    }
}

static void
add_slot(struct tree_inputs *inputs, enum tree_input_kind kind,
         struct module_slot slot)
{
    add(inputs, kind, slot.py);
    add(inputs, kind, slot.pyi);
}

/* All Python files below a folder, links to folders left out. */
static void
add_folder(struct resolver *resolver, dir_id folder, enum tree_input_kind kind,
           struct tree_inputs *inputs)
{
    struct modules *modules = &resolver->modules;
    struct root_list open = {0};
    VEC_PUSH(&open, folder);
    while (open.len > 0) {
        dir_id dir = open.items[--open.len];
        size_t len = modules_names(modules, dir)->len;
        for (size_t i = 0; i < len; i++) {
            text_id name = modules_names(modules, dir)->items[i];
            struct module_slot slot = modules_find(modules, dir, name);
            add_slot(inputs, kind, slot);
            if (slot.dir != NO_DIR &&
                !(modules->tree->dirs.items[slot.dir].flags & DIR_LINK)) {
                VEC_PUSH(&open, slot.dir);
            }
        }
    }
    VEC_RELEASE(&open);
}

static void
add_top_folder(struct resolver *resolver, struct str name,
               enum tree_input_kind kind, struct tree_inputs *inputs)
{
    dir_id dir = modules_find_text(&resolver->modules, ROOT_DIR, name).dir;
    if (dir != NO_DIR) {
        add_folder(resolver, dir, kind, inputs);
    }
}

/* What typeshed's own stubs import counts like the standard library. */
static bool
is_foundation(const struct resolver *resolver, struct str name)
{
    return resolve_is_stdlib(resolver, name) ||
           str_equal(name, STR("typing_extensions"));
}

static void
add_shadows(struct resolver *resolver, dir_id root, struct tree_inputs *inputs)
{
    struct modules *modules = &resolver->modules;
    size_t len = modules_names(modules, root)->len;
    for (size_t i = 0; i < len; i++) {
        text_id name = modules_names(modules, root)->items[i];
        if (!is_foundation(resolver, intern_str(&modules->names, name))) {
            continue;
        }
        struct module_slot slot = modules_find(modules, root, name);
        add_slot(inputs, INPUT_STDLIB, slot);
        if (slot.dir != NO_DIR) {
            add_slot(inputs, INPUT_STDLIB,
                     modules_find(modules, slot.dir, modules->init));
        }
    }
}

void
tree_inputs_find(struct resolver *resolver, struct tree_inputs *inputs)
{
    struct modules *modules = &resolver->modules;
    inputs->len = 0;
    add(inputs, INPUT_BUILTINS,
        modules_find_text(modules, ROOT_DIR, STR("__builtins__")).pyi);
    add_top_folder(resolver, STR("typings"), INPUT_TYPINGS, inputs);
    add_top_folder(resolver, STR("stubs"), INPUT_STUBS, inputs);
    for (size_t i = 0; i < resolver->roots.all.len; i++) {
        add_shadows(resolver, resolver->roots.all.items[i], inputs);
    }
}

void
tree_inputs_release(struct tree_inputs *inputs)
{
    VEC_RELEASE(inputs);
}

/* Module names of all subjects; a source and its stub count as one. */
struct naming {
    struct resolver *resolver;
    struct intern names;
    struct {
        VEC_FIELDS(file_id);
    } first_file; /* by name */
    struct {
        VEC_FIELDS(file_id);
    } next_file; /* by file: another one with the same name */
};

static bool
is_pair(const struct tree *tree, file_id a, file_id b)
{
    struct str x = tree->files.items[a].path;
    struct str y = tree->files.items[b].path;
    return x.len + 1 == y.len && str_starts_with(y, x);
}

static void
name_file(struct naming *naming, file_id file, struct buf *text)
{
    dir_id root;
    const struct tree *tree = naming->resolver->modules.tree;
    buf_clear(text);
    resolve_module_name(naming->resolver, file, text, &root);
    text_id name = intern_text(&naming->names, buf_view(text));
    VEC_PUSH(&naming->next_file, NO_FILE);
    if (name == naming->first_file.len) {
        VEC_PUSH(&naming->first_file, file);
        return;
    }
    file_id before = naming->first_file.items[name];
    if (!is_pair(tree, before, file)) {
        naming->next_file.items[file] = before;
        naming->first_file.items[name] = file;
    }
}

static int
compare_duplicates(const void *a, const void *b)
{
    const struct duplicate *x = a;
    const struct duplicate *y = b;
    int order = str_compare(x->module, y->module);
    return order ? order : (x->file > y->file) - (x->file < y->file);
}

static void
collect(struct naming *naming, struct arena *arena,
        struct duplicates *duplicates)
{
    for (size_t name = 0; name < naming->first_file.len; name++) {
        file_id file = naming->first_file.items[name];
        if (naming->next_file.items[file] == NO_FILE) {
            continue;
        }
        struct str module =
            arena_str(arena, intern_str(&naming->names, (text_id)name));
        for (; file != NO_FILE; file = naming->next_file.items[file]) {
            VEC_PUSH(duplicates, (struct duplicate){module, file});
        }
    }
    if (duplicates->len > 0) {
        qsort(duplicates->items, duplicates->len, sizeof(struct duplicate),
              compare_duplicates);
    }
}

void
duplicates_find(struct resolver *resolver, struct arena *arena,
                struct duplicates *duplicates)
{
    const struct tree *tree = resolver->modules.tree;
    struct naming naming = {.resolver = resolver};
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    intern_init(&naming.names);
    for (file_id file = 0; file < tree->files.len; file++) {
        if (tree->files.items[file].flags & FILE_SUBJECT) {
            name_file(&naming, file, &text);
        } else {
            VEC_PUSH(&naming.next_file, NO_FILE);
        }
    }
    collect(&naming, arena, duplicates);
    intern_release(&naming.names);
    VEC_RELEASE(&naming.first_file);
    VEC_RELEASE(&naming.next_file);
    buf_release(&text);
}
