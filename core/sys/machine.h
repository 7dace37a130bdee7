/* SPDX-License-Identifier: MIT */
/*
 * machine - on what we run, for reports.
 *
 * Threads: safe everywhere.
 */
#ifndef CORE_SYS_MACHINE_H
#define CORE_SYS_MACHINE_H

#include <stdint.h>

#include "core/base/arena.h"

/* "Linux 6.1.0-18 x86_64" (uname(2)). */
const char *machine_describe(struct arena *arena);

/* What an ordinary user may still write on the disk with the folder `dir`
   (statvfs(3)); UINT64_MAX if that is not known. */
uint64_t machine_free_bytes(const char *dir);

/* The most memory that this process has occupied so far (getrusage(2)). */
uint64_t machine_peak_bytes(void);

#endif
