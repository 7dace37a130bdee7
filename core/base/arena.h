/* SPDX-License-Identifier: MIT */
/*
 * arena - memory that is given back all at once.
 *
 * Facts, names and graph rows live as long as the command does; freeing
 * each by itself would cost more than making it.  Blocks double in size up
 * to a megabyte, larger requests get a block of their own.
 *
 * Ownership: pointers live until arena_release.  Out of memory aborts.
 * Threads: one thread at a time; workers have an arena each.
 */
#ifndef CORE_BASE_ARENA_H
#define CORE_BASE_ARENA_H

#include <stddef.h>

#include "core/base/str.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    char *next;                 /* free bytes of the newest block */
    char *end;
    size_t total_bytes; /* asked of the system so far */
};

void arena_init(struct arena *arena);
void arena_release(struct arena *arena);

/* `size` bytes, aligned for any type, not cleared. */
void *arena_alloc(struct arena *arena, size_t size);
/* `count` times `size` bytes, all zero; aborts if the product overflows. */
void *arena_zalloc(struct arena *arena, size_t count, size_t size);
/* A copy of `text`, NUL-terminated beyond its length. */
struct str arena_str(struct arena *arena, struct str text);
char *arena_cstr(struct arena *arena, struct str text);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Move everything `from` owns over to `into`; `from` is empty after it. */
void arena_adopt(struct arena *into, struct arena *from);

#define ARENA_NEW(arena, type) ((type *)arena_zalloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count)                                        \
    ((type *)arena_zalloc((arena), (count), sizeof(type)))

#endif
