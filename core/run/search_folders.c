/* SPDX-License-Identifier: MIT */
#include "core/run/search_folders.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/run/folder_looks.h"
#include "core/run/mentions.h"
#include "core/run/search_words.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

enum {
    SETTINGS_MAX_BYTES = 1 << 24,
    SETTINGS_DEPTH_MAX = 8, /* of files that extend each other */
};

struct search_folders {
    struct input_files *files;
    struct folder_looks looks;
    struct state *state; /* or NULL */
    struct arena arena;
    struct str real_root;
    bool has_plugins;
};

/* One value, or one file of settings. */
struct looking {
    const struct search *search;
    struct str folder; /* of the settings; words are relative to it */
    int depth;
};

struct search_folders *
search_folders_new(struct input_files *files)
{
    struct search_folders *folders = memory_zero(sizeof(*folders));
    arena_init(&folders->arena);
    folder_looks_init(&folders->looks, files);
    folders->files = files;
    folders->real_root = files->root;
    path_real(&folders->arena, files->root, &folders->real_root);
    return folders;
}

void
search_folders_free(struct search_folders *folders)
{
    if (folders) {
        folder_looks_release(&folders->looks);
        arena_release(&folders->arena);
        free(folders);
    }
}

void
search_folders_know(struct search_folders *folders, struct state *state,
                    const char *memory)
{
    folders->state = state;
    folder_looks_remember(&folders->looks, memory);
}

/* ---- what is found */

static void
give(const struct search *search, struct str name, const struct digest *digest)
{
    struct input_file file = {.present = true, .digest = *digest};
    search->sink(search->context, name, file);
}

/* ---- import roots of ours */

/* The path below the root, by name or in truth; false if it lies outside. */
static bool
cut_root(struct search_folders *folders, struct str path, struct str *relative)
{
    struct str real = path;
    if (path_cut_root(path, folders->files->root, relative)) {
        return true;
    }
    return path_real(&folders->arena, path, &real) &&
           path_cut_root(real, folders->real_root, relative);
}

/* The tree with its imports resolved, which no other settings need. */
static struct state *
resolved(const struct search_folders *folders)
{
    if (folders->state && !folders->state->resolved) {
        state_resolve(folders->state);
    }
    return folders->state;
}

static bool
is_root(const struct roots *roots, dir_id dir)
{
    for (size_t i = 0; i < roots->all.len; i++) {
        if (roots->all.items[i] == dir) {
            return true;
        }
    }
    return false;
}

/* A module, a stub of it or a package. */
static void
give_module(const struct search *search, struct str path)
{
    static const char *const endings[] = {"", ".py", ".pyi"};
    struct search_folders *folders = search->folders;
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        struct str name = str_from(arena_printf(
            &folders->arena, "%.*s%s", (int)path.len, path.data, endings[i]));
        struct str full =
            path_join(&folders->arena, folders->files->root, name);
        if (file_exists(full.data)) {
            struct digest digest =
                folder_looks_digest(&folders->looks, LOOK_AT_CONTENTS, full);
            give(search, name, &digest);
        }
    }
}

/* Modules of the root that another one has too. */
static void
give_clashes(const struct search *search, dir_id dir)
{
    struct search_folders *folders = search->folders;
    struct roots *roots = &folders->state->resolver.roots;
    const struct tree_dir *root = &folders->state->tree.dirs.items[dir];
    struct root_list holders = {0};
    if (!(root->flags & DIR_LISTED)) {
        return;
    }
    const struct module_names *names = modules_names(roots->modules, dir);
    for (size_t i = 0; i < names->len; i++) {
        struct str name = intern_str(&roots->modules->names, names->items[i]);
        roots_holding(roots, roots_context(roots, dir), name, &holders);
        if (holders.len > 1 && names->items[i] != roots->modules->init) {
            give_module(search, path_join(&folders->arena, root->path, name));
        }
    }
    VEC_RELEASE(&holders);
}

/* The import root of ours at this path, or NO_DIR. */
static dir_id
find_root(const struct search_folders *folders, struct str relative)
{
    struct state *state = resolved(folders);
    dir_id dir = state ? tree_find_dir(&state->tree, relative) : NO_DIR;
    bool found = dir != NO_DIR && is_root(&state->resolver.roots, dir);
    return found ? dir : NO_DIR;
}

