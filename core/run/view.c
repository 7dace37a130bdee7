/* SPDX-License-Identifier: MIT */
#include "core/run/view.h"

#include "core/plan/cache_dir.h"
#include "core/python/roots.h"
#include "core/sys/path.h"

/* All roots, as a module in the root folder tries them. */
static void
list_roots(struct view *view)
{
    struct roots *roots = &view->state->resolver.roots;
    struct root_list list = {0};
    roots_in_order(roots, roots_context(roots, ROOT_DIR), &list);
    view->roots = ARENA_ARRAY(&view->arena, struct str, list.len + 1);
    for (size_t i = 0; i < list.len; i++) {
        view->roots[view->roots_len++] =
            view->state->tree.dirs.items[list.items[i]].path;
    }
    VEC_RELEASE(&list);
}

/* Of subjects: files are sorted by path, so most of one folder stand
   together, and those that do not are listed twice. */
static void
list_folders(struct view *view)
{
    const struct tree *tree = &view->state->tree;
    view->folders = ARENA_ARRAY(&view->arena, struct str, tree->files.len);
    for (size_t i = 0; i < tree->files.len; i++) {
        struct str folder = path_folder(tree->files.items[i].path);
        size_t len = view->folders_len;
        if (tree->files.items[i].flags & FILE_SUBJECT &&
            (len == 0 || !str_equal(view->folders[len - 1], folder))) {
            view->folders[view->folders_len++] = folder;
        }
    }
}

static void
begin_inputs(struct view *view, bool resolves)
{
    const struct disk_options *disk = view->disk;
    tool_inputs_free(view->inputs);
    view->inputs =
        tool_inputs_new(disk->root, view->environment, disk->conf->cache.hash);
    tool_inputs_know(view->inputs, view->state, resolves, view->cache_dir);
}

static int
load(const struct disk_options *disk, char *const *environment,
     struct view *view, struct err *err)
{
    struct disk_report report;
    *view = (struct view){.disk = disk, .environment = environment};
    arena_init(&view->arena);
    if (disk_load(disk, &view->state, &report, err) != 0) {
        arena_release(&view->arena);
        return -1;
    }
    view->cache_dir =
        disk->read_only ? STR("")
                        : cache_dir_path(&view->arena, disk->root, disk->conf);
    return 0;
}

int
view_load(const struct disk_options *disk, char *const *environment,
          struct view *view, struct err *err)
{
    if (load(disk, environment, view, err) != 0) {
        return -1;
    }
    begin_inputs(view, false);
    list_folders(view);
    return 0;
}

void
view_complete(struct view *view)
{
    if (view->complete) {
        return;
    }
    if (!view->state->resolved) {
        state_resolve(view->state);
    }
    list_roots(view);
    view->complete = true;
}

void
view_resolve(struct view *view)
{
    view_complete(view);
    begin_inputs(view, true);
}

int
view_begin(const struct disk_options *disk, char *const *environment,
           struct view *view, struct err *err)
{
    if (load(disk, environment, view, err) != 0) {
        return -1;
    }
    begin_inputs(view, true);
    list_folders(view);
    return 0;
}

int
view_open(const struct disk_options *disk, char *const *environment,
          struct view *view, struct err *err)
{
    if (load(disk, environment, view, err) != 0) {
        return -1;
    }
    view_resolve(view);
    list_folders(view);
    return 0;
}

void
view_close(struct view *view)
{
    for (int kind = 0; kind < KEY_KINDS; kind++) {
        if (view->has_keys[kind]) {
            keys_release(&view->keys[kind]);
        }
        known_keys_release(&view->known[kind]);
    }
    tool_inputs_free(view->inputs);
    state_free(view->state);
    arena_release(&view->arena);
}

const struct keys *
view_keys(struct view *view, struct key_kind kind)
{
    unsigned number = key_kind_number(kind);
    if (!view->has_keys[number]) {
        view_complete(view);
        keys_compute(view->state, kind, NULL, &view->keys[number]);
        view->has_keys[number] = true;
    }
    return &view->keys[number];
}

/* They are asked for before anything is resolved, which may look further. */
static const struct digest *
known_keys(struct view *view, struct key_kind kind)
{
    unsigned number = key_kind_number(kind);
    if (!view->asked[number] && !view->complete && view->cache_dir.len > 0) {
        known_keys_read(&view->known[number], view->state, view->cache_dir,
                        view->disk->root, kind);
    }
    view->asked[number] = true;
    return view->known[number].keys;
}

void
view_remember(const struct view *view)
{
    for (int kind = 0; kind < KEY_KINDS; kind++) {
        if (view->has_keys[kind] && !view->known[kind].keys &&
            view->cache_dir.len > 0) {
            known_keys_write(&view->keys[kind], view->cache_dir,
                             view->disk->root);
        }
    }
}

