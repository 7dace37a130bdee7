/* SPDX-License-Identifier: MIT */
#include "core/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/memory.h"

void
log_write(const struct log *log, enum log_level level, const char *format, ...)
{
    va_list arguments;
    char *text;
    int len;

    if (!log || !log->write)
        return;
    va_start(arguments, format);
    len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (len < 0)
        return;
    text = memory_new((size_t)len + 1);
    va_start(arguments, format);
    (void)vsnprintf(text, (size_t)len + 1, format, arguments);
    va_end(arguments);
    log->write(log->context, level, text);
    free(text);
}
