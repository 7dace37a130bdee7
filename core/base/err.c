/* SPDX-License-Identifier: MIT */
#include "core/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/*
 * File names can be longer than a message.  What is cut off is their end,
 * never the reason that stands behind them.
 */
enum { REASON_MAX = 128, CONTEXT_MAX = ERR_TEXT_MAX / 2 };

int
err_set(struct err *err, enum err_code code, const char *format, ...)
{
    char text[ERR_TEXT_MAX]; /* the arguments may point into *err */
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    err->code = code;
    err->os_errno = 0;
    memcpy(err->text, text, sizeof(text));
    return -1;
}

int
err_system(struct err *err, int os_errno, const char *format, ...)
{
    char text[ERR_TEXT_MAX - REASON_MAX];
    char reason[REASON_MAX];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    err->code = os_errno == ENOENT || os_errno == ENOTDIR ? ERR_ABSENT : ERR_IO;
    err->os_errno = os_errno;
    (void)snprintf(err->text, sizeof(err->text), "%s: %.*s", text,
                   REASON_MAX - 3,
                   strerror_r(os_errno, reason, sizeof(reason)));
    return -1;
}

int
err_context(struct err *err, const char *format, ...)
{
    char context[CONTEXT_MAX];
    char text[ERR_TEXT_MAX];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(context, sizeof(context), format, arguments);
    va_end(arguments);
    memcpy(text, err->text, sizeof(text));
    (void)snprintf(err->text, sizeof(err->text), "%s: %.*s", context,
                   (int)(sizeof(err->text) - strlen(context) - 3), text);
    return -1;
}

bool
err_is_passing(int os_errno)
{
    switch (os_errno) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
    case EAGAIN:
    case EINTR:
    case ESTALE:
    case ETIMEDOUT:
        return true;
    default:
        return false;
    }
}

void
err_clear(struct err *err)
{
    err->code = ERR_NONE;
    err->os_errno = 0;
    err->text[0] = '\0';
}
