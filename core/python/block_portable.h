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

static inline uint64_t
block_pair_mask(const char *data, char first, char second)
{
    uint64_t mask = 0;
    for (unsigned i = 0; i < 64; i++) {
        mask |= (uint64_t)(data[i] == first && data[i + 1] == second) << i;
    }
    return mask;
}

#endif
