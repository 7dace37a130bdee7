/* SPDX-License-Identifier: MIT */
#include "core/base/vec.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/base/memory.h"

enum { FIRST_CAP = 8 };

void *
vec_grow(void *items, size_t *cap, size_t want, size_t size)
{
    size_t grown = *cap < FIRST_CAP ? FIRST_CAP : *cap;

    while (grown < want && grown <= SIZE_MAX / 2)
        grown *= 2;
    if (grown < want || grown > PTRDIFF_MAX / size)
        memory_exhausted();
    items = memory_resize(items, grown * size);
    *cap = grown;
    return items;
}

void
vec_free(void *items)
{
    free(items);
}
