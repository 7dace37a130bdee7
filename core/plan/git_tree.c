/* SPDX-License-Identifier: MIT */
#include "core/plan/git_tree.h"

#include "core/plan/git_links.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

enum { RULES_MAX_BYTES = 4 << 20 };

/* The first entry that is not before `path`. */
static size_t
entry_bound(const struct git_listing *listing, struct str path)
{
    size_t from = 0;
    size_t to = listing->entries.len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (str_compare(listing->entries.items[middle].path, path) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

const struct git_entry *
git_tree_entry(const struct git_listing *listing, struct str path)
{
    size_t at = entry_bound(listing, path);
    if (at < listing->entries.len &&
        str_equal(listing->entries.items[at].path, path)) {
        return &listing->entries.items[at];
    }
    return NULL;
}

/* "pkg-x" sorts between "pkg" and "pkg/", so the slash belongs to it. */
bool
git_tree_has_folder(const struct git_listing *listing, struct str folder)
{
    struct buf prefix;
    if (folder.len == 0) {
        return true;
    }
    buf_init(&prefix, BUF_UNLIMITED);
    buf_str(&prefix, folder);
    buf_byte(&prefix, '/');
    size_t at = entry_bound(listing, buf_view(&prefix));
    bool found =
        at < listing->entries.len &&
        str_starts_with(listing->entries.items[at].path, buf_view(&prefix));
    buf_release(&prefix);
    return found;
}

/* The rules that hold in a folder: today's .gitignore there, if any. */
static const struct ignore *
rules_in(struct git_tree *git_tree, struct str folder,
         const struct ignore *above)
{
    struct git_world *world = git_tree->world;
    struct arena *arena = &world->arena;
    struct str name = path_join(arena, folder, STR(".gitignore"));
    if (!world->conf->gitignore ||
        tree_find_file(&world->disk->tree, name) == NO_FILE) {
        return above;
    }
    struct buf text;
    struct err err;
    buf_init(&text, RULES_MAX_BYTES);
    if (file_read(FILE_HERE, path_join(arena, world->root, name).data, &text,
                  NULL, &err) == 0) {
        above = ignore_parse(arena, buf_view(&text), folder, above);
    }
    buf_release(&text);
    return above;
}

static bool
is_ignored(const struct git_tree *git_tree, dir_id in, struct str path,
           bool is_folder)
{
    const struct ignore *exclude = git_tree->world->rules.exclude;
    return ignore_entry(git_tree->rules.items[in], path, is_folder) ||
           (exclude && ignore_entry(exclude, path, is_folder));
}

static dir_id
add_folder(struct git_tree *git_tree, struct tree *tree, struct str path)
{
    dir_id dir = tree_find_dir(tree, path);
    if (dir != NO_DIR) {
        return dir;
    }
    dir_id parent = add_folder(git_tree, tree, path_folder(path));
    uint32_t flags =
        DIR_COUNTS | (tree->dirs.items[parent].flags & DIR_IGNORED);
    if (!(flags & DIR_IGNORED) && is_ignored(git_tree, parent, path, true)) {
        flags |= DIR_IGNORED;
    }
    /* More than git knows may lie in an ignored folder: see the lister. */
    if (!(flags & DIR_IGNORED)) {
        flags |= DIR_LISTED;
    }
    dir = tree_add_dir(tree, parent, path, flags);
    VEC_PUSH(&git_tree->rules,
             rules_in(git_tree, path, git_tree->rules.items[parent]));
    return dir;
}

static bool
is_project_file(struct str name)
{
    return str_equal(name, STR("pyproject.toml")) ||
           str_equal(name, STR("setup.py")) ||
           str_equal(name, STR("setup.cfg"));
}

static bool
is_closing_file(struct str name)
{
    return str_equal(name, STR("CACHEDIR.TAG")) ||
           str_equal(name, STR("pyvenv.cfg"));
}

static bool
is_left_out(struct str path)
{
    struct str rest = path;
    while (rest.data) {
        if (str_equal(str_split(&rest, '/'), STR("__pycache__"))) {
            return true;
        }
    }
    return false;
}

static void
add_folders(struct git_tree *git_tree, struct tree *tree)
{
    const struct git_listing *listing = git_tree->listing;
    for (size_t i = 0; i < listing->entries.len; i++) {
        struct str path = listing->entries.items[i].path;
        if (is_left_out(path)) {
            continue;
        }
        dir_id dir = add_folder(git_tree, tree, path_folder(path));
        if (is_project_file(path_name(path))) {
            tree->dirs.items[dir].flags |= DIR_PROJECT;
        }
        if (is_closing_file(path_name(path)) && dir != ROOT_DIR) {
            tree->dirs.items[dir].flags |= DIR_CLOSED;
        }
    }
}

static bool
is_closed(const struct tree *tree, dir_id dir)
{
    for (; dir != NO_DIR; dir = tree->dirs.items[dir].parent) {
        if (tree->dirs.items[dir].flags & DIR_CLOSED) {
            return true;
        }
    }
    return false;
}

static bool
is_included(const struct conf *conf, struct str path)
{
    for (size_t i = 0; i < conf->include.len; i++) {
        if (ignore_glob(conf->include.items[i], path)) {
            return true;
        }
    }
    return false;
}

static void
add_file(struct git_tree *git_tree, struct tree *tree, struct str path)
{
    const struct conf *conf = git_tree->world->conf;
    dir_id dir = tree_find_dir(tree, path_folder(path));
    bool is_python = tree_is_python(path_name(path));
    bool is_subject = is_python || is_included(conf, path);
    if (dir == NO_DIR || !(is_subject || conf->depends_len > 0)) {
        return;
    }
    bool ignored = (tree->dirs.items[dir].flags & DIR_IGNORED) ||
                   is_ignored(git_tree, dir, path, false) ||
                   is_closed(tree, dir);
    if (!ignored) {
        tree_add_file(tree, dir, path, is_subject ? FILE_SUBJECT : FILE_DATA);
    } else if (is_python) {
        tree_add_file(tree, dir, path, FILE_IGNORED);
    }
}

static void
add_files(struct git_tree *git_tree, struct tree *tree)
{
    const struct git_listing *listing = git_tree->listing;
    for (size_t i = 0; i < listing->entries.len; i++) {
        const struct git_entry *entry = &listing->entries.items[i];
        if (!is_left_out(entry->path) && entry->mode != GIT_SYMLINK) {
            add_file(git_tree, tree, entry->path);
        }
    }
    for (size_t i = 0; i < git_tree->links.len; i++) {
        const struct git_link *link = &git_tree->links.items[i];
        if (!link->is_folder) {
            add_file(git_tree, tree, link->path);
        } else if (tree_find_dir(tree, link->path) == NO_DIR) {
            dir_id parent = add_folder(git_tree, tree, path_folder(link->path));
            tree_add_dir(tree, parent, link->path,
                         DIR_IGNORED | DIR_LINK | DIR_COUNTS);
            VEC_PUSH(&git_tree->rules, NULL);
        }
    }
}

static bool
is_opaque(const struct git_tree *git_tree, struct str path)
{
    const struct git_paths *opaque = &git_tree->listing->opaque;
    for (size_t i = 0; i < opaque->len; i++) {
        if (path_is_below(path, opaque->items[i])) {
            return true;
        }
    }
    return false;
}

/* What the disk has and git does not follow: ignored, or a submodule. */
static void
lay_over_disk(struct git_tree *git_tree, struct tree *tree)
{
    const struct tree *disk = &git_tree->world->disk->tree;
    for (size_t i = 1; i < disk->dirs.len; i++) {
        const struct tree_dir *dir = &disk->dirs.items[i];
        dir_id parent = tree_find_dir(tree, path_folder(dir->path));
        bool opaque = is_opaque(git_tree, dir->path);
        if (parent != NO_DIR && (opaque || (dir->flags & DIR_IGNORED)) &&
            tree_find_dir(tree, dir->path) == NO_DIR) {
            tree_add_dir(tree, parent, dir->path, dir->flags);
            VEC_PUSH(&git_tree->rules, NULL);
        }
    }
    for (size_t i = 0; i < disk->files.len; i++) {
        const struct tree_file *file = &disk->files.items[i];
        dir_id dir = tree_find_dir(tree, path_folder(file->path));
        bool opaque = is_opaque(git_tree, file->path);
        if (dir != NO_DIR && (opaque || (file->flags & FILE_IGNORED)) &&
            !(file->flags & FILE_RULES) &&
            tree_find_file(tree, file->path) == NO_FILE) {
            tree_add_file(tree, dir, file->path,
                          file->flags & ~(uint32_t)(FILE_HASHED | FILE_FAILED));
        }
    }
}

int
git_tree_build(struct git_tree *git_tree, struct git_world *world,
               const struct git_listing *listing, struct tree *tree,
               struct err *err)
{
    git_tree->world = world;
    git_tree->listing = listing;
    tree->dirs.items[ROOT_DIR].flags |= DIR_LISTED | DIR_COUNTS;
    VEC_PUSH(&git_tree->rules, rules_in(git_tree, STR(""), world->rules.above));
    if (git_links_find(git_tree, err) != 0) {
        return -1;
    }
    add_folders(git_tree, tree);
    add_files(git_tree, tree);
    lay_over_disk(git_tree, tree);
    VEC_RELEASE(&git_tree->rules);
    tree_sort(tree);
    return 0;
}

void
git_tree_release(struct git_tree *git_tree)
{
    VEC_RELEASE(&git_tree->links);
    VEC_RELEASE(&git_tree->rules);
}

const struct git_entry *
git_tree_content(const struct git_tree *git_tree, struct str path)
{
    const struct git_link *link = git_links_lookup(git_tree, path);
    if (!link) {
        return git_tree_entry(git_tree->listing, path);
    }
    struct arena *arena = &git_tree->world->arena;
    struct str rest = str_slice(path, link->path.len, path.len);
    struct str target = rest.len > 1 ? path_join(arena, link->target,
                                                 str_slice(rest, 1, rest.len))
                                     : link->target;
    return git_tree_entry(git_tree->listing, target);
}

/* Entries of another tree's folder that this one lacks, under `dir`. */
static void
copy_entries(struct tree *tree, dir_id dir, const struct tree *from,
             dir_id source)
{
    struct arena *arena = &tree->arena;
    size_t dirs_len = from->dirs.len;
    size_t files_len = from->files.len;
    for (size_t i = 0; i < dirs_len; i++) {
        struct str path = from->dirs.items[i].path;
        uint32_t flags = from->dirs.items[i].flags & DIR_COUNTS;
        path = path_join(arena, tree->dirs.items[dir].path, path_name(path));
        if (from->dirs.items[i].parent == source &&
            tree_find_dir(tree, path) == NO_DIR) {
            tree_add_dir(tree, dir, path, DIR_IGNORED | flags);
        }
    }
    for (size_t i = 0; i < files_len; i++) {
        struct str path = path_name(from->files.items[i].path);
        path = path_join(arena, tree->dirs.items[dir].path, path);
        if (from->files.items[i].dir == source &&
            tree_is_python(path_name(path)) &&
            tree_find_file(tree, path) == NO_FILE) {
            tree_add_file(tree, dir, path, FILE_IGNORED);
        }
    }
}

void
git_tree_list(struct tree *tree, dir_id dir, void *context)
{
    struct git_tree *git_tree = context;
    struct str path = tree->dirs.items[dir].path;
    const struct git_link *link = git_links_lookup(git_tree, path);
    if (link) {
        struct str rest = str_slice(path, link->path.len, path.len);
        struct str target = rest.len > 1
                                ? path_join(&tree->arena, link->target,
                                            str_slice(rest, 1, rest.len))
                                : link->target;
        dir_id source = tree_find_dir(tree, target);
        if (source != NO_DIR && !path_is_below(path, target)) {
            copy_entries(tree, dir, tree, source);
        }
        return;
    }
    struct tree *disk = &git_tree->world->disk->tree;
    dir_id source = tree_find_dir(disk, path);
    if (source != NO_DIR) {
        tree_list_folder(disk, source);
        copy_entries(tree, dir, disk, source);
    }
}

file_id
git_tree_probe(struct tree *tree, struct str path, void *context)
{
    const struct git_tree *git_tree = context;
    const struct git_entry *entry = git_tree_content(git_tree, path);
    dir_id dir = tree_find_dir(tree, path_folder(path));
    if (!entry || dir == NO_DIR) {
        return NO_FILE;
    }
    return tree_add_file(tree, dir, path, FILE_IGNORED | FILE_DATA);
}
