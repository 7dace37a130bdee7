/* SPDX-License-Identifier: MIT */
#include "core/cli/out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* A pipe holds as much, and a larger piece is no faster. */
enum { OUT_PIECE = 65536, OUT_LINE = 256 };

void
out_init(struct out *out, int fd)
{
    *out = (struct out){.fd = fd};
    buf_init(&out->pending, BUF_UNLIMITED);
}

void
out_release(struct out *out)
{
    buf_release(&out->pending);
}

static void
write_all(struct out *out, const char *data, size_t len)
{
    while (len > 0 && out->os_errno == 0) {
        ssize_t written = write(out->fd, data, len);
        if (written >= 0) {
            data += written;
            len -= (size_t)written;
        } else if (errno != EINTR) {
            out->os_errno = errno;
        }
    }
}

static void
write_pending(struct out *out)
{
    write_all(out, out->pending.data, out->pending.len);
    buf_clear(&out->pending);
}

void
out_append(struct out *out, const void *data, size_t len)
{
    if (out->pending.len + len > OUT_PIECE)
        write_pending(out);
    if (len > OUT_PIECE)
        write_all(out, data, len);
    else
        buf_append(&out->pending, data, len);
}

void
out_str(struct out *out, struct str text)
{
    out_append(out, text.data, text.len);
}

void
out_text(struct out *out, const char *text)
{
    out_str(out, str_from(text));
}

void
out_byte(struct out *out, char byte)
{
    out_append(out, &byte, 1);
}

void
out_printf(struct out *out, const char *format, ...)
{
    struct buf text;
    char line[OUT_LINE];
    va_list arguments;
    int len;

    va_start(arguments, format);
    len = vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    if (len < 0)
        return;
    if ((size_t)len < sizeof(line)) {
        out_append(out, line, (size_t)len);
        return;
    }
    buf_init(&text, BUF_UNLIMITED);
    char *room = buf_reserve(&text, (size_t)len + 1);
    va_start(arguments, format);
    (void)vsnprintf(room, (size_t)len + 1, format, arguments);
    va_end(arguments);
    out_append(out, room, (size_t)len);
    buf_release(&text);
}

int
out_flush(struct out *out, struct err *err)
{
    write_pending(out);
    if (out->os_errno != 0)
        return err_system(err, out->os_errno, "cannot write standard output");
    return 0;
}
