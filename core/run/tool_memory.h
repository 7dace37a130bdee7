/* SPDX-License-Identifier: MIT */
/*
 * tool_memory - what tools said of themselves, by all that could make them
 * say something else.
 *
 * One small file of this machine, read whole and replaced whole:
 *
 *     offset  bytes
 *          0     16  "depstamp-tools1\n"
 *         16      8  XXH3-64 of everything from offset 24 to the end
 *         24         per entry: 32 bytes key, 4 bytes length, the value
 *
 * Numbers are in the writer's byte order.  A file that is damaged, or of
 * another version or machine, is no file: everything is asked for anew.
 * Entries that were used last come first, and only TOOL_MEMORY_MAX are kept.
 *
 * Ownership: values live until tool_memory_close.
 * Threads: one at a time.
 */
#ifndef CORE_RUN_TOOL_MEMORY_H
#define CORE_RUN_TOOL_MEMORY_H

#include "core/base/hash.h"

enum {
    TOOL_MEMORY_MAX = 256,              /* entries */
    TOOL_MEMORY_MAX_BYTES = 1 << 22,    /* of the file */
    TOOL_MEMORY_VALUE_MAX = 256 * 1024, /* longer values are not kept */
};

struct tool_memory;

/* `path` may be NULL: then nothing is remembered. */
struct tool_memory *tool_memory_open(const char *path);
/* Writes the file if there is anything new; that it cannot be written only
   means that it is asked again. */
void tool_memory_close(struct tool_memory *memory);

/* False if nothing is known. */
bool tool_memory_find(struct tool_memory *memory, const struct digest *key,
                      struct str *value);
/* In place of what was known by this key. */
void tool_memory_put(struct tool_memory *memory, const struct digest *key,
                     struct str value);

#endif
