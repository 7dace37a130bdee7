/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "core/run/report_parts.h"
#include "core/run/visible.h"

/* Of what an analyzer says about itself. */
enum { REASON_MAX = 300 };

/* "4,099", by hand: printf's ' follows the locale. */
static void
write_count(uint64_t count, struct buf *out)
{
    if (count >= 1000) {
        write_count(count / 1000, out);
        buf_printf(out, ",%03u", (unsigned)(count % 1000));
    } else {
        buf_printf(out, "%u", (unsigned)count);
    }
}

static void
write_counted(uint64_t count, const char *noun, struct buf *out)
{
    write_count(count, out);
    buf_printf(out, " %s%s", noun, count == 1 ? "" : "s");
}

/* "350ms", "8.2s", "42s", "1m12s", "2h05m". */
static void
write_duration(uint64_t ms, struct buf *out)
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

/* "; mypy broken: it timed out", "; pylint: 12 files unknown". */
static void
write_trouble(const struct report_analyzer *analyzer, struct buf *out)
{
    bool told = analyzer->status == ANALYZER_BROKEN ||
                analyzer->status == ANALYZER_SKIPPED;

    if (!told && analyzer->unknown == 0)
        return;
    buf_text(out, "; ");
    visible_line(out, analyzer->name, REASON_MAX);
    if (told)
        buf_printf(out, " %s", analyzer_status_names[analyzer->status]);
    if (told && analyzer->message.len > 0) {
        buf_text(out, ": ");
        visible_line(out, analyzer->message, REASON_MAX);
    } else if (!told) {
        buf_text(out, ": ");
        write_counted(analyzer->unknown, "file", out);
        buf_text(out, " unknown");
    }
}

void
report_summary(const struct report *report, struct buf *out)
{
    uint64_t saved_ms = 0;

    for (size_t i = 0; i < report->analyzers_len; i++)
        saved_ms += report->analyzers[i].saved_ms;
    write_count(report->analyzed, out);
    buf_text(out, " of ");
    write_counted(report->files, "file", out);
    buf_text(out, " analyzed, ");
    write_count(report->replayed, out);
    buf_text(out, " replayed, ");
    write_counted(report->diagnostics->len, "finding", out);
    buf_text(out, ", ");
    write_duration(saved_ms, out);
    buf_text(out, " saved");
    for (size_t i = 0; i < report->analyzers_len; i++)
        write_trouble(&report->analyzers[i], out);
}
