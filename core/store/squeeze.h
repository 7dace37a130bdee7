/* SPDX-License-Identifier: MIT */
/*
 * squeeze - bytes made smaller, and back, with zstd.
 *
 * The same bytes at the same level give the same frame with one version of
 * libzstd, whatever was packed before.  How long the content is stands
 * beside a frame and is checked against a limit by whoever calls: a frame is
 * unpacked into exactly so much memory, so that a bomb is refused and not
 * opened.
 *
 * Ownership: the handle owns the contexts of zstd, a megabyte or so, made
 * when first needed.  Threads: one handle per thread.
 */
#ifndef CORE_STORE_SQUEEZE_H
#define CORE_STORE_SQUEEZE_H

#include <stdbool.h>

#include "core/base/buf.h"
#include "core/base/str.h"

struct squeeze;

/* `level` as zstd counts, 1 to 19. */
struct squeeze *squeeze_new(unsigned level);
/* NULL is fine. */
void squeeze_free(struct squeeze *squeeze);

/* Append one frame with all of `data`; false if it does not fit. */
bool squeeze_pack(struct squeeze *squeeze, struct str data, struct buf *out);

/*
 * Append the `len` bytes that the frame holds.  False, and `out` is as it
 * was, if the frame is damaged or holds more or less.
 */
bool squeeze_unpack(struct squeeze *squeeze, struct str frame, size_t len,
                    struct buf *out);

/* "1.5.4", of libzstd. */
const char *squeeze_version(void);

#endif
