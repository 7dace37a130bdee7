/* SPDX-License-Identifier: MIT */
#include "core/plan/known_keys.h"

#include <string.h>

#include "core/plan/cache_dir.h"
#include "core/sys/draft.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

enum { SECTION_KEYS = 1, SECTION_LATE = 2, SECTION_PATHS = 3 };

#define OWN_PROGRAM "/proc/self/exe"

/* A Python source larger than this is not parsed either. */
enum { LATE_FILE_MAX = 1 << 30 };

struct late_row {
    struct digest digest;
    uint32_t path;
    uint32_t path_len;
};

_Static_assert(sizeof(struct late_row) == 40, "no padding");

static const char *
file_name(struct arena *arena, struct str cache_dir, struct str root,
          struct key_kind kind)
{
    const char *name =
        arena_printf(arena, "known-%s-%s", level_name(kind.level),
                     precision_name(kind.precision));
    return cache_dir_name(arena, cache_dir, root, name);
}

/* What they hold under; false if there is nothing to tell it by. */
static bool
find_basis(const struct state *state, struct digest *digest)
{
    struct stat_sig program;
    struct hasher hasher;
    struct buf settings;
    if (!state->is_indexed || state->looked_further ||
        !file_signature(OWN_PROGRAM, &program)) {
        return false;
    }
    buf_init(&settings, BUF_UNLIMITED);
    conf_show(state->conf, &settings);
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "known-keys");
    hasher_number(&hasher, 'i', state->index_sum);
    hasher_text(&hasher, 'c', buf_view(&settings));
    hasher_text(&hasher, 'p', (struct str){(char *)&program, sizeof(program)});
    hasher_number(&hasher, 's', state->symbols != NULL);
    hasher_end(&hasher, digest);
    hasher_release(&hasher);
    buf_release(&settings);
    return true;
}

/* ---- reading */

static bool
late_is_same(const struct state *state, const struct late_row *row,
             struct str path, struct buf *bytes)
{
    struct err err;
    struct digest digest;
    file_id file = tree_find_file(&state->tree, path);
    if (file == NO_FILE || state->tree.files.items[file].flags & FILE_SUBJECT) {
        return false;
    }
    buf_clear(bytes);
    if (state->read(state->read_context, &state->tree.files.items[file], bytes,
                    NULL, &err) != 0) {
        return false;
    }
    hash_bytes(state->conf->cache.hash, bytes->data, bytes->len, &digest);
    return digest_equal(&digest, &row->digest);
}

static bool
late_are_same(const struct state *state, const struct index_file *file)
{
    size_t len;
    size_t paths_len;
    const struct late_row *rows =
        index_records(file, SECTION_LATE, sizeof(*rows), &len);
    const char *paths = index_records(file, SECTION_PATHS, 1, &paths_len);
    struct buf bytes;
    bool same = true;
    buf_init(&bytes, LATE_FILE_MAX);
    for (size_t i = 0; i < len && same; i++) {
        struct late_row row = rows[i];
        same =
            row.path <= paths_len && row.path_len <= paths_len - row.path &&
            late_is_same(state, &row,
                         (struct str){paths + row.path, row.path_len}, &bytes);
    }
    buf_release(&bytes);
    return same;
}

void
known_keys_read(struct known_keys *known, const struct state *state,
                struct str cache_dir, struct str root, struct key_kind kind)
{
    size_t len;
    struct arena arena;
    struct digest basis;
    *known = (struct known_keys){0};
    if (!find_basis(state, &basis)) {
        return;
    }
    arena_init(&arena);
    struct str name = str_from(file_name(&arena, cache_dir, root, kind));
    struct str path = path_join(&arena, cache_dir, name);
    if (index_open(path.data, &basis, &known->file)) {
        const struct digest *keys =
            index_records(&known->file, SECTION_KEYS, sizeof(*keys), &len);
        if (len == state->tree.files.len &&
            late_are_same(state, &known->file)) {
            known->keys = keys;
        } else {
            index_close(&known->file);
        }
    }
    arena_release(&arena);
}

void
known_keys_release(struct known_keys *known)
{
    if (known->keys) {
        index_close(&known->file);
    }
    known->keys = NULL;
}

/* ---- writing */

struct late_rows {
    VEC_FIELDS(struct late_row);
    struct buf paths;
};

/* False if one of them could not be read: nothing is said of such files. */
static bool
list_late(const struct state *state, struct late_rows *rows)
{
    for (size_t i = 0; i < state->late_files.len; i++) {
        const struct tree_file *file =
            &state->tree.files.items[state->late_files.items[i]];
        if (file->flags & FILE_FAILED) {
            return false;
        }
        struct late_row row = {file->digest, (uint32_t)rows->paths.len,
                               (uint32_t)file->path.len};
        VEC_PUSH(rows, row);
        buf_str(&rows->paths, file->path);
    }
    return true;
}

static void
write_file(const struct keys *keys, const struct digest *basis,
           const struct late_rows *late, struct str cache_dir, const char *name)
{
    struct err err;
    struct index_image image;
    struct index_section sections[] = {
        {SECTION_KEYS, keys->keys, keys->len * sizeof(*keys->keys)},
        {SECTION_LATE, late->items, late->len * sizeof(*late->items)},
        {SECTION_PATHS, late->paths.data, late->paths.len},
    };
    struct draft draft;
    if (draft_begin(&draft, cache_dir, &err) != 0) {
        return;
    }
    index_image_init(&image, basis, 0, sections,
                     sizeof(sections) / sizeof(*sections));
    (void)draft_commit(&draft, name, image.parts, image.len, &err);
    index_image_release(&image);
}

void
known_keys_write(const struct keys *keys, struct str cache_dir, struct str root)
{
    struct arena arena;
    struct digest basis;
    struct late_rows late = {0};
    const struct state *state = keys->state;
    if (!find_basis(state, &basis)) {
        return;
    }
    arena_init(&arena);
    buf_init(&late.paths, UINT32_MAX);
    if (list_late(state, &late)) {
        write_file(keys, &basis, &late, cache_dir,
                   file_name(&arena, cache_dir, root,
                             (struct key_kind){keys->level, keys->precision}));
    }
    VEC_RELEASE(&late);
    buf_release(&late.paths);
    arena_release(&arena);
}
