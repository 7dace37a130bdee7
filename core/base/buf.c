/* SPDX-License-Identifier: MIT */
#include "core/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/memory.h"

enum { FIRST_CAP = 64 };

void
buf_init(struct buf *buf, size_t max)
{
    *buf = (struct buf){.max = max < BUF_UNLIMITED ? max : BUF_UNLIMITED};
}

void
buf_release(struct buf *buf)
{
    free(buf->data);
    buf_init(buf, buf->max);
}

void
buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->full = false;
}

/* Room for `want` bytes (at most max) and one more, for buf_cstr's NUL. */
static void
grow(struct buf *buf, size_t want)
{
    size_t cap = buf->cap < FIRST_CAP ? FIRST_CAP : buf->cap * 2;

    if (cap < want + 1)
        cap = want + 1;
    if (cap > buf->max + 1)
        cap = buf->max + 1;
    buf->data = memory_resize(buf->data, cap);
    buf->cap = cap;
}

/*
 * Once something was left out everything after it is, too: what a full
 * buffer holds is always a beginning of what was appended.
 */
char *
buf_reserve(struct buf *buf, size_t len)
{
    if (buf->full || len > buf->max - buf->len) {
        buf->full = true;
        return NULL;
    }
    if (buf->len + len >= buf->cap)
        grow(buf, buf->len + len);
    return buf->data + buf->len;
}

void
buf_append(struct buf *buf, const void *data, size_t len)
{
    char *room;

    if (len == 0)
        return;
    room = buf_reserve(buf, len);
    if (!room)
        return;
    memcpy(room, data, len);
    buf->len += len;
}

void
buf_str(struct buf *buf, struct str text)
{
    buf_append(buf, text.data, text.len);
}

void
buf_text(struct buf *buf, const char *text)
{
    buf_append(buf, text, strlen(text));
}

void
buf_byte(struct buf *buf, char byte)
{
    char *room = buf_reserve(buf, 1);

    if (!room)
        return;
    *room = byte;
    buf->len++;
}

void
buf_repeated(struct buf *buf, char byte, size_t count)
{
    char *room = count > 0 ? buf_reserve(buf, count) : NULL;

    if (!room)
        return;
    memset(room, byte, count);
    buf->len += count;
}

void
buf_number(struct buf *buf, uint64_t number)
{
    char digits[20]; /* of the largest number */
    size_t from = sizeof(digits);

    do {
        digits[--from] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    buf_append(buf, digits + from, sizeof(digits) - from);
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
    va_list arguments;
    char *room;
    int len;

    va_start(arguments, format);
    len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (len < 0)
        buf->full = true;
    room = len > 0 ? buf_reserve(buf, (size_t)len) : NULL;
    if (!room)
        return;
    va_start(arguments, format);
    (void)vsnprintf(room, (size_t)len + 1, format, arguments);
    va_end(arguments);
    buf->len += (size_t)len;
}

const char *
buf_cstr(struct buf *buf)
{
    if (!buf->data)
        return "";
    buf->data[buf->len] = '\0';
    return buf->data;
}
