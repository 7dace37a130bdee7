/* SPDX-License-Identifier: MIT */
#include "core/python/chain_set.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/memory.h"

enum { FIRST_SLOTS = 256 };

void
chain_set_init(struct chain_set *set)
{
    memset(set, 0, sizeof(*set));
    arena_init(&set->arena);
}

void
chain_set_release(struct chain_set *set, struct arena *keep)
{
    arena_adopt(keep, &set->arena);
    VEC_RELEASE(&set->found);
    free(set->slots);
}

void
chain_set_begin(struct chain_set *set)
{
    set->file++;
    set->found.len = 0;
}

void
chain_set_add(struct chain_set *set, struct str text)
{
    if (set->waiting_len == CHAINS_WAITING) {
        chain_set_settle(set);
    }
    set->waiting[set->waiting_len++] =
        (struct chain_waiting){text, hash_64(text.data, text.len)};
}

static void
grow(struct chain_set *set)
{
    struct chain_slot *old = set->slots;
    size_t old_len = old ? set->mask + 1 : 0;
    size_t len = old_len ? old_len * 2 : FIRST_SLOTS;
    set->slots = memory_zero(len * sizeof(*old));
    set->mask = len - 1;
    for (size_t i = 0; i < old_len; i++) {
        size_t at = old[i].hash & set->mask;
        while (old[i].chain && set->slots[at].chain) {
            at = (at + 1) & set->mask;
        }
        if (old[i].chain) {
            set->slots[at] = old[i];
        }
    }
    free(old);
}

/* The chain of that text, made if nobody had it. */
static struct chain *
find(struct chain_set *set, const struct chain_waiting *waiting)
{
    size_t at = waiting->hash & set->mask;
    for (; set->slots[at].chain; at = (at + 1) & set->mask) {
        struct chain_slot slot = set->slots[at];
        if (slot.hash == waiting->hash &&
            str_equal(slot.chain->text, waiting->text)) {
            return slot.chain;
        }
    }
    struct chain *chain = ARENA_NEW(&set->arena, struct chain);
    chain->text = arena_str(&set->arena, waiting->text);
    set->slots[at] = (struct chain_slot){waiting->hash, chain};
    set->len++;
    return chain;
}

void
chain_set_settle(struct chain_set *set)
{
    while (!set->slots || (set->len + set->waiting_len) * 2 > set->mask) {
        grow(set);
    }
    for (size_t i = 0; i < set->waiting_len; i++) {
        __builtin_prefetch(&set->slots[set->waiting[i].hash & set->mask]);
    }
    for (size_t i = 0; i < set->waiting_len; i++) {
        size_t at = set->waiting[i].hash & set->mask;
        __builtin_prefetch(set->slots[at].chain);
    }
    for (size_t i = 0; i < set->waiting_len; i++) {
        struct chain *chain = find(set, &set->waiting[i]);
        if (chain->file != set->file) {
            chain->file = set->file;
            VEC_PUSH(&set->found, chain);
        }
    }
    set->waiting_len = 0;
}
