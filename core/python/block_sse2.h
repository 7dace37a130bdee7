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

/* The bytes of two pairs, each in all lanes. */
struct block_pairs {
    __m128i bytes[4];
};

static inline uint64_t
block_pairs_mask_16(const char *data, const struct block_pairs *pairs)
{
    __m128i here = _mm_loadu_si128((const __m128i *)(const void *)data);
    __m128i next = _mm_loadu_si128((const __m128i *)(const void *)(data + 1));
    __m128i hits = _mm_and_si128(_mm_cmpeq_epi8(here, pairs->bytes[0]),
                                 _mm_cmpeq_epi8(next, pairs->bytes[1]));
    __m128i more = _mm_and_si128(_mm_cmpeq_epi8(here, pairs->bytes[2]),
                                 _mm_cmpeq_epi8(next, pairs->bytes[3]));
    return (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(hits, more));
}

static inline uint64_t
block_pairs_mask(const char *data, const char *pairs)
{
    const struct block_pairs all = {
        {_mm_set1_epi8(pairs[0]), _mm_set1_epi8(pairs[1]),
         _mm_set1_epi8(pairs[2]), _mm_set1_epi8(pairs[3])}};
    return block_pairs_mask_16(data, &all) |
           block_pairs_mask_16(data + 16, &all) << 16 |
           block_pairs_mask_16(data + 32, &all) << 32 |
           block_pairs_mask_16(data + 48, &all) << 48;
}

static inline uint64_t
block_byte_mask_16(const char *data, __m128i byte)
{
    __m128i here = _mm_loadu_si128((const __m128i *)(const void *)data);
    return (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(here, byte));
}

static inline uint64_t
block_byte_mask(const char *data, char byte)
{
    __m128i a = _mm_set1_epi8(byte);
    return block_byte_mask_16(data, a) |
           block_byte_mask_16(data + 16, a) << 16 |
           block_byte_mask_16(data + 32, a) << 32 |
           block_byte_mask_16(data + 48, a) << 48;
}

#endif
