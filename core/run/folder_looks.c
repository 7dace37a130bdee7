/* SPDX-License-Identifier: MIT */
#include "core/run/folder_looks.h"

#include <stdlib.h>
#include <time.h>

#include "core/run/pythons.h"
#include "core/run/sources_digest.h"
#include "core/sys/file.h"
#include "core/sys/listing.h"
#include "core/sys/path.h"
#include "core/sys/site.h"
#include "core/sys/tree.h"

void
folder_looks_init(struct folder_looks *looks, struct input_files *files)
{
    *looks = (struct folder_looks){.files = files};
    arena_init(&looks->arena);
    intern_init(&looks->known);
    looks->memory = tool_memory_open(NULL);
}

void
folder_looks_release(struct folder_looks *looks)
{
    tool_memory_close(looks->memory);
    VEC_RELEASE(&looks->digests);
    intern_release(&looks->known);
    arena_release(&looks->arena);
}

void
folder_looks_remember(struct folder_looks *looks, const char *memory)
{
    tool_memory_close(looks->memory);
    looks->memory = tool_memory_open(memory);
}

static void
hash_never(const struct folder_looks *looks, struct digest *digest)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    hash_bytes(looks->files->algorithm, &now, sizeof(now), digest);
}

static void
hash_sources(struct folder_looks *looks, struct str path, struct digest *digest)
{
    if (!sources_digest(looks->memory, looks->files->algorithm, path,
                        looks->files->root, digest)) {
        hash_never(looks, digest);
    }
}

static int
compare_texts(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

struct names {
    VEC_FIELDS(struct str);
};

static bool
may_be_a_module(const struct entry *entry, bool folders)
{
    if (entry->name.data[0] == '.' ||
        str_equal(entry->name, STR("__pycache__"))) {
        return false;
    }
    return entry->kind == ENTRY_FOLDER || entry->kind == ENTRY_FOLDER_LINK ||
           (!folders && (tree_is_python(entry->name) ||
                         str_ends_with(entry->name, STR(".so"))));
}

/* Sorted; of folders alone, or of modules too. */
static void
list_names(struct arena *arena, struct str path, bool folders,
           struct names *names)
{
    struct listing listing;
    int fd = file_open_folder(path.data);
    if (fd < 0) {
        return;
    }
    listing_init(&listing);
    listing_read(&listing, fd);
    file_close_folder(fd);
    for (size_t i = 0; i < listing.entries.len; i++) {
        if (may_be_a_module(&listing.entries.items[i], folders)) {
            VEC_PUSH(names, arena_str(arena, listing.entries.items[i].name));
        }
    }
    listing_release(&listing);
    if (names->len > 0) {
        qsort(names->items, names->len, sizeof(*names->items), compare_texts);
    }
}

static void
hash_names(struct folder_looks *looks, struct str path, bool only_folders,
           struct digest *digest)
{
    struct names names = {0};
    struct hasher hasher;
    list_names(&looks->arena, path, only_folders, &names);
    hasher_init(&hasher, looks->files->algorithm);
    hasher_begin(&hasher, "search-names");
    for (size_t i = 0; i < names.len; i++) {
        hasher_text(&hasher, 'n', names.items[i]);
    }
    hasher_end(&hasher, digest);
    hasher_release(&hasher);
    VEC_RELEASE(&names);
}

/* What is installed for the Python that is called by this path. */
static void
hash_python(struct folder_looks *looks, struct str interpreter,
            struct digest *digest)
{
    struct input_files *files = looks->files;
    struct site *site = site_find_python(arena_cstr(&looks->arena, files->root),
                                         files->environment, interpreter);
    struct hasher hasher;
    struct digest part;
    hasher_init(&hasher, files->algorithm);
    site_digest(site, &hasher, &part);
    hasher_begin(&hasher, "search-python");
    hasher_digest(&hasher, 's', &part);
    for (size_t i = 0; i < site->sources.len; i++) {
        hash_sources(looks, site->sources.items[i], &part);
        hasher_digest(&hasher, 'e', &part);
    }
    hasher_end(&hasher, digest);
    hasher_release(&hasher);
    site_free(site);
}

static bool
is_environment(struct arena *arena, struct str path)
{
    return file_exists(path_join(arena, path, STR("pyvenv.cfg")).data);
}

/* A folder of environments, of which settings choose one by name. */
static bool
hash_environments(struct folder_looks *looks, struct str path,
                  struct digest *digest)
{
    struct arena *arena = &looks->arena;
    struct names names = {0};
    struct hasher hasher;
    struct digest part;
    size_t found = 0;
    list_names(arena, path, true, &names);
    hasher_init(&hasher, looks->files->algorithm);
    hasher_begin(&hasher, "search-environments");
    for (size_t i = 0; i < names.len; i++) {
        struct str one = path_join(arena, path, names.items[i]);
        if (is_environment(arena, one)) {
            hash_python(looks, path_join(arena, one, STR("bin/python")), &part);
            hasher_text(&hasher, 'n', names.items[i]);
            hasher_digest(&hasher, 'p', &part);
            found++;
        }
    }
    hasher_end(&hasher, digest);
    hasher_release(&hasher);
    VEC_RELEASE(&names);
    return found > 0;
}

static bool
is_site(struct str path)
{
    struct str name = path_name(path);
    return str_equal(name, STR("site-packages")) ||
           str_equal(name, STR("dist-packages"));
}

static void
hash_folder(struct folder_looks *looks, enum look look, struct str path,
            struct digest *digest)
{
    if (is_environment(&looks->arena, path)) {
        hash_python(looks, path_join(&looks->arena, path, STR("bin/python")),
                    digest);
    } else if (look != LOOK_AT_CONTENTS || is_site(path)) {
        hash_names(looks, path, look == LOOK_AT_FOLDERS, digest);
    } else if (!hash_environments(looks, path, digest)) {
        hash_sources(looks, path, digest);
    }
}

/* Several tools and files may name one folder. */
struct digest
folder_looks_digest(struct folder_looks *looks, enum look look, struct str path)
{
    struct str key = str_from(arena_printf(&looks->arena, "%d%.*s", (int)look,
                                           (int)path.len, path.data));
    text_id id = intern_text(&looks->known, key);
    if (id == looks->digests.len) {
        struct digest digest;
        if (file_is_folder(path.data)) {
            hash_folder(looks, look, path, &digest);
        } else if (pythons_is_python(path)) {
            hash_python(looks, path, &digest);
        } else {
            digest = input_files_look(looks->files, path).digest;
        }
        VEC_PUSH(&looks->digests, digest);
    }
    return looks->digests.items[id];
}

void
folder_looks_each(const struct folder_looks *looks, folder_looks_sink *sink,
                  void *context)
{
    for (size_t i = 0; i < looks->known.len; i++) {
        struct str key = intern_str(&looks->known, (text_id)i);
        ptrdiff_t slash = str_find_byte(key, '/');
        if (slash >= 0) {
            sink(context, str_slice(key, (size_t)slash, key.len));
        }
    }
}
