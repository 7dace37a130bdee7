/* SPDX-License-Identifier: MIT */
#include "core/run/tool_memory.h"

#include <stdlib.h>

#include "core/base/arena.h"
#include "core/base/memory.h"
#include "core/base/vec.h"
#include "core/sys/file.h"

static const char magic[16] = {'d', 'e', 'p', 's', 't', 'a', 'm', 'p',
                               '-', 't', 'o', 'o', 'l', 's', '1', '\n'};

enum { HEAD_BYTES = sizeof(magic) + sizeof(uint64_t) };

struct memory_entry {
    struct digest key;
    struct str value;
    bool used;
};

struct tool_memory {
    struct arena arena;
    const char *path;
    struct {
        VEC_FIELDS(struct memory_entry);
    } entries;
    bool changed;
};

/* ---- the file */

/* The next entry off the front of `rest`; false if there is no whole one. */
static bool
take_entry(struct str *rest, struct memory_entry *entry)
{
    uint32_t len;
    size_t head = DIGEST_BYTES + sizeof(len);
    if (rest->len < head) {
        return false;
    }
    *entry = (struct memory_entry){0};
    memcpy(entry->key.bytes, rest->data, DIGEST_BYTES);
    memcpy(&len, rest->data + DIGEST_BYTES, sizeof(len));
    if (rest->len - head < len) {
        return false;
    }
    entry->value = str_slice(*rest, head, head + len);
    *rest = str_slice(*rest, head + len, rest->len);
    return true;
}

static void
read_entries(struct tool_memory *memory, struct str bytes)
{
    struct memory_entry entry;
    uint64_t checksum;
    if (bytes.len < HEAD_BYTES ||
        memcmp(bytes.data, magic, sizeof(magic)) != 0) {
        return;
    }
    memcpy(&checksum, bytes.data + sizeof(magic), sizeof(checksum));
    struct str rest = str_slice(bytes, HEAD_BYTES, bytes.len);
    if (checksum != hash_64(rest.data, rest.len)) {
        return;
    }
    while (memory->entries.len < TOOL_MEMORY_MAX && take_entry(&rest, &entry)) {
        VEC_PUSH(&memory->entries, entry);
    }
}

static void
write_entry(const struct memory_entry *entry, struct buf *out)
{
    uint32_t len = (uint32_t)entry->value.len;
    if (entry->value.len + DIGEST_BYTES + sizeof(len) > out->max - out->len) {
        return;
    }
    buf_append(out, entry->key.bytes, DIGEST_BYTES);
    buf_append(out, &len, sizeof(len));
    buf_str(out, entry->value);
}

/* Those that were used, then the others, as many as there is room for. */
static void
write_entries(const struct tool_memory *memory, struct buf *out)
{
    size_t written = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < memory->entries.len; i++) {
            const struct memory_entry *entry = &memory->entries.items[i];
            if (entry->used == (pass == 0) && written < TOOL_MEMORY_MAX) {
                write_entry(entry, out);
                written++;
            }
        }
    }
}

static void
write_file(const struct tool_memory *memory)
{
    struct buf body;
    struct buf file;
    struct err err;
    uint64_t checksum;
    buf_init(&body, TOOL_MEMORY_MAX_BYTES - HEAD_BYTES);
    buf_init(&file, TOOL_MEMORY_MAX_BYTES);
    write_entries(memory, &body);
    checksum = hash_64(body.data, body.len);
    buf_append(&file, magic, sizeof(magic));
    buf_append(&file, &checksum, sizeof(checksum));
    buf_str(&file, buf_view(&body));
    file_replace(memory->path, file.data, file.len, &err);
    buf_release(&body);
    buf_release(&file);
}

/* ---- in memory */

struct tool_memory *
tool_memory_open(const char *path)
{
    struct tool_memory *memory = memory_zero(sizeof(*memory));
    struct buf bytes;
    struct err err;
    arena_init(&memory->arena);
    if (!path) {
        return memory;
    }
    memory->path = arena_cstr(&memory->arena, str_from(path));
    buf_init(&bytes, TOOL_MEMORY_MAX_BYTES);
    if (file_read(FILE_HERE, path, &bytes, NULL, &err) == 0) {
        read_entries(memory, arena_str(&memory->arena, buf_view(&bytes)));
    }
    buf_release(&bytes);
    return memory;
}

void
tool_memory_close(struct tool_memory *memory)
{
    if (memory->changed && memory->path) {
        write_file(memory);
    }
    VEC_RELEASE(&memory->entries);
    arena_release(&memory->arena);
    free(memory);
}

bool
tool_memory_find(struct tool_memory *memory, const struct digest *key,
                 struct str *value)
{
    for (size_t i = 0; i < memory->entries.len; i++) {
        struct memory_entry *entry = &memory->entries.items[i];
        if (digest_equal(&entry->key, key)) {
            entry->used = true;
            *value = entry->value;
            return true;
        }
    }
    return false;
}

void
tool_memory_put(struct tool_memory *memory, const struct digest *key,
                struct str value)
{
    if (value.len > TOOL_MEMORY_VALUE_MAX) {
        return;
    }
    struct memory_entry entry = {
        .key = *key, .value = arena_str(&memory->arena, value), .used = true};
    memory->changed = true;
    for (size_t i = 0; i < memory->entries.len; i++) {
        if (digest_equal(&memory->entries.items[i].key, key)) {
            memory->entries.items[i] = entry;
            return;
        }
    }
    VEC_PUSH(&memory->entries, entry);
}
