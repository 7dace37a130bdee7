/* SPDX-License-Identifier: MIT */
/* block_sse2 - block.h with SSE2, which every x86-64 has. */
#ifndef CORE_PYTHON_BLOCK_SSE2_H
#define CORE_PYTHON_BLOCK_SSE2_H

#include <emmintrin.h>
#include <stdint.h>

/* 0xff where low <= byte <= low + span. */
static inline __m128i
block_in_range(__m128i bytes, char low, char span)
{
    __m128i offset = _mm_sub_epi8(bytes, _mm_set1_epi8(low));
    return _mm_cmpeq_epi8(_mm_min_epu8(offset, _mm_set1_epi8(span)), offset);
}

static inline uint64_t
block_mask_16(const char *data)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)data);
    __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    __m128i hits = block_in_range(bytes, '\n', '\r' - '\n');
    hits = _mm_or_si128(hits, block_in_range(bytes, '"', ')' - '"'));
    hits = _mm_or_si128(hits, block_in_range(folded, '{', '}' - '{'));
    return (uint64_t)(uint32_t)_mm_movemask_epi8(hits);
}

static inline uint64_t
block_mask(const char *data)
{
    return block_mask_16(data) | block_mask_16(data + 16) << 16 |
           block_mask_16(data + 32) << 32 | block_mask_16(data + 48) << 48;
}

static inline uint64_t
block_pair_mask_16(const char *data, __m128i first, __m128i second)
{
    __m128i here = _mm_loadu_si128((const __m128i *)(const void *)data);
    __m128i next = _mm_loadu_si128((const __m128i *)(const void *)(data + 1));
    __m128i hits = _mm_and_si128(_mm_cmpeq_epi8(here, first),
                                 _mm_cmpeq_epi8(next, second));
    return (uint64_t)(uint32_t)_mm_movemask_epi8(hits);
}

static inline uint64_t
block_pair_mask(const char *data, char first, char second)
{
    __m128i a = _mm_set1_epi8(first);
    __m128i b = _mm_set1_epi8(second);
    return block_pair_mask_16(data, a, b) |
           block_pair_mask_16(data + 16, a, b) << 16 |
           block_pair_mask_16(data + 32, a, b) << 32 |
           block_pair_mask_16(data + 48, a, b) << 48;
}

#endif
