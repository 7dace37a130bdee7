/* SPDX-License-Identifier: MIT */
#include "core/python/known.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/memory.h"

enum { SHARDS = 64, FIRST_SLOTS = 64 };

struct shard {
    pthread_mutex_t lock;
    const struct known **slots;
    size_t mask;
    size_t len;
};

struct known_table {
    struct string_imports strings;
    struct shard shards[SHARDS];
    pthread_mutex_t arena_lock;
    struct arena arena;
};

struct known_table *
known_new(const struct string_imports *strings)
{
    struct known_table *table = memory_zero(sizeof(*table));
    table->strings = *strings;
    arena_init(&table->arena);
    pthread_mutex_init(&table->arena_lock, NULL);
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &table->shards[i];
        pthread_mutex_init(&shard->lock, NULL);
        shard->slots = memory_zero(FIRST_SLOTS * sizeof(*shard->slots));
        shard->mask = FIRST_SLOTS - 1;
    }
    return table;
}

void
known_free(struct known_table *table)
{
    if (!table) {
        return;
    }
    for (size_t i = 0; i < SHARDS; i++) {
        pthread_mutex_destroy(&table->shards[i].lock);
        free(table->shards[i].slots);
    }
    pthread_mutex_destroy(&table->arena_lock);
    arena_release(&table->arena);
    free(table);
}

const struct string_imports *
known_strings(const struct known_table *table)
{
    return &table->strings;
}

/* The slot that holds the statement, or the free one where it belongs. */
static const struct known **
find_slot(const struct shard *shard, uint64_t hash, struct str text,
          enum clause clause)
{
    size_t i = (hash >> 8) & shard->mask;
    while (shard->slots[i]) {
        const struct known *known = shard->slots[i];
        if (known->hash == hash && known->clause == clause &&
            str_equal(known->text, text)) {
            break;
        }
        i = (i + 1) & shard->mask;
    }
    return &shard->slots[i];
}

static void
grow(struct shard *shard)
{
    const struct known **old = shard->slots;
    size_t old_len = shard->mask + 1;
    shard->mask = old_len * 2 - 1;
    shard->slots = memory_zero(old_len * 2 * sizeof(*shard->slots));
    for (size_t i = 0; i < old_len; i++) {
        if (old[i]) {
            *find_slot(shard, old[i]->hash, old[i]->text, old[i]->clause) =
                old[i];
        }
    }
    free(old);
}

/* `fresh` itself, or the one that another thread put there before. */
static const struct known *
insert(struct shard *shard, const struct known *fresh)
{
    pthread_mutex_lock(&shard->lock);
    const struct known **slot =
        find_slot(shard, fresh->hash, fresh->text, fresh->clause);
    const struct known *winner = *slot;
    if (!winner) {
        *slot = winner = fresh;
        if (++shard->len * 2 > shard->mask) {
            grow(shard);
        }
    }
    pthread_mutex_unlock(&shard->lock);
    return winner;
}

const struct known *
known_find(struct known_table *table, struct statement_parser *parser,
           struct str text, enum clause clause, struct arena *arena)
{
    uint64_t hash = hash_64(text.data, text.len) + (uint64_t)clause;
    struct shard *shard = &table->shards[hash % SHARDS];
    pthread_mutex_lock(&shard->lock);
    const struct known *known = *find_slot(shard, hash, text, clause);
    pthread_mutex_unlock(&shard->lock);
    if (known) {
        return known;
    }
    struct known *fresh = ARENA_NEW(arena, struct known);
    fresh->text = arena_str(arena, text);
    fresh->hash = hash;
    fresh->clause = clause;
    struct statement_request request = {
        .line = fresh->text, .clause = clause, .strings = &table->strings};
    statement_parse(parser, &request, arena, &fresh->statement);
    return insert(shard, fresh);
}

void
known_adopt(struct known_table *table, struct arena *arena)
{
    pthread_mutex_lock(&table->arena_lock);
    arena_adopt(&table->arena, arena);
    pthread_mutex_unlock(&table->arena_lock);
}
