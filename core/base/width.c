/* SPDX-License-Identifier: MIT */
#include "core/base/width.h"

#include <stddef.h>

struct range {
    uint32_t first;
    uint32_t last;
    uint32_t width;
};

static const struct range ranges[] = {
#include "core/base/width_ranges.inc"
};

unsigned
width_of(uint32_t code_point)
{
    size_t low = 0;
    size_t high = sizeof(ranges) / sizeof(*ranges);

    if (code_point < ranges[0].first)
        return 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code_point > ranges[middle].last)
            low = middle + 1;
        else if (code_point < ranges[middle].first)
            high = middle;
        else
            return ranges[middle].width;
    }
    return 1;
}
