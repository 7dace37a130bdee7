/* SPDX-License-Identifier: MIT */
#include "core/python/roots.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/sys/path.h"

static struct str
dir_path(const struct roots *roots, dir_id dir)
{
    return roots->modules->tree->dirs.items[dir].path;
}

static dir_id
parent_of(const struct roots *roots, dir_id dir)
{
    return roots->modules->tree->dirs.items[dir].parent;
}

static void
add_root(struct roots *roots, dir_id dir)
{
    if (!roots->is_root[dir]) {
        roots->is_root[dir] = true;
        VEC_PUSH(&roots->all, dir);
    }
}

/* The first folder upwards that is no package; the project root at last. */
static dir_id
first_loose_folder(struct roots *roots, dir_id dir)
{
    while (dir != ROOT_DIR && modules_is_package(roots->modules, dir)) {
        dir = parent_of(roots, dir);
    }
    return dir;
}

/* Folders are known before those inside them, so one pass is enough. */
static void
detect(struct roots *roots)
{
    struct tree *tree = roots->modules->tree;
    size_t files_len = tree->files.len;
    dir_id last = NO_DIR;
    add_root(roots, ROOT_DIR);
    for (size_t i = 0; i < files_len; i++) {
        const struct tree_file *file = &tree->files.items[i];
        if ((file->flags & FILE_SUBJECT) && file->dir != last) {
            last = file->dir;
            add_root(roots, first_loose_folder(roots, last));
        }
    }
    for (size_t i = 0; i < roots->dirs_len; i++) {
        if (!(tree->dirs.items[i].flags & DIR_PROJECT)) {
            continue;
        }
        struct module_slot src =
            modules_find_text(roots->modules, (dir_id)i, STR("src"));
        if (src.dir != NO_DIR && src.dir < roots->dirs_len &&
            !(tree->dirs.items[src.dir].flags & DIR_IGNORED)) {
            add_root(roots, src.dir);
        }
    }
}

struct sort_key {
    struct str path;
    dir_id dir;
};

static int
compare_keys(const void *a, const void *b)
{
    return str_compare(((const struct sort_key *)a)->path,
                       ((const struct sort_key *)b)->path);
}

static void
sort_by_path(struct roots *roots)
{
    struct sort_key *keys = memory_new((roots->all.len + 1) * sizeof(*keys));
    for (size_t i = 0; i < roots->all.len; i++) {
        dir_id dir = roots->all.items[i];
        keys[i] = (struct sort_key){dir_path(roots, dir), dir};
    }
    qsort(keys, roots->all.len, sizeof(*keys), compare_keys);
    for (size_t i = 0; i < roots->all.len; i++) {
        roots->all.items[i] = keys[i].dir;
    }
    free(keys);
}

/* A folder by path, looking into ignored folders on the way. */
static dir_id
find_folder(struct modules *modules, struct str path)
{
    dir_id dir = tree_find_dir(modules->tree, path);
    if (dir != NO_DIR) {
        return dir;
    }
    dir = ROOT_DIR;
    while (path.data && dir != NO_DIR) {
        dir = modules_find_text(modules, dir, str_split(&path, '/')).dir;
    }
    return dir;
}

static void
add_configured(struct roots *roots, const struct str *configured, size_t len)
{
    dir_id *found = memory_new((len + 1) * sizeof(*found));
    for (size_t i = 0; i < len; i++) {
        bool is_top = str_equal(configured[i], STR("."));
        found[i] =
            is_top ? ROOT_DIR : find_folder(roots->modules, configured[i]);
    }
    /* Looking may have added folders. */
    roots->dirs_len = roots->modules->tree->dirs.len;
    free(roots->is_root);
    roots->is_root = memory_zero(roots->dirs_len * sizeof(bool));
    for (size_t i = 0; i < len; i++) {
        if (found[i] != NO_DIR) {
            add_root(roots, found[i]);
        }
    }
    free(found);
}

/* Enter the root under every name that it holds. */
static void
note_names(struct roots *roots, dir_id root)
{
    const struct module_names *names = modules_names(roots->modules, root);
    for (size_t i = 0; i < names->len; i++) {
        text_id name = names->items[i];
        struct str text = intern_str(&roots->modules->names, name);
        if (str_ends_with(text, STR("-stubs"))) {
            struct str plain = str_slice(text, 0, text.len - 6);
            name = intern_text(&roots->modules->names, plain);
        }
        uint32_t fresh = (uint32_t)roots->holders.len;
        uint32_t *at = map_entry(&roots->candidates, name, fresh);
        if (*at == fresh) {
            VEC_PUSH(&roots->holders, (struct root_list){0});
        }
        struct root_list *holders = &roots->holders.items[*at];
        if (holders->len == 0 || holders->items[holders->len - 1] != root) {
            VEC_PUSH(holders, root);
        }
    }
}

void
roots_init(struct roots *roots, struct modules *modules,
           const struct str *configured, size_t len, bool set)
{
    memset(roots, 0, sizeof(*roots));
    roots->modules = modules;
    roots->configured = set;
    roots->dirs_len = modules->tree->dirs.len;
    roots->is_root = memory_zero(roots->dirs_len * sizeof(bool));
    if (set) {
        add_configured(roots, configured, len);
    } else {
        detect(roots);
        sort_by_path(roots);
    }
    for (size_t i = 0; i < roots->all.len; i++) {
        note_names(roots, roots->all.items[i]);
    }
}

