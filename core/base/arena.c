/* SPDX-License-Identifier: MIT */
#include "core/base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/memory.h"

enum { FIRST_BLOCK = 4096, LAST_BLOCK = 1 << 20 };

struct arena_block {
    struct arena_block *older;
    alignas(max_align_t) char data[];
};

void
arena_init(struct arena *arena)
{
    *arena = (struct arena){0};
}

void
arena_release(struct arena *arena)
{
    struct arena_block *block = arena->blocks;

    while (block) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    arena_init(arena);
}

/*
 * Fresh memory from calloc is mostly pages that the system has cleared
 * already, so large zeroed tables cost nothing until they are used.
 */
static struct arena_block *
make_block(struct arena *arena, size_t size, bool zero)
{
    size_t total = sizeof(struct arena_block) + size;

    if (size > PTRDIFF_MAX - sizeof(struct arena_block))
        memory_exhausted();
    arena->total_bytes += total;
    return zero ? memory_zero(total) : memory_new(total);
}

/* A block for one request goes behind the newest, whose rest stays in use. */
static void *
take_own_block(struct arena *arena, size_t size, bool zero)
{
    struct arena_block *block = make_block(arena, size, zero);

    if (arena->blocks) {
        block->older = arena->blocks->older;
        arena->blocks->older = block;
    } else {
        block->older = NULL;
        arena->blocks = block;
    }
    return block->data;
}

static void
add_block(struct arena *arena, size_t size)
{
    struct arena_block *block = make_block(arena, size, false);

    block->older = arena->blocks;
    arena->blocks = block;
    arena->next = block->data;
    arena->end = block->data + size;
}

/* As much as there is already, which doubles the whole. */
static size_t
next_block_size(const struct arena *arena)
{
    size_t size = arena->total_bytes;

    if (size < FIRST_BLOCK)
        return FIRST_BLOCK - sizeof(struct arena_block);
    return size < LAST_BLOCK ? size : LAST_BLOCK;
}

static void *
take_more(struct arena *arena, size_t size, bool zero)
{
    size_t block = next_block_size(arena);
    char *memory;

    if (size > block / 4)
        return take_own_block(arena, size, zero);
    add_block(arena, block);
    memory = arena->next;
    arena->next += size;
    return zero ? memset(memory, 0, size) : memory;
}

static void *
take(struct arena *arena, size_t size, size_t align, bool zero)
{
    size_t padding = (size_t)(-(uintptr_t)arena->next & (align - 1));
    size_t left = (size_t)(arena->end - arena->next);
    char *memory;

    if (left < padding || left - padding < size || !arena->next)
        return take_more(arena, size, zero);
    memory = arena->next + padding;
    arena->next = memory + size;
    return zero ? memset(memory, 0, size) : memory;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
    return take(arena, size, alignof(max_align_t), false);
}

void *
arena_zalloc(struct arena *arena, size_t count, size_t size)
{
    if (size && count > PTRDIFF_MAX / size)
        memory_exhausted();
    return take(arena, count * size, alignof(max_align_t), true);
}

char *
arena_cstr(struct arena *arena, struct str text)
{
    char *copy;

    if (text.len == SIZE_MAX)
        memory_exhausted();
    copy = take(arena, text.len + 1, 1, false);
    if (text.len)
        memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    return copy;
}

struct str
arena_str(struct arena *arena, struct str text)
{
    return (struct str){arena_cstr(arena, text), text.len};
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    char *text;
    int len;

    va_start(arguments, format);
    len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (len < 0)
        memory_exhausted();
    text = take(arena, (size_t)len + 1, 1, false);
    va_start(arguments, format);
    (void)vsnprintf(text, (size_t)len + 1, format, arguments);
    va_end(arguments);
    return text;
}

void
arena_adopt(struct arena *into, struct arena *from)
{
    struct arena_block *oldest = from->blocks;

    if (!oldest)
        return;
    if (!into->blocks) {
        *into = *from;
        arena_init(from);
        return;
    }
    while (oldest->older)
        oldest = oldest->older;
    oldest->older = into->blocks->older;
    into->blocks->older = from->blocks;
    into->total_bytes += from->total_bytes;
    arena_init(from);
}
