/* SPDX-License-Identifier: MIT */
/*
 * memory - the heap, for code that has no use for half an answer.
 *
 * Out of memory ends the process at once: every file of ours is replaced in
 * one step and every result is stored in one transaction, so nothing is lost
 * but the work in flight, and no caller carries error paths that are never
 * taken.  Sizes that come from a file are checked against their own named
 * limits long before.
 *
 * Ownership: the caller's, given back with free().  Threads: safe everywhere.
 */
#ifndef CORE_BASE_MEMORY_H
#define CORE_BASE_MEMORY_H

#include <stddef.h>

/* Says "out of memory" on stderr without using any, and aborts. */
_Noreturn void memory_exhausted(void);

/* `size` bytes, not cleared; never NULL, even for 0. */
void *memory_new(size_t size);
/* `size` bytes, all zero; never NULL. */
void *memory_zero(size_t size);
/* As realloc(), `old` may be NULL; never returns NULL. */
void *memory_resize(void *old, size_t size);

#endif
