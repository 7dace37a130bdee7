/* SPDX-License-Identifier: MIT */
#include "core/base/width.h"

#include <utf8proc.h>

unsigned
width_of(uint32_t code_point)
{
    if (code_point < 0xa0 || code_point > 0x10ffff) {
        return 1;
    }
    return (unsigned)utf8proc_charwidth((utf8proc_int32_t)code_point);
}
