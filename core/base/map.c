/* SPDX-License-Identifier: MIT */
#include "core/base/map.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

enum { FIRST_SLOTS = 16 };

struct map_slot {
    uint64_t key; /* MAP_NO_KEY if free */
    uint32_t value;
};

void
map_init(struct map *map)
{
    *map = (struct map){0};
}

void
map_release(struct map *map)
{
    free(map->slots);
    map_init(map);
}

/*
 * The keys are pairs of small numbers, whose low bits say little: the
 * finalizer of MurmurHash3 makes every bit depend on all of them.
 */
static uint64_t
mix(uint64_t key)
{
    key ^= key >> 33;
    key *= UINT64_C(0xff51afd7ed558ccd);
    key ^= key >> 33;
    key *= UINT64_C(0xc4ceb9fe1a85ec53);
    return key ^ key >> 33;
}

/* The slot that holds `key`, or the free one where it belongs. */
static struct map_slot *
find(const struct map *map, uint64_t key)
{
    size_t at = mix(key) & map->mask;

    while (map->slots[at].key != key && map->slots[at].key != MAP_NO_KEY)
        at = (at + 1) & map->mask;
    return &map->slots[at];
}

static void
resize(struct map *map, size_t slots)
{
    struct map old = *map;

    if (slots > PTRDIFF_MAX / sizeof(*map->slots))
        memory_exhausted();
    map->slots = memory_new(slots * sizeof(*map->slots));
    memset(map->slots, 0xff, slots * sizeof(*map->slots));
    map->mask = slots - 1;
    for (size_t i = 0; old.slots && i <= old.mask; i++)
        if (old.slots[i].key != MAP_NO_KEY)
            *find(map, old.slots[i].key) = old.slots[i];
    free(old.slots);
}

bool
map_get(const struct map *map, uint64_t key, uint32_t *value)
{
    const struct map_slot *slot;

    if (map->len == 0)
        return false;
    slot = find(map, key);
    if (slot->key == MAP_NO_KEY)
        return false;
    *value = slot->value;
    return true;
}

void
map_put(struct map *map, uint64_t key, uint32_t value)
{
    *map_entry(map, key, value) = value;
}

uint32_t *
map_entry(struct map *map, uint64_t key, uint32_t value)
{
    struct map_slot *slot;

    assert(key != MAP_NO_KEY);
    if (!map->slots)
        resize(map, FIRST_SLOTS);
    else if (map->len >= (map->mask + 1) / 4 * 3)
        resize(map, (map->mask + 1) * 2);
    slot = find(map, key);
    if (slot->key == MAP_NO_KEY) {
        *slot = (struct map_slot){key, value};
        map->len++;
    }
    return &slot->value;
}
