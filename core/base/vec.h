/* SPDX-License-Identifier: MIT */
/*
 * vec - a typed array that grows.
 *
 *     struct names { VEC_FIELDS(struct str); } names = {0};
 *     VEC_PUSH(&names, STR("a"));
 *     for (size_t i = 0; i < names.len; i++) use(names.items[i]);
 *     VEC_RELEASE(&names);
 *
 * Ownership: the vector owns `items`.  Out of memory aborts.
 */
#ifndef CORE_BASE_VEC_H
#define CORE_BASE_VEC_H

#include <stddef.h>

#define VEC_FIELDS(type)                                                       \
    type *items;                                                               \
    size_t len;                                                                \
    size_t cap

/* Room for `want` items of `size` bytes; used through the macros. */
void *vec_grow(void *items, size_t *cap, size_t want, size_t size);

#define VEC_RESERVE(vec, want)                                                 \
    ((want) <= (vec)->cap                                                      \
         ? (void)0                                                             \
         : (void)((vec)->items = vec_grow((vec)->items, &(vec)->cap, (want),   \
                                          sizeof(*(vec)->items))))

#define VEC_PUSH(vec, ...)                                                     \
    (VEC_RESERVE((vec), (vec)->len + 1),                                       \
     (void)((vec)->items[(vec)->len++] = (__VA_ARGS__)))

#define VEC_RELEASE(vec)                                                       \
    (vec_free((vec)->items), (vec)->items = NULL, (vec)->len = (vec)->cap = 0)

void vec_free(void *items);

#endif
