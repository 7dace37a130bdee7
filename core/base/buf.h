/* SPDX-License-Identifier: MIT */
/*
 * buf - bytes that grow up to a maximum.
 *
 * Every buffer has a limit, so that hostile input ends in an error instead
 * of an exhausted machine.  Appending beyond it changes nothing and sets
 * `full`, which is checked once at the end rather than at every call; until
 * buf_clear nothing more is appended then, so the content stays a beginning.
 *
 * Ownership: the buffer owns `data` until buf_release.
 * Threads: one at a time.
 */
#ifndef CORE_BASE_BUF_H
#define CORE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

/* For output of our own making, which is bounded by what we read. */
#define BUF_UNLIMITED ((size_t)-1 / 2)

struct buf {
    char *data; /* NULL while nothing was appended */
    size_t len;
    size_t cap;
    size_t max;
    bool full; /* something did not fit */
};

void buf_init(struct buf *buf, size_t max);
void buf_release(struct buf *buf);
void buf_clear(struct buf *buf); /* keeps the memory */

void buf_append(struct buf *buf, const void *data, size_t len);
void buf_str(struct buf *buf, struct str text);
void buf_text(struct buf *buf, const char *text);
void buf_byte(struct buf *buf, char byte);
void buf_repeated(struct buf *buf, char byte, size_t count);
/* Its decimal digits: a tenth of what buf_printf takes for them. */
void buf_number(struct buf *buf, uint64_t number);
void buf_printf(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/*
 * Room for `len` more bytes and one to spare at data + len, which the caller
 * fills and counts in `len`; NULL (and full) over the limit.
 */
char *buf_reserve(struct buf *buf, size_t len);

static inline struct str
buf_view(const struct buf *buf)
{
    return (struct str){buf->data, buf->len};
}

/* The content NUL-terminated (the NUL is not counted); "" if empty. */
const char *buf_cstr(struct buf *buf);

#endif
