/* SPDX-License-Identifier: MIT */
#include "core/run/tool_cache.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "core/sys/sweep.h"

static const char magic[8] = "dstool1\n";

enum { RECORD_MAX_BYTES = 1 << 30 };
#define SECOND_NS 1000000000

struct header {
    char magic[8];
    uint64_t sum;
    struct digest identity;
};

struct row {
    uint64_t path;
    uint64_t size;
    int64_t second;
    struct digest content;
};

_Static_assert(sizeof(struct header) == 48, "no padding");
_Static_assert(sizeof(struct row) == 56, "no padding");

struct rows {
    VEC_FIELDS(struct row);
};

void
tool_cache_init(struct tool_cache *cache, struct arena *arena,
                struct str cache_dir, const struct analyzer *analyzer)
{
    const struct conf_list *command = &analyzer->row.command;
    const struct str start = STR("{cache}/");
    *cache = (struct tool_cache){0};
    for (size_t i = 0; i < command->len; i++) {
        struct str word = command->items[i];
        if (str_starts_with(word, start) && path_is_clean(word)) {
            struct str name = str_slice(word, start.len, word.len);
            cache->folder = path_join(arena, cache_dir, name).data;
            cache->record = arena_printf(arena, "%s.files", cache->folder);
            return;
        }
    }
}

static int
compare(const void *a, const void *b)
{
    const struct row *x = a;
    const struct row *y = b;
    return (x->path > y->path) - (x->path < y->path);
}

static void
list_files(const struct task *task, struct rows *rows)
{
    const struct tree *tree = &task->view->state->tree;
    VEC_RESERVE(rows, tree->files.len + 1);
    for (file_id i = 0; i < tree->files.len; i++) {
        const struct tree_file *file = &tree->files.items[i];
        rows->items[rows->len++] = (struct row){
            .path = hash_64(file->path.data, file->path.len),
            .size = file->sig.size,
            .second = file->sig.mtime_ns / SECOND_NS,
            .content = file->digest,
        };
    }
    qsort(rows->items, rows->len, sizeof(*rows->items), compare);
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
is_sound(struct str bytes, const struct task *task)
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
           digest_equal(&header.identity, &task->identity.digest);
}

static bool
may_be_trusted(const struct tool_cache *cache, const struct task *task)
{
    struct err err;
    struct buf bytes;
    buf_init(&bytes, RECORD_MAX_BYTES);
    bool trusted =
        file_read(FILE_HERE, cache->record, &bytes, NULL, &err) == 0 &&
        is_sound(buf_view(&bytes), task);
    if (trusted) {
        struct rows now = {0};
        size_t len = (bytes.len - sizeof(struct header)) / sizeof(struct row);
        struct row *before = memory_new((len + 1) * sizeof(*before));
        memcpy(before, bytes.data + sizeof(struct header),
               len * sizeof(*before));
        list_files(task, &now);
        trusted = !misleads(&now, before, len);
        free(before);
        VEC_RELEASE(&now);
    }
    buf_release(&bytes);
    return trusted;
}

void
tool_cache_begin(const struct tool_cache *cache, const struct task *task)
{
    if (!cache->folder) {
        return;
    }
    if (!may_be_trusted(cache, task) && file_exists(cache->folder)) {
        sweep_away(cache->folder);
    }
    file_remove(cache->record);
}

void
tool_cache_end(const struct tool_cache *cache, const struct task *task)
{
    struct err err;
    struct buf bytes;
    struct rows rows = {0};
    struct header header = {.identity = task->identity.digest};
    if (!cache->folder) {
        return;
    }
    list_files(task, &rows);
    struct str parts[] = {
        {(const char *)&header.identity, sizeof(header.identity)},
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