/* `word` is what the settings call it. */
static void
add_path(const struct search *search, struct str word, struct str path)
{
    struct search_folders *folders = search->folders;
    enum level level = search->analyzer->kind.level;
    enum look look = level == LEVEL_NAMES ? LOOK_AT_NAMES : LOOK_AT_CONTENTS;
    struct str relative = {0};
    if (!file_exists(path.data) ||
        (file_is_special(path.data) && !file_is_folder(path.data))) {
        return;
    }
    bool inside = cut_root(folders, path, &relative);
    dir_id root = inside ? find_root(folders, relative) : NO_DIR;
    if (inside && relative.len == 0) {
        return; /* files have its names in their keys */
    }
    if (root != NO_DIR) {
        look = LOOK_AT_FOLDERS;
        if (level != LEVEL_NAMES) {
            give_clashes(search, root);
        }
    }
    struct digest digest = folder_looks_digest(&folders->looks, look, path);
    give(search, inside ? relative : word, &digest);
}

/* ---- words */

/* "$HOME/stubs", "${HOME}/stubs", "~/stubs". */
static struct str
expand(struct looking *looking, struct str word)
{
    struct search_folders *folders = looking->search->folders;
    struct str value;
    size_t len = 1;
    if (word.data[0] == '~' && (word.len == 1 || word.data[1] == '/')) {
        value = input_files_variable(folders->files, "HOME");
    } else if (word.data[0] == '$') {
        bool braces = word.len > 1 && word.data[1] == '{';
        size_t from = braces ? 2 : 1;
        ptrdiff_t end = str_find_byte(word, braces ? '}' : '/');
        size_t to = end < 0 ? word.len : (size_t)end;
        struct str name = to > from ? str_slice(word, from, to) : STR("");
        len = braces && to < word.len ? to + 1 : to;
        value = str_equal(name, STR("MYPY_CONFIG_FILE_DIR"))
                    ? looking->folder
                    : input_files_variable(folders->files,
                                           arena_cstr(&folders->arena, name));
    } else {
        return word;
    }
    while (len < word.len && word.data[len] == '/') {
        len++;
    }
    return path_join(&folders->arena, value, str_slice(word, len, word.len));
}

/* Up to the folder in which a wildcard stands. */
static struct str
without_glob(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (memchr("*?", word.data[i], 2)) {
            struct str folder = path_folder(str_slice(word, 0, i));
            return folder.len > 0 ? folder : STR(".");
        }
    }
    return word;
}

static void
take_word(void *context, struct str word)
{
    struct looking *looking = context;
    struct search_folders *folders = looking->search->folders;
    struct arena *arena = &folders->arena;
    struct str bases[] = {looking->folder, folders->files->root};
    struct err err;
    struct str plain = without_glob(expand(looking, word));
    if (plain.len == 0) {
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        bool whole = plain.data[0] == '/';
        struct str full = whole ? plain : path_join(arena, bases[i], plain);
        struct str path;
        if ((i == 0 || (!whole && !str_equal(bases[0], bases[1]))) &&
            path_absolute(arena, arena_cstr(arena, full), &path, &err) == 0) {
            add_path(looking->search, word, path);
        }
    }
}

void
search_value(const struct search *search, struct str value)
{
    struct looking looking = {search, search->folders->files->root, 0};
    search_words_split(value, take_word, &looking);
}

/* ---- plugins */

/* The file and all that it imports, as far as it is ours. */
static void
hash_reached(struct state *state, file_id file, enum hash_algorithm algorithm,
             struct digest *digest)
{
    size_t len = state->tree.files.len + 1;
    bool *seen = memory_zero(len);
    file_id *queue = memory_new(len * sizeof(*queue));
    size_t end = 0;
    struct edge_list edges = {0};
    struct hasher hasher;
    hasher_init(&hasher, algorithm);
    hasher_begin(&hasher, "plugin");
    seen[file] = true;
    queue[end++] = file;
    for (size_t at = 0; at < end; at++) {
        const struct tree_file *one = &state->tree.files.items[queue[at]];
        hasher_text(&hasher, 'p', one->path);
        hasher_digest(&hasher, 'd', &one->digest);
        state_edges(state, queue[at], &edges);
        for (size_t i = 0; i < edges.len; i++) {
            if (edges.items[i].to < len - 1 && !seen[edges.items[i].to]) {
                seen[edges.items[i].to] = true;
                queue[end++] = edges.items[i].to;
            }
        }
    }
    hasher_end(&hasher, digest);
    hasher_release(&hasher);
    VEC_RELEASE(&edges);
    free(queue);
    free(seen);
}