void
roots_release(struct roots *roots)
{
    for (size_t i = 0; i < roots->holders.len; i++) {
        VEC_RELEASE(&roots->holders.items[i]);
    }
    VEC_RELEASE(&roots->holders);
    VEC_RELEASE(&roots->all);
    VEC_RELEASE(&roots->context_dirs);
    map_release(&roots->candidates);
    map_release(&roots->contexts);
    free(roots->is_root);
}

static bool
is_root(const struct roots *roots, dir_id dir)
{
    return dir < roots->dirs_len && roots->is_root[dir];
}

dir_id
roots_of_dir(struct roots *roots, dir_id dir)
{
    if (!roots->configured) {
        return first_loose_folder(roots, dir);
    }
    dir_id at = dir;
    while (at != ROOT_DIR && !is_root(roots, at)) {
        at = parent_of(roots, at);
    }
    return is_root(roots, at) ? at : first_loose_folder(roots, dir);
}

dir_id
roots_above(const struct roots *roots, dir_id dir)
{
    dir = parent_of(roots, dir);
    while (dir != NO_DIR && !is_root(roots, dir)) {
        dir = parent_of(roots, dir);
    }
    return dir;
}

/* levels.md K6: the own folder of a file that is in no package. */
static bool
is_loose(struct roots *roots, dir_id importer)
{
    return !modules_is_package(roots->modules, importer);
}

/*
 * Two folders with the same enclosing roots share a context: that of the
 * nearest root upwards, unless the folder itself is a root by K6.
 */
root_context
roots_context(struct roots *roots, dir_id importer)
{
    uint32_t known;
    if (map_get(&roots->contexts, importer, &known)) {
        return known;
    }
    dir_id at = importer;
    if (!is_loose(roots, importer)) {
        while (at != ROOT_DIR && !is_root(roots, at)) {
            at = parent_of(roots, at);
        }
    }
    root_context context;
    if (at != importer) {
        context = roots_context(roots, at);
    } else {
        context = (root_context)roots->context_dirs.len;
        VEC_PUSH(&roots->context_dirs, at);
    }
    map_put(&roots->contexts, importer, context);
    return context;
}

static bool
holds(struct roots *roots, dir_id dir, struct str first)
{
    struct module_slot slot = modules_find_text(roots->modules, dir, first);
    if (slot.dir != NO_DIR || slot.py != NO_FILE || slot.pyi != NO_FILE) {
        return true;
    }
    if (!roots->modules->any_stubs) {
        return false;
    }
    struct buf name;
    buf_init(&name, BUF_UNLIMITED);
    buf_str(&name, first);
    buf_text(&name, "-stubs");
    slot = modules_find_text(roots->modules, dir, buf_view(&name));
    buf_release(&name);
    return slot.dir != NO_DIR;
}

/* First those of `from` that enclose the importer, deepest first. */
static void
order(struct roots *roots, root_context context, const struct root_list *from,
      struct root_list *out)
{
    struct str importer = dir_path(roots, roots->context_dirs.items[context]);
    for (size_t i = 0; i < from->len; i++) {
        if (path_is_below(importer, dir_path(roots, from->items[i]))) {
            VEC_PUSH(out, from->items[i]);
        }
    }
    /* The longer path lies deeper; there are only a few. */
    for (size_t i = 1; i < out->len; i++) {
        for (size_t k = i; k > 0 && dir_path(roots, out->items[k]).len >
                                        dir_path(roots, out->items[k - 1]).len;
             k--) {
            dir_id swap = out->items[k];
            out->items[k] = out->items[k - 1];
            out->items[k - 1] = swap;
        }
    }
    for (size_t i = 0; i < from->len; i++) {
        if (!path_is_below(importer, dir_path(roots, from->items[i]))) {
            VEC_PUSH(out, from->items[i]);
        }
    }
}

void
roots_holding(struct roots *roots, root_context context, struct str first,
              struct root_list *out)
{
    static const struct root_list none = {0};
    out->len = 0;
    dir_id own = roots->context_dirs.items[context];
    bool own_is_extra = !is_root(roots, own) && is_loose(roots, own);
    if (own_is_extra && holds(roots, own, first)) {
        VEC_PUSH(out, own);
    }
    struct root_list rest = {0};
    text_id name = intern_find(&roots->modules->names, first);
    uint32_t at;
    bool found = name != NO_TEXT && map_get(&roots->candidates, name, &at);
    order(roots, context, found ? &roots->holders.items[at] : &none, &rest);
    for (size_t i = 0; i < rest.len; i++) {
        VEC_PUSH(out, rest.items[i]);
    }
    VEC_RELEASE(&rest);
}

void
roots_in_order(struct roots *roots, root_context context, struct root_list *out)
{
    out->len = 0;
    dir_id own = roots->context_dirs.items[context];
    struct root_list rest = {0};
    if (!is_root(roots, own) && is_loose(roots, own)) {
        VEC_PUSH(out, own);
    }
    order(roots, context, &roots->all, &rest);
    for (size_t i = 0; i < rest.len; i++) {
        VEC_PUSH(out, rest.items[i]);
    }
    VEC_RELEASE(&rest);
}
