/* SPDX-License-Identifier: MIT */
#include "core/base/human.h"

#include <inttypes.h>

/* By hand: printf's ' follows the locale. */
void
human_count(uint64_t count, struct buf *out)
{
    if (count >= 1000) {
        human_count(count / 1000, out);
        buf_printf(out, ",%03u", (unsigned)(count % 1000));
    } else {
        buf_printf(out, "%u", (unsigned)count);
    }
}

void
human_counted(uint64_t count, const char *noun, struct buf *out)
{
    human_count(count, out);
    buf_printf(out, " %s%s", noun, count == 1 ? "" : "s");
}

void
human_duration(uint64_t ms, struct buf *out)
{
    uint64_t seconds = ms / 1000;

    if (ms == 0)
        buf_text(out, "0s");
    else if (seconds == 0)
        buf_printf(out, "%" PRIu64 "ms", ms);
    else if (seconds < 10)
        buf_printf(out, "%" PRIu64 ".%" PRIu64 "s", seconds, ms % 1000 / 100);
    else if (seconds < 60)
        buf_printf(out, "%" PRIu64 "s", seconds);
    else if (seconds < 3600)
        buf_printf(out, "%" PRIu64 "m%02" PRIu64 "s", seconds / 60,
                   seconds % 60);
    else
        buf_printf(out, "%" PRIu64 "h%02" PRIu64 "m", seconds / 3600,
                   seconds / 60 % 60);
}

/* Of a thousand, as sizes of files are told by most programs. */
void
human_size(uint64_t bytes, struct buf *out)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    size_t unit = 0;
    uint64_t tenths = bytes / 100;

    if (bytes < 1000) {
        buf_printf(out, "%" PRIu64 " bytes", bytes);
        return;
    }
    while (tenths >= 10000 && unit < 3) {
        tenths /= 1000;
        unit++;
    }
    buf_printf(out, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10, tenths % 10,
               units[unit]);
}
