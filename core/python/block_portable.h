/* SPDX-License-Identifier: MIT */
/* block_portable - block.h in plain C. */
#ifndef CORE_PYTHON_BLOCK_PORTABLE_H
#define CORE_PYTHON_BLOCK_PORTABLE_H

#include <stdint.h>

static inline int
block_is_special(unsigned char byte)
{
    unsigned char folded = byte | 0x20;
    return (byte >= '\n' && byte <= '\r') || (byte >= '"' && byte <= ')') ||
           (folded >= '{' && folded <= '}');
}

static inline uint64_t
block_mask(const char *data)
{
    uint64_t mask = 0;
    for (unsigned i = 0; i < 64; i++) {
        mask |= (uint64_t)block_is_special((unsigned char)data[i]) << i;
    }
    return mask;
}

static inline int
block_is_pair(const char *data, const char *pairs)
{
    return (data[0] == pairs[0] && data[1] == pairs[1]) ||
           (data[0] == pairs[2] && data[1] == pairs[3]);
}

static inline uint64_t
block_pairs_mask(const char *data, const char *pairs)
{
    uint64_t mask = 0;
    for (unsigned i = 0; i < 64; i++) {
        mask |= (uint64_t)block_is_pair(data + i, pairs) << i;
    }
    return mask;
}

static inline uint64_t
block_byte_mask(const char *data, char byte)
{
    uint64_t mask = 0;
    for (unsigned i = 0; i < 64; i++) {
        mask |= (uint64_t)(data[i] == byte) << i;
    }
    return mask;
}

#endif