static bool
names_roots(const struct conf_list *list)
{
    for (size_t i = 0; i < list->len; i++) {
        struct str text = list->items[i];
        if (text.len > 0 && memmem(text.data, text.len, "{roots}", 7)) {
            return true;
        }
    }
    return false;
}

/* A tool that is not told our import roots cannot answer by them: for others
   a new folder with a script in it, which is a root, changes nothing. */
static void
hash_roots(struct view *view, const struct conf_analyzer *row,
           struct hasher *hasher)
{
    if (!names_roots(&row->command) && !names_roots(&row->args) &&
        !names_roots(&row->env_set)) {
        return;
    }
    view_complete(view);
    hasher_number(hasher, 'r', view->roots_len);
    for (size_t i = 0; i < view->roots_len; i++) {
        hasher_text(hasher, 'd', view->roots[i]);
    }
}

void
view_analyzer_init(struct view *view, const struct analyzer *analyzer,
                   const struct digest *identity, struct view_analyzer *out)
{
    struct hasher hasher;
    struct digest common;
    struct digest everywhere;
    tool_inputs_common(view->inputs, analyzer, &common);
    tool_inputs_everywhere(view->inputs, analyzer, view->folders,
                           view->folders_len, &everywhere);
    hasher_init(&hasher, view->disk->conf->cache.hash);
    hasher_begin(&hasher, "analyzer");
    hasher_text(&hasher, 'n', analyzer->name);
    hasher_digest(&hasher, 'i', identity);
    hasher_digest(&hasher, 'c', &common);
    hasher_digest(&hasher, 'e', &everywhere);
    hasher_number(&hasher, 'l', key_kind_number(analyzer->kind));
    hash_roots(view, &analyzer->row, &hasher);
    out->analyzer = analyzer;
    hasher_end(&hasher, &out->shared);
    hasher_release(&hasher);
}

void
view_join_key(const struct view_analyzer *analyzer,
              const struct digest *configured, const struct digest *file,
              struct hasher *hasher, struct digest *key)
{
    hasher_begin(hasher, "result");
    hasher_digest(hasher, 'a', &analyzer->shared);
    hasher_digest(hasher, 'c', configured);
    hasher_digest(hasher, 'k', file);
    hasher_end(hasher, key);
}

void
view_result_key(struct view *view, const struct view_analyzer *analyzer,
                file_id file, struct digest *key)
{
    struct key_kind kind = analyzer->analyzer->kind;
    const struct digest *keys = known_keys(view, kind);
    struct digest configured;
    struct hasher hasher;
    struct str path = view->state->tree.files.items[file].path;
    keys = keys ? keys : view_keys(view, kind)->keys;
    tool_inputs_of(view->inputs, analyzer->analyzer, path_folder(path),
                   &configured);
    hasher_init(&hasher, view->disk->conf->cache.hash);
    view_join_key(analyzer, &configured, &keys[file], &hasher, key);
    hasher_release(&hasher);
}

void
view_project_key(struct view *view, const struct view_analyzer *analyzer,
                 const file_id *files, size_t len, struct digest *key)
{
    struct hasher hasher;
    struct digest part;
    hasher_init(&hasher, view->disk->conf->cache.hash);
    hasher_begin(&hasher, "project");
    for (size_t i = 0; i < len; i++) {
        view_result_key(view, analyzer, files[i], &part);
        hasher_digest(&hasher, 'k', &part);
    }
    hasher_end(&hasher, key);
    hasher_release(&hasher);
}

bool
view_was_touched(const struct view *before, const struct view *after)
{
    const struct tree *old = &before->state->tree;
    const struct tree *new = &after->state->tree;
    for (file_id file = 0; file < old->files.len; file++) {
        const struct tree_file *one = &old->files.items[file];
        file_id found = tree_find_file(new, one->path);
        if (found == NO_FILE) {
            continue;
        }
        const struct tree_file *other = &new->files.items[found];
        if (digest_equal(&one->digest, &other->digest) &&
            !stat_sig_equal(&one->sig, &other->sig)) {
            return true;
        }
    }
    return false;
}

bool
view_is_same(const struct view *before, const struct view *after)
{
    const struct tree *old = &before->state->tree;
    const struct tree *new = &after->state->tree;
    if (old->files.len != new->files.len) {
        return false;
    }
    for (file_id file = 0; file < old->files.len; file++) {
        const struct tree_file *one = &old->files.items[file];
        const struct tree_file *other = &new->files.items[file];
        if (!str_equal(one->path, other->path) ||
            !stat_sig_equal(&one->sig, &other->sig)) {
            return false;
        }
    }
    return true;
}
