/* SPDX-License-Identifier: MIT */
#include "core/run/tool_cache.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "core/sys/sweep.h"

static const char magic[8] = "dstool2\n";

enum { RECORD_MAX_BYTES = 1 << 30 };
#define SECOND_NS 1000000000

struct header {
    char magic[8];
    uint64_t sum;
    struct digest shared;
};

struct row {
    uint64_t path;
    uint64_t twin; /* the same of files of one name and content */
    uint64_t size;
    int64_t second;
    struct digest content;
};

_Static_assert(sizeof(struct header) == 48, "no padding");
_Static_assert(sizeof(struct row) == 64, "no padding");

struct rows {
    VEC_FIELDS(struct row);
};

/* NAME of the word "{cache}/NAME" in the command; data NULL if it has none. */
static struct str
name_in(const struct conf_list *command)
{
    const struct str start = STR("{cache}/");
    for (size_t i = 0; i < command->len; i++) {
        struct str word = command->items[i];
        if (str_starts_with(word, start) && path_is_clean(word)) {
            return str_slice(word, start.len, word.len);
        }
    }
    return (struct str){0};
}

static int
compare(const void *a, const void *b)
{
    const struct row *x = a;
    const struct row *y = b;
    return (x->path > y->path) - (x->path < y->path);
}

/* What a module may be called by, whatever its folder is to the tool. */
static uint64_t
twin_of(const struct tree_file *file)
{
    struct str name = path_name(file->path);
    ptrdiff_t dot = str_find_last_byte(name, '.');
    struct str parts[] = {
        dot > 0 ? str_slice(name, 0, (size_t)dot) : name,
        {(const char *)file->digest.bytes, DIGEST_BYTES},
    };
    /* Nothing is said of an empty file. */
    return file->sig.size == 0 ? 0 : hash_64_parts(parts, 2);
}

static void
list_files(const struct view *view, struct rows *rows)
{
    const struct tree *tree = &view->state->tree;
    VEC_RESERVE(rows, tree->files.len + 1);
    for (file_id i = 0; i < tree->files.len; i++) {
        const struct tree_file *file = &tree->files.items[i];
        rows->items[rows->len++] = (struct row){
            .path = hash_64(file->path.data, file->path.len),
            .twin = twin_of(file),
            .size = file->sig.size,
            .second = file->sig.mtime_ns / SECOND_NS,
            .content = file->digest,
        };
    }
    qsort(rows->items, rows->len, sizeof(*rows->items), compare);
}

static int
compare_twins(const void *a, const void *b)
{
    const struct row *x = *(const struct row *const *)a;
    const struct row *y = *(const struct row *const *)b;
    if (x->twin != y->twin) {
        return x->twin < y->twin ? -1 : 1;
    }
    return (x->path > y->path) - (x->path < y->path);
}

/* Of files that may have something said of them. */
static const struct row **
sort_by_twin(const struct row *rows, size_t len, size_t *kept)
{
    const struct row **sorted = memory_new((len + 1) * sizeof(*sorted));
    *kept = 0;
    for (size_t i = 0; i < len; i++) {
        if (rows[i].twin != 0) {
            sorted[(*kept)++] = &rows[i];
        }
    }
    qsort(sorted, *kept, sizeof(*sorted), compare_twins);
    return sorted;
}

static size_t
twins_from(const struct row *const *rows, size_t from, size_t len)
{
    size_t to = from;
    while (to < len && rows[to]->twin == rows[from]->twin) {
        to++;
    }
    return to - from;
}

static bool
same_paths(const struct row *const *a, const struct row *const *b, size_t len)
{
    bool same = true;
    for (size_t i = 0; i < len && same; i++) {
        same = a[i]->path == b[i]->path;
    }
    return same;
}

/* Does what was at one path lie at another now, or at one more or less? */
static bool
has_moved(const struct rows *now, const struct row *before, size_t len)
{
    size_t news_len;
    size_t olds_len;
    const struct row **news = sort_by_twin(now->items, now->len, &news_len);
    const struct row **olds = sort_by_twin(before, len, &olds_len);
    bool moved = false;
    for (size_t i = 0, j = 0; i < news_len && j < olds_len && !moved;) {
        size_t a = twins_from(news, i, news_len);
        size_t b = twins_from(olds, j, olds_len);
        if (news[i]->twin == olds[j]->twin) {
            moved = a != b || !same_paths(news + i, olds + j, a);
            i += a;
            j += b;
        } else if (news[i]->twin < olds[j]->twin) {
            i += a;
        } else {
            j += b;
        }
    }
    free(news);
    free(olds);
    return moved;
}

