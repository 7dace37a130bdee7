/* SPDX-License-Identifier: MIT */
#include "core/python/modules.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/sys/path.h"

static const struct module_slot no_slot = {NO_DIR, NO_FILE, NO_FILE};

static struct module_slot *
slot_for(struct modules *modules, dir_id dir, text_id name)
{
    uint32_t fresh = (uint32_t)modules->slots.len;
    uint32_t *at = map_entry(&modules->map, map_pair(dir, name), fresh);
    if (*at == fresh) {
        VEC_PUSH(&modules->slots, no_slot);
        while (modules->entries.len <= dir) {
            VEC_PUSH(&modules->entries, (struct module_names){0});
        }
        VEC_PUSH(&modules->entries.items[dir], name);
    }
    return &modules->slots.items[*at];
}

static void
add_dir(struct modules *modules, dir_id id)
{
    const struct tree_dir *dir = &modules->tree->dirs.items[id];
    struct str name = path_name(dir->path);
    bool is_stubs = str_ends_with(name, STR("-stubs"));
    if (id == ROOT_DIR || !(is_stubs || tree_is_identifier(name)) ||
        str_equal(name, STR("__pycache__"))) {
        return;
    }
    modules->any_stubs |= is_stubs;
    text_id text = intern_text(&modules->names, name);
    slot_for(modules, dir->parent, text)->dir = id;
}

static void
add_file(struct modules *modules, file_id id)
{
    const struct tree_file *file = &modules->tree->files.items[id];
    struct str name = path_name(file->path);
    bool is_stub = str_ends_with(name, STR(".pyi"));
    if (!is_stub && !str_ends_with(name, STR(".py"))) {
        return;
    }
    struct str stem = str_slice(name, 0, name.len - (is_stub ? 4 : 3));
    if (!tree_is_identifier(stem)) {
        return;
    }
    text_id text = intern_text(&modules->names, stem);
    struct module_slot *slot = slot_for(modules, file->dir, text);
    if (is_stub) {
        slot->pyi = id;
    } else {
        slot->py = id;
    }
}

/* Take what the tree has gained since the last time. */
static void
catch_up(struct modules *modules)
{
    while (modules->dirs_done < modules->tree->dirs.len) {
        add_dir(modules, (dir_id)modules->dirs_done++);
    }
    while (modules->files_done < modules->tree->files.len) {
        add_file(modules, (file_id)modules->files_done++);
    }
}

void
modules_init(struct modules *modules, struct tree *tree)
{
    memset(modules, 0, sizeof(*modules));
    modules->tree = tree;
    intern_init(&modules->names);
    map_init(&modules->map);
    modules->init = intern_text(&modules->names, STR("__init__"));
    catch_up(modules);
}

void
modules_release(struct modules *modules)
{
    for (size_t i = 0; i < modules->entries.len; i++) {
        VEC_RELEASE(&modules->entries.items[i]);
    }
    VEC_RELEASE(&modules->entries);
    VEC_RELEASE(&modules->slots);
    map_release(&modules->map);
    intern_release(&modules->names);
}

static void
list(struct modules *modules, dir_id dir)
{
    if (!(modules->tree->dirs.items[dir].flags & DIR_LISTED)) {
        tree_list_folder(modules->tree, dir);
    }
    catch_up(modules);
}

struct module_slot
modules_find(struct modules *modules, dir_id dir, text_id name)
{
    uint32_t slot;
    list(modules, dir);
    if (name == NO_TEXT ||
        !map_get(&modules->map, map_pair(dir, name), &slot)) {
        return no_slot;
    }
    return modules->slots.items[slot];
}

struct module_slot
modules_find_text(struct modules *modules, dir_id dir, struct str name)
{
    list(modules, dir);
    return modules_find(modules, dir, intern_find(&modules->names, name));
}

bool
modules_is_package(struct modules *modules, dir_id dir)
{
    struct module_slot slot = modules_find(modules, dir, modules->init);
    return slot.py != NO_FILE || slot.pyi != NO_FILE;
}

bool
modules_dir_exists(const struct modules *modules, dir_id dir)
{
    return !modules->git_folders ||
           (modules->tree->dirs.items[dir].flags & DIR_COUNTS);
}

const struct module_names *
modules_names(struct modules *modules, dir_id dir)
{
    static const struct module_names none = {0};
    list(modules, dir);
    return dir < modules->entries.len ? &modules->entries.items[dir] : &none;
}

/* Can `import package.name` find something? */
static bool
is_importable(const struct modules *modules, dir_id dir, text_id name)
{
    uint32_t at;
    if (name == modules->init ||
        !map_get(&modules->map, map_pair(dir, name), &at)) {
        return false;
    }
    struct module_slot slot = modules->slots.items[at];
    bool has_dir = slot.dir != NO_DIR &&
                   tree_is_identifier(intern_str(&modules->names, name)) &&
                   modules_dir_exists(modules, slot.dir);
    return has_dir || slot.py != NO_FILE || slot.pyi != NO_FILE;
}

static int
compare_texts(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

void
modules_names_digest(struct modules *modules, dir_id dir, struct hasher *hasher,
                     struct digest *digest)
{
    const struct module_names *names = modules_names(modules, dir);
    struct str *texts = memory_new((names->len + 1) * sizeof(*texts));
    size_t len = 0;
    for (size_t i = 0; i < names->len; i++) {
        if (is_importable(modules, dir, names->items[i])) {
            texts[len++] = intern_str(&modules->names, names->items[i]);
        }
    }
    qsort(texts, len, sizeof(*texts), compare_texts);
    hasher_begin(hasher, "submodules");
    for (size_t i = 0; i < len; i++) {
        hasher_text(hasher, 'n', texts[i]);
    }
    hasher_end(hasher, digest);
    free(texts);
}
