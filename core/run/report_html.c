/* SPDX-License-Identifier: MIT */
/*
 * A page to look at (config/page/report.html).  Its data is one object:
 *
 *     {"findings": [[analyzer, severity, path, line, column, end line,
 *                    end column, code, message, url, source], …],
 *      "severities": [name], "reasons": [name],
 *      "complete", "files", "analyzed", "replayed", "elapsed_ms",
 *      "analyzers": [{"name", "version", "status", "analyzed", "replayed",
 *                     "unknown", "saved_ms", "took_ms", "misses", "message"}]}
 *
 * The analyzer of a finding is its place among `analyzers`, or a name that is
 * not there; path and source are 0 where they are those of the row before.
 * There are as many rows as findings: the page shows some at a time.
 */
#include "core/base/page.h"
#include "core/run/report_parts.h"
#include "core/run/visible.h"

/* Of a line of source. */
enum { SOURCE_BYTES_MAX = 400 };

void
report_html_begin(const struct report *report, struct buf *out)
{
    (void)report;
    page_begin("report.html", STR("Findings"), out);
    buf_text(out, "{\"findings\":[");
}

static void
write_analyzer_of(const struct report *report, struct str name, struct buf *out)
{
    for (size_t i = 0; i < report->analyzers_len; i++) {
        if (str_equal(report->analyzers[i].name, name)) {
            buf_number(out, i);
            return;
        }
    }
    page_text(name, out);
}

static void
write_source(const struct report_piece *piece, const struct diagnostic *finding,
             struct buf *out)
{
    struct str line;
    if (finding->line == 0 || !piece->report->line ||
        !piece->report->line(piece->source, finding->path, finding->line,
                             &line)) {
        buf_text(out, "\"\"");
        return;
    }
    while (line.len > 0 && (line.data[line.len - 1] == '\n' ||
                            line.data[line.len - 1] == '\r')) {
        line.len--;
    }
    page_text(visible_beginning(line, SOURCE_BYTES_MAX), out);
}

static bool
same_path(const struct diagnostic *a, const struct diagnostic *b)
{
    return a && str_equal(a->path, b->path);
}

static void
write_row(const struct report_piece *piece, const struct diagnostic *finding,
          const struct diagnostic *before, struct buf *out)
{
    buf_byte(out, '[');
    write_analyzer_of(piece->report, finding->analyzer, out);
    buf_printf(out, ",%d,", (int)finding->severity);
    if (same_path(before, finding)) {
        buf_byte(out, '0');
    } else {
        page_text(finding->path, out);
    }
    buf_printf(out, ",%u,%u,%u,%u,", finding->line, finding->column,
               finding->end_line, finding->end_column);
    page_text(finding->code, out);
    buf_byte(out, ',');
    page_text(finding->message, out);
    buf_byte(out, ',');
    page_text(finding->url, out);
    buf_byte(out, ',');
    if (same_path(before, finding) && before->line == finding->line) {
        buf_byte(out, '0');
    } else {
        write_source(piece, finding, out);
    }
    buf_byte(out, ']');
}

void
report_html(const struct report_piece *piece, struct buf *out)
{
    const struct diagnostic *items = piece->report->diagnostics->items;
    for (size_t i = piece->from; i < piece->to; i++) {
        buf_text(out, i == 0 ? "\n" : ",\n");
        write_row(piece, &items[i], i == piece->from ? NULL : &items[i - 1],
                  out);
    }
}

static void
write_names(const char *key, const char *const *names, size_t len,
            struct buf *out)
{
    buf_printf(out, ",\"%s\":", key);
    for (size_t i = 0; i < len; i++) {
        buf_byte(out, i == 0 ? '[' : ',');
        page_text(str_from(names[i]), out);
    }
    buf_byte(out, ']');
}

static void
write_analyzer(const struct report_analyzer *analyzer, struct buf *out)
{
    buf_text(out, "{\"name\":");
    page_text(analyzer->name, out);
    buf_text(out, ",\"version\":");
    page_text(report_version(analyzer), out);
    buf_printf(out,
               ",\"status\":\"%s\",\"analyzed\":%u,\"replayed\":%u,"
               "\"unknown\":%u,\"saved_ms\":%llu,\"took_ms\":%llu,\"misses\":",
               analyzer_status_names[analyzer->status], analyzer->analyzed,
               analyzer->replayed, analyzer->unknown,
               (unsigned long long)analyzer->saved_ms,
               (unsigned long long)analyzer->took_ms);
    page_numbers(analyzer->misses, DB_MISSES, out);
    buf_text(out, ",\"message\":");
    page_text(analyzer->message, out);
    buf_byte(out, '}');
}

void
report_html_end(const struct report *report, struct buf *out)
{
    buf_text(out, "]");
    write_names("severities", severity_names, SEVERITIES, out);
    write_names("reasons", db_miss_names, DB_MISSES, out);
    buf_printf(out,
               ",\n\"complete\":%s,\"files\":%zu,\"analyzed\":%zu,"
               "\"replayed\":%zu,\"elapsed_ms\":%llu,\n\"analyzers\":[",
               report->complete ? "true" : "false", report->files,
               report->analyzed, report->replayed,
               (unsigned long long)report->elapsed_ms);
    for (size_t i = 0; i < report->analyzers_len; i++) {
        buf_text(out, i == 0 ? "\n" : ",\n");
        write_analyzer(&report->analyzers[i], out);
    }
    buf_text(out, "]}\n");
    page_end("report.html", out);
}
