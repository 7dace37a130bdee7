/* SPDX-License-Identifier: MIT */
/*
 * block - 64 bytes at a time: which of them can matter to the line scanner.
 *
 * Returns a mask with one bit per byte, set for newlines, quotes, brackets,
 * `#` and backslash, and for a few neighbours of these in ASCII that come
 * along because range tests are cheaper than single ones ($ % & | VT FF).
 * The scanner ignores those, so a wider mask is never wrong.
 *
 * One implementation per instruction set that every machine of its kind has
 * (SSE2, NEON), and a portable one.
 */
#ifndef CORE_PYTHON_BLOCK_H
#define CORE_PYTHON_BLOCK_H

#include <stdint.h>

enum { BLOCK_BYTES = 64 };

/* `data` has 64 readable bytes. */
static inline uint64_t block_mask(const char *data);

/*
 * Bytes equal to pairs[0] whose successor is pairs[1], or to pairs[2] whose
 * successor is pairs[3]; 65 readable bytes.
 */
static inline uint64_t block_pairs_mask(const char *data, const char *pairs);

/* Bytes equal to `byte`; 64 readable bytes. */
static inline uint64_t block_byte_mask(const char *data, char byte);

#if defined(__SSE2__)
#include "core/python/block_sse2.h"
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include "core/python/block_neon.h"
#else
#include "core/python/block_portable.h"
#endif

#endif
