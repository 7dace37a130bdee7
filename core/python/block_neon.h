/* SPDX-License-Identifier: MIT */
/* block_neon - block.h with Advanced SIMD, which every arm64 has. */
#ifndef CORE_PYTHON_BLOCK_NEON_H
#define CORE_PYTHON_BLOCK_NEON_H

#include <arm_neon.h>
#include <stdint.h>

static inline uint8x16_t
block_in_range(uint8x16_t bytes, uint8_t low, uint8_t span)
{
    return vcleq_u8(vsubq_u8(bytes, vdupq_n_u8(low)), vdupq_n_u8(span));
}

/* Weighted 0xff/0 bytes, of which three pairwise additions gather 64 bits. */
static inline uint8x16_t
block_weigh(uint8x16_t hits)
{
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                        1, 2, 4, 8, 16, 32, 64, 128};
    return vandq_u8(hits, vld1q_u8(weights));
}

static inline uint64_t
block_gather(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d)
{
    uint8x16_t sum = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d));
    sum = vpaddq_u8(sum, sum);
    return vgetq_lane_u64(vreinterpretq_u64_u8(sum), 0);
}

static inline uint8x16_t
block_hits_16(const char *data)
{
    uint8x16_t bytes = vld1q_u8((const uint8_t *)data);
    uint8x16_t folded = vorrq_u8(bytes, vdupq_n_u8(0x20));
    uint8x16_t hits = block_in_range(bytes, '\n', '\r' - '\n');
    hits = vorrq_u8(hits, block_in_range(bytes, '"', ')' - '"'));
    hits = vorrq_u8(hits, block_in_range(folded, '{', '}' - '{'));
    return block_weigh(hits);
}

static inline uint64_t
block_mask(const char *data)
{
    return block_gather(block_hits_16(data), block_hits_16(data + 16),
                        block_hits_16(data + 32), block_hits_16(data + 48));
}

/* The bytes of two pairs, each in all lanes. */
struct block_pairs {
    uint8x16_t bytes[4];
};

static inline uint8x16_t
block_pairs_16(const char *data, const struct block_pairs *pairs)
{
    uint8x16_t here = vld1q_u8((const uint8_t *)data);
    uint8x16_t next = vld1q_u8((const uint8_t *)data + 1);
    uint8x16_t hits = vandq_u8(vceqq_u8(here, pairs->bytes[0]),
                               vceqq_u8(next, pairs->bytes[1]));
    uint8x16_t more = vandq_u8(vceqq_u8(here, pairs->bytes[2]),
                               vceqq_u8(next, pairs->bytes[3]));
    return block_weigh(vorrq_u8(hits, more));
}

static inline uint64_t
block_pairs_mask(const char *data, const char *pairs)
{
    const struct block_pairs all = {
        {vdupq_n_u8((uint8_t)pairs[0]), vdupq_n_u8((uint8_t)pairs[1]),
         vdupq_n_u8((uint8_t)pairs[2]), vdupq_n_u8((uint8_t)pairs[3])}};
    return block_gather(
        block_pairs_16(data, &all), block_pairs_16(data + 16, &all),
        block_pairs_16(data + 32, &all), block_pairs_16(data + 48, &all));
}

static inline uint8x16_t
block_byte_16(const char *data, uint8x16_t byte)
{
    return block_weigh(vceqq_u8(vld1q_u8((const uint8_t *)data), byte));
}

static inline uint64_t
block_byte_mask(const char *data, char byte)
{
    uint8x16_t a = vdupq_n_u8((uint8_t)byte);
    return block_gather(block_byte_16(data, a), block_byte_16(data + 16, a),
                        block_byte_16(data + 32, a),
                        block_byte_16(data + 48, a));
}

#endif