/* Would the tool take a file for one that it knows, although it is not? */
static bool
misleads(const struct rows *now, const struct row *before, size_t len)
{
    size_t at = 0;
    for (size_t i = 0; i < now->len; i++) {
        const struct row *row = &now->items[i];
        while (at < len && before[at].path < row->path) {
            at++;
        }
        if (at < len && before[at].path == row->path &&
            before[at].size == row->size && before[at].second == row->second &&
            !digest_equal(&before[at].content, &row->content)) {
            return true;
        }
    }
    return false;
}

static bool
is_sound(struct str bytes, const struct digest *shared)
{
    struct header header;
    if (bytes.len < sizeof(header) ||
        (bytes.len - sizeof(header)) % sizeof(struct row) != 0) {
        return false;
    }
    memcpy(&header, bytes.data, sizeof(header));
    size_t summed = sizeof(header.magic) + sizeof(header.sum);
    return memcmp(header.magic, magic, sizeof(magic)) == 0 &&
           header.sum == hash_64(bytes.data + summed, bytes.len - summed) &&
           digest_equal(&header.shared, shared);
}

static bool
may_be_trusted(const struct tool_cache *cache,
               const struct tool_cache_options *options)
{
    struct err err;
    struct buf bytes;
    buf_init(&bytes, RECORD_MAX_BYTES);
    bool trusted =
        file_read(FILE_HERE, cache->record, &bytes, NULL, &err) == 0 &&
        is_sound(buf_view(&bytes), options->shared);
    if (trusted) {
        struct rows now = {0};
        size_t len = (bytes.len - sizeof(struct header)) / sizeof(struct row);
        struct row *before = memory_new((len + 1) * sizeof(*before));
        memcpy(before, bytes.data + sizeof(struct header),
               len * sizeof(*before));
        list_files(options->view, &now);
        trusted = !misleads(&now, before, len) && !has_moved(&now, before, len);
        free(before);
        VEC_RELEASE(&now);
    }
    buf_release(&bytes);
    return trusted;
}

/* A folder that nobody else has. */
static void
use_alone(struct tool_cache *cache, struct arena *arena,
          const struct tool_cache_options *options, struct str name)
{
    struct err err;
    cache->base =
        path_join(arena, options->cache_dir,
                  str_from(arena_printf(arena, "alone-%u", options->owner)));
    cache->folder = path_join(arena, cache->base, name).data;
    cache->record = NULL;
    (void)file_make_folders(cache->base.data, &err);
}

void
tool_cache_open(struct tool_cache *cache, struct arena *arena,
                const struct tool_cache_options *options)
{
    struct str name = name_in(&options->analyzer->row.command);
    *cache = (struct tool_cache){.base = options->cache_dir, .lock.fd = -1};
    if (!name.data) {
        return;
    }
    cache->folder = path_join(arena, options->cache_dir, name).data;
    cache->record = arena_printf(arena, "%s.files", cache->folder);
    const char *lock = arena_printf(arena, "%s.lock", cache->folder);
    if (options->alone || lock_take(&cache->lock, lock) == LOCK_BUSY) {
        use_alone(cache, arena, options, name);
        return;
    }
    if (!may_be_trusted(cache, options)) {
        sweep_away(cache->folder);
    }
    file_remove(cache->record);
}

bool
tool_cache_twins(const struct view *view, const file_id *files, size_t len,
                 bool *twins)
{
    const struct tree *tree = &view->state->tree;
    struct map first = {0};
    bool any = false;
    for (size_t i = 0; i < len; i++) {
        uint64_t twin =
            files[i] == NO_FILE ? 0 : twin_of(&tree->files.items[files[i]]);
        uint32_t seen;
        twins[i] = twin != 0 && map_get(&first, twin, &seen);
        any |= twins[i];
        if (twin != 0 && !twins[i]) {
            map_put(&first, twin, (uint32_t)i);
        }
    }
    map_release(&first);
    return any;
}

static void
write_record(const struct tool_cache *cache,
             const struct tool_cache_options *options)
{
    struct err err;
    struct buf bytes;
    struct rows rows = {0};
    struct header header = {.shared = *options->shared};
    list_files(options->view, &rows);
    struct str parts[] = {
        {(const char *)&header.shared, sizeof(header.shared)},
        {(const char *)rows.items, rows.len * sizeof(*rows.items)},
    };
    memcpy(header.magic, magic, sizeof(magic));
    header.sum = hash_64_parts(parts, 2);
    buf_init(&bytes, RECORD_MAX_BYTES);
    buf_append(&bytes, &header, sizeof(header));
    buf_str(&bytes, parts[1]);
    if (!bytes.full) {
        (void)file_replace(cache->record, bytes.data, bytes.len, &err);
    }
    buf_release(&bytes);
    VEC_RELEASE(&rows);
}

void
tool_cache_close(struct tool_cache *cache,
                 const struct tool_cache_options *options, bool trusted)
{
    if (cache->folder && !cache->record) {
        sweep_away(cache->base.data);
    } else if (cache->folder && trusted) {
        write_record(cache, options);
    }
    lock_release(&cache->lock);
}
