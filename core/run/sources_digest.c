/* SPDX-License-Identifier: MIT */
#include "core/run/sources_digest.h"

#include <stdlib.h>

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/sys/file.h"
#include "core/sys/listing.h"
#include "core/sys/path.h"

enum { SOURCE_MAX_BYTES = 1 << 26 };

struct source {
    struct str path; /* relative to the folder */
    struct stat_sig sig;
};

struct sources {
    struct arena arena;
    struct str root;
    VEC_FIELDS(struct source);
};

static bool
is_source(struct str name)
{
    return str_ends_with(name, STR(".py")) ||
           str_ends_with(name, STR(".pyi")) || str_equal(name, STR("py.typed"));
}

/* Not what nobody imports from. */
static bool
is_entered(struct str name)
{
    return name.data[0] != '.' && !str_equal(name, STR("__pycache__")) &&
           !str_equal(name, STR("node_modules")) &&
           !str_equal(name, STR("venv"));
}

static void
add_file(struct sources *sources, struct str path)
{
    struct source source = {.path = path};
    struct str full = path_join(&sources->arena, sources->root, path);
    if (file_signature(full.data, &source.sig)) {
        VEC_PUSH(sources, source);
    }
}

static void
list_folder(struct sources *sources, struct str folder, int depth)
{
    struct str full = path_join(&sources->arena, sources->root, folder);
    struct listing listing;
    int fd = depth < SOURCES_DEPTH_MAX ? file_open_folder(full.data) : -1;
    if (fd < 0) {
        return;
    }
    listing_init(&listing);
    listing_read(&listing, fd);
    file_close_folder(fd);
    for (size_t i = 0; i < listing.entries.len; i++) {
        const struct entry *entry = &listing.entries.items[i];
        struct str path = path_join(&sources->arena, folder, entry->name);
        if (sources->len >= SOURCES_FILES_MAX) {
            break;
        }
        if (entry->kind == ENTRY_FOLDER && is_entered(entry->name)) {
            list_folder(sources, path, depth + 1);
        } else if (entry->kind != ENTRY_FOLDER && is_source(entry->name)) {
            add_file(sources, path);
        }
    }
    listing_release(&listing);
}

static int
compare_sources(const void *a, const void *b)
{
    return str_compare(((const struct source *)a)->path,
                       ((const struct source *)b)->path);
}

static void
list_sources(struct sources *sources, struct str path)
{
    arena_init(&sources->arena);
    sources->root = arena_str(&sources->arena, path);
    if (file_is_folder(sources->root.data)) {
        list_folder(sources, (struct str){0}, 0);
    } else {
        add_file(sources, (struct str){0});
    }
    if (sources->len > 0) {
        qsort(sources->items, sources->len, sizeof(*sources->items),
              compare_sources);
    }
}

/* What was remembered holds as long as all these are the same. */
static void
hash_signatures(const struct sources *sources, struct hasher *hasher,
                struct digest *digest)
{
    hasher_begin(hasher, "sources-stat");
    hasher_text(hasher, 'r', sources->root);
    for (size_t i = 0; i < sources->len; i++) {
        const struct source *source = &sources->items[i];
        hasher_text(hasher, 'n', source->path);
        hasher_text(
            hasher, 's',
            (struct str){(const char *)&source->sig, sizeof(source->sig)});
    }
    hasher_end(hasher, digest);
}

static void
hash_contents(struct sources *sources, struct hasher *hasher,
              struct digest *digest)
{
    struct buf content;
    struct err err;
    buf_init(&content, SOURCE_MAX_BYTES);
    hasher_begin(hasher, "sources");
    for (size_t i = 0; i < sources->len; i++) {
        struct str path =
            path_join(&sources->arena, sources->root, sources->items[i].path);
        struct digest part = {{0}};
        if (file_read(FILE_HERE, path.data, &content, NULL, &err) == 0) {
            hash_bytes(hasher->algorithm, content.data, content.len, &part);
        }
        hasher_text(hasher, 'n', sources->items[i].path);
        hasher_digest(hasher, 'c', &part);
    }
    hasher_end(hasher, digest);
    buf_release(&content);
}

void
sources_digest(struct tool_memory *memory, enum hash_algorithm algorithm,
               struct str path, struct digest *digest)
{
    struct sources sources = {0};
    struct hasher hasher;
    struct digest key;
    struct str known;
    list_sources(&sources, path);
    hasher_init(&hasher, algorithm);
    hash_signatures(&sources, &hasher, &key);
    if (tool_memory_find(memory, &key, &known) && known.len == DIGEST_BYTES) {
        memcpy(digest->bytes, known.data, DIGEST_BYTES);
    } else {
        hash_contents(&sources, &hasher, digest);
        tool_memory_put(
            memory, &key,
            (struct str){(const char *)digest->bytes, DIGEST_BYTES});
    }
    hasher_release(&hasher);
    VEC_RELEASE(&sources);
    arena_release(&sources.arena);
}
