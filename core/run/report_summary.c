/* SPDX-License-Identifier: MIT */
#include "core/base/human.h"
#include "core/run/report_parts.h"
#include "core/run/visible.h"

/* Of what an analyzer says about itself. */
enum { REASON_MAX = 300 };

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
        human_counted(analyzer->unknown, "file", out);
        buf_text(out, " unknown");
    }
}

void
report_summary(const struct report *report, struct buf *out)
{
    uint64_t saved_ms = 0;

    for (size_t i = 0; i < report->analyzers_len; i++)
        saved_ms += report->analyzers[i].saved_ms;
    human_count(report->analyzed, out);
    buf_text(out, " of ");
    human_counted(report->files, "file", out);
    buf_text(out, " analyzed, ");
    human_count(report->replayed, out);
    buf_text(out, " replayed, ");
    human_counted(report->diagnostics->len, "finding", out);
    buf_text(out, ", ");
    human_duration(saved_ms, out);
    buf_text(out, " saved");
    for (size_t i = 0; i < report->analyzers_len; i++)
        write_trouble(&report->analyzers[i], out);
}
