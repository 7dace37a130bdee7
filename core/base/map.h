/* SPDX-License-Identifier: MIT */
/*
 * map - from a 64-bit number to a 32-bit one, open addressing.
 *
 * The keys are pairs of dense ids (a folder and a name, a root list and a
 * module), packed by the caller.  Names go through intern.h first.
 *
 * Ownership: the map owns its table.  Out of memory aborts.
 * Threads: many readers or one writer.
 */
#ifndef CORE_BASE_MAP_H
#define CORE_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_slot;

struct map {
    struct map_slot *slots; /* a power of two; NULL while empty */
    size_t mask;
    size_t len;
};

/* No key may have this value (two dense ids never reach it). */
#define MAP_NO_KEY UINT64_MAX

static inline uint64_t
map_pair(uint32_t high, uint32_t low)
{
    return (uint64_t)high << 32 | low;
}

void map_init(struct map *map); /* or all zero */
void map_release(struct map *map);

/* Set `*value` and return true if `key` is there. */
bool map_get(const struct map *map, uint64_t key, uint32_t *value);
void map_put(struct map *map, uint64_t key, uint32_t value);
/* The value's place, made with `*value` if absent; valid until the next put. */
uint32_t *map_entry(struct map *map, uint64_t key, uint32_t value);

#endif
