/* SPDX-License-Identifier: MIT */
#include "core/run/last_answers.h"

#include <string.h>

#include "core/sys/file.h"

static const char magic[8] = "dsansw1\n";

enum { BYTE_ORDER_MARK = 0x01020304 };

static const int64_t DAY_NS = INT64_C(86400) * 1000000000;

struct header {
    char magic[8];
    uint32_t byte_order;
    uint32_t count;
    uint64_t rows_len;
    uint64_t sum;
};

_Static_assert(sizeof(struct header) == 32, "no padding");
_Static_assert(sizeof(struct last_row) == 48, "no padding");

static struct last_row
entry_at(const struct last_answers *last, uint32_t place)
{
    struct last_row entry;
    memcpy(&entry, last->entries + place * sizeof(entry), sizeof(entry));
    return entry;
}

static uint64_t
short_key(const struct digest *key)
{
    uint64_t number;
    memcpy(&number, key->bytes, sizeof(number));
    return number == MAP_NO_KEY ? 0 : number;
}

/* Are the bytes whole, and ours? */
static bool
is_sound(struct str bytes, struct header *header)
{
    if (bytes.len < sizeof(*header)) {
        return false;
    }
    memcpy(header, bytes.data, sizeof(*header));
    uint64_t entries = (uint64_t)header->count * sizeof(struct last_row);
    uint64_t rest = bytes.len - sizeof(*header);
    return memcmp(header->magic, magic, sizeof(magic)) == 0 &&
           header->byte_order == BYTE_ORDER_MARK && entries <= rest &&
           header->rows_len == rest - entries &&
           header->sum == hash_64(bytes.data + sizeof(*header), (size_t)rest);
}

void
last_answers_read(struct last_answers *last, const char *path)
{
    struct err err;
    struct header header;
    struct stat_sig sig;
    *last = (struct last_answers){0};
    buf_init(&last->bytes, LAST_ANSWERS_MAX_BYTES);
    if (file_read(FILE_HERE, path, &last->bytes, &sig, &err) != 0 ||
        !is_sound(buf_view(&last->bytes), &header)) {
        return;
    }
    last->day = sig.mtime_ns / DAY_NS;
    last->count = header.count;
    last->entries = last->bytes.data + sizeof(header);
    last->rows =
        str_slice(buf_view(&last->bytes),
                  last->bytes.len - (size_t)header.rows_len, last->bytes.len);
    for (uint32_t i = 0; i < last->count; i++) {
        struct last_row entry = entry_at(last, i);
        map_put(&last->by_key, short_key(&entry.key), i);
    }
}

void
last_answers_release(struct last_answers *last)
{
    map_release(&last->by_key);
    buf_release(&last->bytes);
}

bool
last_answers_at(const struct last_answers *last, uint32_t place,
                struct digest *key, struct str *row)
{
    struct last_row entry = entry_at(last, place);
    if (entry.offset > last->rows.len ||
        entry.len > last->rows.len - entry.offset) {
        return false;
    }
    *key = entry.key;
    *row = str_slice(last->rows, (size_t)entry.offset,
                     (size_t)(entry.offset + entry.len));
    return true;
}

bool
last_answers_find(const struct last_answers *last, const struct digest *key,
                  struct str *row)
{
    uint32_t place;
    struct digest found;
    return map_get(&last->by_key, short_key(key), &place) &&
           last_answers_at(last, place, &found, row) &&
           digest_equal(&found, key);
}

int
last_answers_write(const char *path, const struct last_rows *rows,
                   struct err *err)
{
    struct str parts[] = {
        {(const char *)rows->items, rows->len * sizeof(*rows->items)},
        buf_view(&rows->bytes),
    };
    struct header header = {
        .byte_order = BYTE_ORDER_MARK,
        .count = (uint32_t)rows->len,
        .rows_len = rows->bytes.len,
        .sum = hash_64_parts(parts, 2),
    };
    struct buf bytes;
    memcpy(header.magic, magic, sizeof(magic));
    buf_init(&bytes, LAST_ANSWERS_MAX_BYTES);
    buf_append(&bytes, &header, sizeof(header));
    buf_str(&bytes, parts[0]);
    buf_str(&bytes, parts[1]);
    int status = 0;
    if (!bytes.full && !rows->bytes.full) {
        status = file_replace(path, bytes.data, bytes.len, err);
    }
    buf_release(&bytes);
    return status;
}
