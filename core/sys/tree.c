/* SPDX-License-Identifier: MIT */
#include "core/sys/tree.h"

#include <assert.h>
#include <stdlib.h>

#include "core/base/memory.h"

/* The first of `count` items whose path is not before `path`; both kinds of
   items start with their path. */
static size_t
lower_bound(const void *items, size_t size, size_t count, struct str path)
{
    const char *base = items;
    size_t from = 0;

    while (from < count) {
        size_t middle = from + (count - from) / 2;
        const struct str *found = (const void *)(base + middle * size);
        if (str_compare(*found, path) < 0)
            from = middle + 1;
        else
            count = middle;
    }
    return from;
}

/* Half of the range is enough, and leaves room to count up from any key. */
static uint64_t
path_key(struct str path)
{
    return hash_64(path.data, path.len) >> 1;
}

static struct str
dir_path(const struct tree *tree, uint32_t id)
{
    return tree->dirs.items[id].path;
}

static struct str
file_path(const struct tree *tree, uint32_t id)
{
    return tree->files.items[id].path;
}

typedef struct str path_getter(const struct tree *tree, uint32_t id);

/* A key that another path has taken is counted up until it is free. */
static void
remember(struct map *map, struct str path, uint32_t id)
{
    uint64_t key = path_key(path);
    uint32_t taken;

    while (map_get(map, key, &taken))
        key++;
    map_put(map, key, id);
}

static uint32_t
recall(const struct tree *tree, const struct map *map, path_getter *path_of,
       struct str path)
{
    uint64_t key = path_key(path);
    uint32_t id;

    for (; map_get(map, key, &id); key++)
        if (str_equal(path_of(tree, id), path))
            return id;
    return UINT32_MAX;
}

void
tree_init(struct tree *tree)
{
    *tree = (struct tree){0};
    arena_init(&tree->arena);
    tree_add_dir(tree, NO_DIR, STR(""), 0);
}

void
tree_release(struct tree *tree)
{
    VEC_RELEASE(&tree->dirs);
    VEC_RELEASE(&tree->files);
    map_release(&tree->added_dirs);
    map_release(&tree->added_files);
    arena_release(&tree->arena);
}

dir_id
tree_add_dir(struct tree *tree, dir_id parent, struct str path, uint32_t flags)
{
    struct tree_dir dir = {.parent = parent, .flags = flags};
    size_t len = tree->dirs.len;

    assert(len < NO_DIR);
    dir.path = arena_str(&tree->arena, path);
    if (tree->sorted_dirs == len &&
        (len == 0 || str_compare(dir_path(tree, (dir_id)len - 1), path) < 0))
        tree->sorted_dirs++;
    else
        remember(&tree->added_dirs, path, (dir_id)len);
    VEC_PUSH(&tree->dirs, dir);
    return (dir_id)len;
}

file_id
tree_add_file(struct tree *tree, dir_id dir, struct str path, uint32_t flags)
{
    struct tree_file file = {.dir = dir, .flags = flags};
    size_t len = tree->files.len;

    assert(len < NO_FILE);
    file.path = arena_str(&tree->arena, path);
    if (tree->sorted_files == len &&
        (len == 0 || str_compare(file_path(tree, (file_id)len - 1), path) < 0))
        tree->sorted_files++;
    else
        remember(&tree->added_files, path, (file_id)len);
    VEC_PUSH(&tree->files, file);
    return (file_id)len;
}

void
tree_list_folder(struct tree *tree, dir_id dir)
{
    if (tree->dirs.items[dir].flags & DIR_LISTED)
        return;
    tree->dirs.items[dir].flags |= DIR_LISTED;
    if (tree->lister)
        tree->lister(tree, dir, tree->lister_context);
}

file_id
tree_find_file(const struct tree *tree, struct str path)
{
    size_t at = lower_bound(tree->files.items, sizeof(struct tree_file),
                            tree->sorted_files, path);

    if (at < tree->sorted_files &&
        str_equal(file_path(tree, (file_id)at), path))
        return (file_id)at;
    return recall(tree, &tree->added_files, file_path, path);
}

dir_id
tree_find_dir(const struct tree *tree, struct str path)
{
    size_t at = lower_bound(tree->dirs.items, sizeof(struct tree_dir),
                            tree->sorted_dirs, path);

    if (at < tree->sorted_dirs && str_equal(dir_path(tree, (dir_id)at), path))
        return (dir_id)at;
    return recall(tree, &tree->added_dirs, dir_path, path);
}

/* A path and the id that its item had before sorting. */
struct place {
    struct str path;
    uint32_t id;
};

static int
compare_places(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    int order = str_compare(a->path, b->path);

    return order ? order : (a->id > b->id) - (a->id < b->id);
}

static struct place *
sorted_places(const struct tree *tree, path_getter *path_of, size_t count)
{
    struct place *places = memory_new(count * sizeof(*places));

    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){path_of(tree, (uint32_t)i), (uint32_t)i};
    qsort(places, count, sizeof(*places), compare_places);
    return places;
}

static void
sort_dirs(struct tree *tree)
{
    size_t len = tree->dirs.len;
    struct place *places = sorted_places(tree, dir_path, len);
    struct tree_dir *sorted = memory_new(len * sizeof(*sorted));
    dir_id *new_ids = memory_new(len * sizeof(*new_ids));

    for (size_t i = 0; i < len; i++) {
        sorted[i] = tree->dirs.items[places[i].id];
        new_ids[places[i].id] = (dir_id)i;
    }
    for (size_t i = 0; i < len; i++)
        if (sorted[i].parent != NO_DIR)
            sorted[i].parent = new_ids[sorted[i].parent];
    for (size_t i = 0; i < tree->files.len; i++)
        tree->files.items[i].dir = new_ids[tree->files.items[i].dir];
    memcpy(tree->dirs.items, sorted, len * sizeof(*sorted));
    free(new_ids);
    free(sorted);
    free(places);
}

static void
sort_files(struct tree *tree)
{
    size_t len = tree->files.len;
    struct place *places = sorted_places(tree, file_path, len);
    struct tree_file *sorted = memory_new(len * sizeof(*sorted));

    for (size_t i = 0; i < len; i++)
        sorted[i] = tree->files.items[places[i].id];
    memcpy(tree->files.items, sorted, len * sizeof(*sorted));
    free(sorted);
    free(places);
}

void
tree_sort(struct tree *tree)
{
    if (tree->sorted_dirs < tree->dirs.len)
        sort_dirs(tree);
    if (tree->sorted_files < tree->files.len)
        sort_files(tree);
    tree->sorted_dirs = tree->dirs.len;
    tree->sorted_files = tree->files.len;
    map_release(&tree->added_dirs);
    map_release(&tree->added_files);
}

bool
tree_is_python(struct str name)
{
    return str_ends_with(name, STR(".py")) ||
           str_ends_with(name, STR(".pyi")) || str_ends_with(name, STR(".pyw"));
}

static bool
is_name_byte(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte >= 0x80;
}

bool
tree_is_identifier(struct str name)
{
    if (name.len == 0 || (name.data[0] >= '0' && name.data[0] <= '9'))
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (!is_name_byte((unsigned char)name.data[i]))
            return false;
    return true;
}

file_id
tree_probe_file(struct tree *tree, struct str path)
{
    file_id file = tree_find_file(tree, path);
    if (file == NO_FILE && tree->prober) {
        file = tree->prober(tree, path, tree->lister_context);
    }
    return file;
}
