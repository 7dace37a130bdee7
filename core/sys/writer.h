/* SPDX-License-Identifier: MIT */
/*
 * writer - a file that is replaced by what is written piece by piece.
 *
 * The pieces go into a temporary file of a unique name in the same folder,
 * which takes the file's name in the end: readers see the old file or the new
 * one, never a part, and on failure the old one is still there.  What is no
 * regular file (/dev/null, a FIFO) is not replaced but written to.
 *
 * There is no fsync: what is written this way carries its own checksum or
 * can be made again, so bytes that a power cut takes are a miss, and waiting
 * for the disk would cost more than the whole scan.
 *
 * Ownership: the caller's storage, from writer_open to writer_close, which is
 * called whatever failed between.  Threads: one at a time.
 */
#ifndef CORE_SYS_WRITER_H
#define CORE_SYS_WRITER_H

#include <stdbool.h>

#include "core/base/buf.h"
#include "core/base/err.h"

struct writer {
    const char *path; /* borrowed */
    struct buf name;  /* of the temporary file; empty: there is none */
    int fd;
    int os_errno; /* of the first write that failed; else 0 */
};

/* Missing folders are made.  On failure there is nothing to close. */
int writer_open(struct writer *writer, const char *path, struct err *err);
void writer_append(struct writer *writer, struct str piece);
int writer_close(struct writer *writer, struct err *err);

/* True once a write failed: what follows is dropped. */
static inline bool
writer_failed(const struct writer *writer)
{
    return writer->os_errno != 0;
}

#endif
