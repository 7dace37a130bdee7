/* SPDX-License-Identifier: MIT */
#include "core/run/sources_digest.h"

#include <stdlib.h>
#include <time.h>

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/sys/file.h"
#include "core/sys/listing.h"
#include "core/sys/path.h"

enum { SOURCE_MAX_BYTES = 1 << 26 };

/* Files that are younger may have been written once more since, and have
   the same stat; servers' clocks differ, too. */
#define YOUNG_NS INT64_C(2000000000)

struct source {
    struct str path; /* relative to the folder */
    struct stat_sig sig;
    bool read; /* the content counts */
};

struct sources {
    struct arena arena;
    struct str root;
    struct str without;
    bool incomplete;
    int64_t youngest_ns;
    VEC_FIELDS(struct source);
};

static bool
is_source(struct str name)
{
    return str_ends_with(name, STR(".py")) ||
           str_ends_with(name, STR(".pyi")) ||
           str_ends_with(name, STR(".pyw")) || str_equal(name, STR("py.typed"));
}

static bool
is_compiled(struct str name)
{
    return str_ends_with(name, STR(".so")) || str_ends_with(name, STR(".pyd"));
}

/* Not what nobody imports from. */
static bool
is_entered(struct str name)
{
    return name.data[0] != '.' && !str_equal(name, STR("__pycache__")) &&
           !str_equal(name, STR("node_modules")) &&
           !str_equal(name, STR("venv"));
}

static bool
has_room(struct sources *sources)
{
    sources->incomplete |= sources->len >= SOURCES_FILES_MAX;
    return !sources->incomplete;
}

static void
add_file(struct sources *sources, struct str path, bool read)
{
    struct source source = {.path = path, .read = read};
    struct str full = path_join(&sources->arena, sources->root, path);
    if (has_room(sources) && file_signature(full.data, &source.sig)) {
        int64_t age = source.sig.mtime_ns > source.sig.ctime_ns
                          ? source.sig.mtime_ns
                          : source.sig.ctime_ns;
        sources->youngest_ns =
            age > sources->youngest_ns ? age : sources->youngest_ns;
        VEC_PUSH(sources, source);
    }
}

/* A link to a folder that it lies in would be followed for ever. */
static bool
leads_up(struct sources *sources, struct str folder)
{
    struct str target;
    struct str place;
    struct str full = path_join(&sources->arena, sources->root, folder);
    return !path_real(&sources->arena, full, &target) ||
           !path_real(&sources->arena,
                      arena_str(&sources->arena, path_folder(full)), &place) ||
           path_is_below(place, target);
}

static void list_folder(struct sources *sources, struct str folder, int depth);

static void
add_folder(struct sources *sources, const struct entry *entry, struct str path,
           int depth)
{
    struct str full = path_join(&sources->arena, sources->root, path);
    if (!is_entered(entry->name) || str_equal(full, sources->without) ||
        (entry->kind == ENTRY_FOLDER_LINK && leads_up(sources, path)) ||
        !has_room(sources)) {
        return;
    }
    VEC_PUSH(sources, (struct source){.path = path});
    list_folder(sources, path, depth + 1);
}

static void
list_folder(struct sources *sources, struct str folder, int depth)
{
    struct str full = path_join(&sources->arena, sources->root, folder);
    struct listing listing;
    int fd = depth < SOURCES_DEPTH_MAX ? file_open_folder(full.data) : -1;
    sources->incomplete |= depth >= SOURCES_DEPTH_MAX;
    if (fd < 0) {
        return;
    }
    listing_init(&listing);
    listing_read(&listing, fd);
    file_close_folder(fd);
    for (size_t i = 0; i < listing.entries.len; i++) {
        const struct entry *entry = &listing.entries.items[i];
        struct str path = path_join(&sources->arena, folder, entry->name);
        if (entry->kind == ENTRY_FOLDER || entry->kind == ENTRY_FOLDER_LINK) {
            add_folder(sources, entry, path, depth);
        } else if (is_source(entry->name) || is_compiled(entry->name)) {
            add_file(sources, path, is_source(entry->name));
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
list_sources(struct sources *sources, struct str path, struct str without)
{
    arena_init(&sources->arena);
    sources->root = arena_str(&sources->arena, path);
    sources->without = without;
    if (file_is_folder(sources->root.data)) {
        list_folder(sources, (struct str){0}, 0);
    } else {
        add_file(sources, (struct str){0}, true);
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
    hasher_text(hasher, 'w', sources->without);
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
        if (sources->items[i].read &&
            file_read(FILE_HERE, path.data, &content, NULL, &err) == 0) {
            hash_bytes(hasher->algorithm, content.data, content.len, &part);
        }
        hasher_text(hasher, 'n', sources->items[i].path);
        hasher_digest(hasher, 'c', &part);
    }
    hasher_end(hasher, digest);
    buf_release(&content);
}

/* Whoever writes a file after this has a later time in its stat. */
static bool
may_be_remembered(const struct sources *sources)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t now_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    return sources->youngest_ns < now_ns - YOUNG_NS;
}

bool
sources_digest(struct tool_memory *memory, enum hash_algorithm algorithm,
               struct str path, struct str without, struct digest *digest)
{
    struct sources sources = {0};
    struct hasher hasher;
    struct digest key;
    struct str known;
    list_sources(&sources, path, without);
    hasher_init(&hasher, algorithm);
    hash_signatures(&sources, &hasher, &key);
    if (tool_memory_find(memory, &key, &known) && known.len == DIGEST_BYTES) {
        memcpy(digest->bytes, known.data, DIGEST_BYTES);
    } else {
        hash_contents(&sources, &hasher, digest);
        if (may_be_remembered(&sources)) {
            tool_memory_put(
                memory, &key,
                (struct str){(const char *)digest->bytes, DIGEST_BYTES});
        }
    }
    hasher_release(&hasher);
    VEC_RELEASE(&sources);
    arena_release(&sources.arena);
    return !sources.incomplete;
}