static void
add_plugin(const struct search *search, struct str relative)
{
    struct search_folders *folders = search->folders;
    struct digest digest;
    file_id file = tree_find_file(&folders->state->tree, relative);
    if (file == NO_FILE ||
        !(folders->state->tree.files.items[file].flags & FILE_SUBJECT)) {
        return;
    }
    folders->has_plugins = true;
    hash_reached(resolved(folders), file, folders->files->algorithm, &digest);
    give(search, relative, &digest);
}

/* Is there a file whose path ends so?  Most plugins are installed ones, and
   no reason to resolve the tree, which takes 20 ms for Home Assistant. */
static bool
is_anywhere(const struct tree *tree, struct str word)
{
    for (size_t i = 0; i < tree->files.len; i++) {
        if (str_ends_with(tree->files.items[i].path, word)) {
            return true;
        }
    }
    return false;
}

/* Beside the settings, or in any folder that imports begin in. */
static void
find_plugin(struct looking *looking, struct str word)
{
    struct search_folders *folders = looking->search->folders;
    const struct tree *tree = &folders->state->tree;
    bool whole = word.data[0] == '/';
    struct str relative;
    struct str path;
    struct err err;
    struct str full =
        whole ? word : path_join(&folders->arena, looking->folder, word);
    if (path_absolute(&folders->arena, arena_cstr(&folders->arena, full), &path,
                      &err) == 0 &&
        cut_root(folders, path, &relative)) {
        add_plugin(looking->search, relative);
    }
    if (whole || !is_anywhere(tree, word)) {
        return;
    }
    const struct roots *roots = &resolved(folders)->resolver.roots;
    for (size_t i = 0; i < roots->all.len; i++) {
        struct str root = tree->dirs.items[roots->all.items[i]].path;
        add_plugin(looking->search, path_join(&folders->arena, root, word));
    }
}

/* ---- settings */

static void look_at_settings(const struct looking *looking, struct str path);

static void
take_mention(void *context, struct str word)
{
    struct looking *looking = context;
    struct search_folders *folders = looking->search->folders;
    if (str_ends_with(word, STR(".py")) && folders->state) {
        find_plugin(looking, word);
    } else if (mentions_expected(path_name(word)) &&
               looking->depth < SETTINGS_DEPTH_MAX) {
        look_at_settings(
            looking, word.data[0] == '/'
                         ? word
                         : path_join(&folders->arena, looking->folder, word));
    }
}

static void
look_at_settings(const struct looking *looking, struct str path)
{
    struct search_folders *folders = looking->search->folders;
    struct looking inner = {looking->search, path_folder(path),
                            looking->depth + 1};
    const char *text = arena_cstr(&folders->arena, path);
    struct buf content;
    struct err err;
    if (!file_exists(text) || file_is_special(text)) {
        return;
    }
    buf_init(&content, SETTINGS_MAX_BYTES);
    if (file_read(FILE_HERE, text, &content, NULL, &err) == 0) {
        struct search_text file = {
            .name = path,
            .tool = looking->search->analyzer->tool,
            .text = buf_view(&content),
        };
        search_words_find(&file, take_word, &inner);
        mentions_find(path, buf_view(&content), take_mention, &inner);
    }
    buf_release(&content);
}

void
search_file(const struct search *search, struct str path)
{
    struct looking looking = {search, {0}, 0};
    look_at_settings(&looking, path);
}

bool
search_folders_has_plugins(const struct search_folders *folders)
{
    return folders->has_plugins;
}

void
search_folders_each(const struct search_folders *folders,
                    search_folders_sink *sink, void *context)
{
    folder_looks_each(&folders->looks, sink, context);
}
