/* SPDX-License-Identifier: MIT */
/*
 * human - numbers as people read them, under every locale the same.
 *
 * Ownership: appends to the caller's buffer.  Threads: safe everywhere.
 */
#ifndef CORE_BASE_HUMAN_H
#define CORE_BASE_HUMAN_H

#include <stdint.h>

#include "core/base/buf.h"

/* "4,099". */
void human_count(uint64_t count, struct buf *out);
/* "1 file", "4,099 files". */
void human_counted(uint64_t count, const char *noun, struct buf *out);
/* "0s", "350ms", "8.2s", "42s", "1m12s", "2h05m". */
void human_duration(uint64_t ms, struct buf *out);

/* "0 bytes", "4.1 kB", "31.2 MB". */
void human_size(uint64_t bytes, struct buf *out);

#endif
