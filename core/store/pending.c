/* SPDX-License-Identifier: MIT */
#include "core/store/pending.h"

#include <string.h>

void
pending_init(struct pending *pending)
{
    *pending = (struct pending){0};
    buf_init(&pending->values, BUF_UNLIMITED);
}

void
pending_release(struct pending *pending)
{
    VEC_RELEASE(pending);
    buf_release(&pending->values);
    map_release(&pending->places);
}

void
pending_clear(struct pending *pending)
{
    pending->len = 0;
    buf_clear(&pending->values);
    map_release(&pending->places);
}

/* Of two hashes, so that the value is not copied behind its key first. */
uint64_t
row_sum(const struct row_name *name, struct packed value)
{
    struct {
        uint64_t value;
        uint64_t raw;
        uint64_t kind;
        struct digest key;
    } fields = {hash_64(value.bytes.data, value.bytes.len), value.raw,
                name->kind, name->key};
    return hash_64(&fields, sizeof(fields));
}

static bool
same_name(const struct row_name *a, const struct row_name *b)
{
    return a->kind == b->kind && digest_equal(&a->key, &b->key);
}

/* Two names may share a place: the row tells whose it is. */
static uint64_t
place_of(const struct row_name *name)
{
    uint64_t place;
    memcpy(&place, name->key.bytes, sizeof(place));
    place ^= name->kind;
    return place == MAP_NO_KEY ? 0 : place;
}

static const struct pending_row *
find(const struct pending *pending, const struct row_name *name)
{
    uint32_t at;
    if (!map_get(&pending->places, place_of(name), &at) ||
        !same_name(&pending->items[at].name, name)) {
        return NULL;
    }
    return &pending->items[at];
}

void
pending_put(struct pending *pending, const struct row_name *name,
            struct packed value)
{
    struct pending_row row = {
        .name = *name,
        .sum = row_sum(name, value),
        .raw = value.raw,
        .offset = pending->values.len,
        .len = value.bytes.len,
    };
    const struct pending_row *before = find(pending, name);
    if (before && before->sum == row.sum) {
        return;
    }
    buf_str(&pending->values, value.bytes);
    map_put(&pending->places, place_of(name), (uint32_t)pending->len);
    VEC_PUSH(pending, row);
}

bool
pending_get(const struct pending *pending, const struct row_name *name,
            struct packed *value)
{
    const struct pending_row *row = find(pending, name);
    if (!row) {
        return false;
    }
    *value = pending_value(pending, row);
    return true;
}

struct packed
pending_value(const struct pending *pending, const struct pending_row *row)
{
    struct str bytes = {row->len > 0 ? pending->values.data + row->offset : "",
                        row->len};
    return (struct packed){bytes, row->raw};
}
