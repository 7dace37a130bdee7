/* SPDX-License-Identifier: MIT */
#include "core/base/intern.h"

#include <stdlib.h>

#include "core/base/hash.h"
#include "core/base/memory.h"
#include "core/base/vec.h"

enum { FIRST_SLOTS = 64 };

static const uint64_t HASH_HALF = UINT64_C(0xffffffff00000000);

void
intern_init(struct intern *intern)
{
    *intern = (struct intern){0};
    arena_init(&intern->arena);
}

void
intern_release(struct intern *intern)
{
    arena_release(&intern->arena);
    vec_free(intern->texts);
    free(intern->slots);
    intern_init(intern);
}

/*
 * The place of a text is taken from the half of its hash that the slot
 * keeps, so that a table grows without looking at the texts again.
 */
static size_t
slot_place(const struct intern *intern, uint64_t hash)
{
    return (size_t)(hash >> 32) & intern->mask;
}

/* The slot that holds `text`, or the free one where it belongs. */
static uint64_t *
find(const struct intern *intern, struct str text, uint64_t hash)
{
    size_t at = slot_place(intern, hash);

    for (; intern->slots[at]; at = (at + 1) & intern->mask) {
        uint64_t slot = intern->slots[at];
        if ((slot & HASH_HALF) == (hash & HASH_HALF) &&
            str_equal(intern->texts[(uint32_t)slot - 1], text))
            break;
    }
    return &intern->slots[at];
}

static void
resize(struct intern *intern, size_t slots)
{
    uint64_t *old = intern->slots;
    size_t old_len = old ? intern->mask + 1 : 0;

    if (slots > PTRDIFF_MAX / sizeof(*old))
        memory_exhausted();
    intern->slots = memory_zero(slots * sizeof(*old));
    intern->mask = slots - 1;
    for (size_t i = 0; i < old_len; i++) {
        size_t at = slot_place(intern, old[i]);
        if (!old[i])
            continue;
        while (intern->slots[at])
            at = (at + 1) & intern->mask;
        intern->slots[at] = old[i];
    }
    free(old);
}

static text_id
add(struct intern *intern, struct str text)
{
    if (intern->len == NO_TEXT)
        memory_exhausted();
    if (intern->len == intern->cap)
        intern->texts = vec_grow(intern->texts, &intern->cap, intern->len + 1,
                                 sizeof(*intern->texts));
    intern->texts[intern->len] = arena_str(&intern->arena, text);
    return (text_id)intern->len++;
}

text_id
intern_text(struct intern *intern, struct str text)
{
    uint64_t hash = hash_64(text.data, text.len);
    uint64_t *slot;

    if (!intern->slots)
        resize(intern, FIRST_SLOTS);
    else if (intern->len >= (intern->mask + 1) / 4 * 3)
        resize(intern, (intern->mask + 1) * 2);
    slot = find(intern, text, hash);
    if (!*slot)
        *slot = (hash & HASH_HALF) | ((uint64_t)add(intern, text) + 1);
    return (uint32_t)*slot - 1;
}

text_id
intern_find(const struct intern *intern, struct str text)
{
    if (!intern->slots)
        return NO_TEXT;
    /* A free slot is 0, and 0 - 1 is NO_TEXT. */
    return (uint32_t)*find(intern, text, hash_64(text.data, text.len)) - 1;
}
