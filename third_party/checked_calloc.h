/* SPDX-License-Identifier: MIT */
/*
 * checked_calloc - for third-party code that does not look whether there is
 * memory: the process ends, as it does in tree-sitter and in core/base.
 *
 * To be included by the compiler's -include, in front of everything else.
 */
#ifndef THIRD_PARTY_CHECKED_CALLOC_H
#define THIRD_PARTY_CHECKED_CALLOC_H

#include <stdio.h>
#include <stdlib.h>

static inline void *
checked_calloc(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (!memory) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return memory;
}

#define calloc checked_calloc

#endif
