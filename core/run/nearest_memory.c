/* SPDX-License-Identifier: MIT */
#include "core/run/nearest_memory.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/plan/cache_dir.h"
#include "core/sys/draft.h"

/* Two file systems may tell the time by two clocks, one of them a server's. */
#define CLOCK_SKEW_NS INT64_C(2000000000)

struct nearest_memory {
    struct arena arena;
    const struct tree *tree;
    struct str root;
    struct str cache_dir;
    struct tool_memory *answers;
    struct digest folders; /* of all that is known of the tree's folders */
    struct buf path;
};

/* Folders that rules leave out are not checked by a scan. */
static bool
is_believed(const struct tree_dir *dir)
{
    return dir->flags & DIR_LISTED &&
           !(dir->flags & (DIR_IGNORED | DIR_LINK)) && dir->sig.inode != 0;
}

static void
hash_folders(struct nearest_memory *memory)
{
    const struct tree *tree = memory->tree;
    struct hasher hasher;
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "nearest-folders");
    for (size_t i = 0; i < tree->dirs.len; i++) {
        const struct tree_dir *dir = &tree->dirs.items[i];
        struct str sig = {(const char *)&dir->sig, sizeof(dir->sig)};
        if (is_believed(dir)) {
            hasher_text(&hasher, 'p', dir->path);
            hasher_text(&hasher, 's', sig);
        }
    }
    hasher_end(&hasher, &memory->folders);
    hasher_release(&hasher);
}

struct nearest_memory *
nearest_memory_open(const struct tree *tree, struct str root,
                    struct str cache_dir)
{
    struct nearest_memory *memory = memory_zero(sizeof(*memory));
    arena_init(&memory->arena);
    buf_init(&memory->path, BUF_UNLIMITED);
    memory->tree = tree;
    memory->root = arena_str(&memory->arena, root);
    memory->cache_dir = arena_str(&memory->arena, cache_dir);
    memory->answers = tool_memory_open(
        cache_dir_file(&memory->arena, cache_dir, root, "nearest"));
    hash_folders(memory);
    return memory;
}

void
nearest_memory_close(struct nearest_memory *memory)
{
    if (!memory) {
        return;
    }
    tool_memory_close(memory->answers);
    buf_release(&memory->path);
    arena_release(&memory->arena);
    free(memory);
}

bool
nearest_memory_knows(const struct nearest_memory *memory, struct str folder)
{
    dir_id dir = tree_find_dir(memory->tree, folder);
    return dir != NO_DIR && is_believed(&memory->tree->dirs.items[dir]);
}

/* ---- asking */

/* The time of the cache's file system, or less; 0: nothing is old enough. */
static int64_t
file_system_time(const struct nearest_memory *memory)
{
    struct draft draft;
    struct err err;
    int64_t since_ns = 0;
    if (draft_begin(&draft, memory->cache_dir, &err) == 0) {
        since_ns = draft.since_ns;
        draft_discard(&draft);
        if (!file_same_device(memory->root.data, memory->cache_dir.data)) {
            since_ns -= CLOCK_SKEW_NS;
        }
    }
    return since_ns;
}

static bool
may_be_remembered(const struct nearest_memory *memory, int64_t since_ns)
{
    const struct tree *tree = memory->tree;
    for (size_t i = 0; i < tree->dirs.len; i++) {
        const struct tree_dir *dir = &tree->dirs.items[i];
        if (is_believed(dir) && stat_sig_is_racy(&dir->sig, since_ns)) {
            return false;
        }
    }
    return true;
}

static bool
has_any(struct nearest_memory *memory, const struct conf_list *names,
        struct str folder)
{
    struct buf *path = &memory->path;
    bool found = false;
    buf_clear(path);
    buf_str(path, memory->root);
    buf_text(path, folder.len > 0 ? "/" : "");
    buf_str(path, folder);
    buf_byte(path, '/');
    size_t len = path->len;
    for (size_t i = 0; i < names->len && !found; i++) {
        path->len = len;
        buf_str(path, names->items[i]);
        found = file_exists(buf_cstr(path));
    }
    return found;
}

/* The value is the digest of the folders, then each path with a NUL. */
static void
look(struct nearest_memory *memory, const struct digest *key,
     const struct conf_list *names, struct intern *folders)
{
    const struct tree *tree = memory->tree;
    int64_t since_ns = file_system_time(memory);
    struct buf value;
    buf_init(&value, BUF_UNLIMITED);
    buf_append(&value, memory->folders.bytes, DIGEST_BYTES);
    for (size_t i = 0; i < tree->dirs.len; i++) {
        const struct tree_dir *dir = &tree->dirs.items[i];
        if (is_believed(dir) && has_any(memory, names, dir->path)) {
            intern_text(folders, dir->path);
            buf_str(&value, dir->path);
            buf_byte(&value, '\0');
        }
    }
    if (may_be_remembered(memory, since_ns)) {
        tool_memory_put(memory->answers, key, buf_view(&value));
    }
    buf_release(&value);
}

static void
take_folders(struct str value, struct intern *folders)
{
    struct str rest = str_slice(value, DIGEST_BYTES, value.len);
    while (rest.len > 0) {
        intern_text(folders, str_split(&rest, '\0'));
    }
}

void
nearest_memory_find(struct nearest_memory *memory,
                    const struct conf_list *names, struct intern *folders)
{
    struct hasher hasher;
    struct digest key;
    struct str value;
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "nearest-names");
    for (size_t i = 0; i < names->len; i++) {
        hasher_text(&hasher, 'n', names->items[i]);
    }
    hasher_end(&hasher, &key);
    hasher_release(&hasher);
    if (tool_memory_find(memory->answers, &key, &value) &&
        value.len >= DIGEST_BYTES &&
        memcmp(value.data, memory->folders.bytes, DIGEST_BYTES) == 0) {
        take_folders(value, folders);
    } else {
        look(memory, &key, names, folders);
    }
}
