/* SPDX-License-Identifier: MIT */
/*
 * out - standard output, written in large pieces and checked.
 *
 * stdio would tell about a full disk or a reader that went away at the last
 * flush at best, when nobody asks any more.  Here the first failed write is
 * kept, what follows is dropped, and out_flush says it: a half written
 * answer is never success.
 *
 * Ownership: the caller's storage, from out_init to out_release.
 * Threads: one at a time.
 */
#ifndef CORE_CLI_OUT_H
#define CORE_CLI_OUT_H

#include <errno.h>
#include <stdbool.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"

struct out {
    int fd;
    int os_errno; /* of the first write that failed; else 0 */
    struct buf pending;
};

void out_init(struct out *out, int fd);
/* Does not flush. */
void out_release(struct out *out);

void out_append(struct out *out, const void *data, size_t len);
void out_str(struct out *out, struct str text);
void out_text(struct out *out, const char *text);
void out_byte(struct out *out, char byte);
void out_printf(struct out *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* True once a write failed: long answers may stop early. */
static inline bool
out_failed(const struct out *out)
{
    return out->os_errno != 0;
}

/* True once nobody was there to read: no reason for a message. */
static inline bool
out_unread(const struct out *out)
{
    return out->os_errno == EPIPE;
}

/* Write what is left; -1 with "cannot write standard output: Broken pipe". */
int out_flush(struct out *out, struct err *err);

#endif
