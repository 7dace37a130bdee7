/* SPDX-License-Identifier: MIT */
#include "core/base/memory.h"

#include <stdlib.h>
#include <unistd.h>

_Noreturn void
memory_exhausted(void)
{
    static const char message[] = "depstamp: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, message, sizeof(message) - 1);

    (void)ignored;
    abort();
}

void *
memory_new(size_t size)
{
    return memory_resize(NULL, size);
}

void *
memory_zero(size_t size)
{
    void *memory = calloc(1, size ? size : 1);

    if (!memory)
        memory_exhausted();
    return memory;
}

void *
memory_resize(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);

    if (!memory)
        memory_exhausted();
    return memory;
}
