/* SPDX-License-Identifier: MIT */
/*
 * Workflow commands of GitHub Actions, one per finding:
 *
 *     ::error title=ruff F401,file=a.py,line=1,col=8,…::a.py:1:8: F401 …
 *
 * The runner unescapes %25, %0D, %0A in the message, and %3A and %2C in
 * properties too.  It takes 4,096 UTF-16 units of a message and 255 of a
 * title, and columns only for what begins and ends on one line.  The message
 * repeats the place, since the log shows nothing else.  An analyzer that
 * broke is an error of its own, one that was skipped a notice.
 */
#include "core/run/report_parts.h"
#include "core/run/visible.h"

enum {
    MESSAGE_UNITS_MAX = 4000,
    /* No code point of n units has more than 3n bytes. */
    MESSAGE_BYTES_MAX = 3 * MESSAGE_UNITS_MAX + 4,
    TITLE_UNITS_MAX = 250,
};

static const char *const commands[SEVERITIES] = {
    [SEVERITY_ERROR] = "error",
    [SEVERITY_WARNING] = "warning",
    [SEVERITY_NOTE] = "notice",
};

/* NULL if the byte stands for itself. */
static const char *
escape_of(char byte, bool property)
{
    switch (byte) {
    case '%':
        return "%25";
    case '\r':
        return "%0D";
    case '\n':
        return "%0A";
    case ':':
        return property ? "%3A" : NULL;
    case ',':
        return property ? "%2C" : NULL;
    default:
        return NULL;
    }
}

/* At most `max` UTF-16 units of a text that is plain already. */
static struct str
limit_units(struct str text, size_t max)
{
    size_t units = 0;
    size_t at = 0;

    /* No code point has more units than bytes. */
    if (text.len <= max)
        return text;
    while (at < text.len && units < max) {
        struct visible shown;
        size_t len = visible_next(text, at, &shown);
        at += len;
        units += len == 4 ? 2 : 1;
    }
    return str_slice(text, 0, at);
}

static void
write_escaped(struct str text, bool property, struct buf *out)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len; i++) {
        const char *escape = escape_of(text.data[i], property);
        if (!escape)
            continue;
        buf_str(out, str_slice(text, from, i));
        buf_text(out, escape);
        from = i + 1;
    }
    buf_str(out, str_slice(text, from, text.len));
}

static void
write_limited(const struct buf *text, size_t max, bool property,
              struct buf *out)
{
    struct str shown = limit_units(buf_view(text), max);

    write_escaped(shown, property, out);
    if (shown.len < text->len)
        buf_text(out, "…");
}

static void
write_number(const char *name, uint32_t number, struct buf *out)
{
    if (number == 0)
        return;
    buf_byte(out, ',');
    buf_text(out, name);
    buf_byte(out, '=');
    buf_number(out, number);
}

static void
write_place(const struct diagnostic *finding, struct buf *scratch,
            struct buf *out)
{
    uint32_t end_line =
        finding->end_line >= finding->line ? finding->end_line : 0;
    bool one_line = end_line == 0 || end_line == finding->line;

    if (finding->path.len == 0)
        return;
    buf_clear(scratch);
    report_plain(finding->path, scratch);
    buf_text(out, ",file=");
    write_escaped(buf_view(scratch), true, out);
    if (finding->line == 0)
        return;
    write_number("line", finding->line, out);
    if (one_line)
        write_number("col", finding->column, out);
    write_number("endLine", end_line, out);
    if (one_line && end_line > 0 && finding->column > 0 &&
        finding->end_column >= finding->column)
        write_number("endColumn", finding->end_column, out);
}

static void
write_finding(const struct diagnostic *finding, struct buf *scratch,
              struct buf *out)
{
    bool has_code = finding->code.len > 0;

    buf_clear(scratch);
    report_plain(finding->analyzer, scratch);
    buf_text(scratch, has_code ? " " : "");
    report_plain(finding->code, scratch);
    buf_printf(out, "::%s title=", commands[finding->severity]);
    write_limited(scratch, TITLE_UNITS_MAX, true, out);
    write_place(finding, scratch, out);
    buf_text(out, "::");
    buf_clear(scratch);
    if (finding->path.len > 0) {
        report_place(finding, scratch);
        buf_text(scratch, ": ");
    }
    report_plain(finding->code, scratch);
    buf_text(scratch, has_code ? " " : "");
    report_plain(visible_beginning(finding->message, MESSAGE_BYTES_MAX),
                 scratch);
    write_limited(scratch, MESSAGE_UNITS_MAX, false, out);
    buf_byte(out, '\n');
}

/* "mypy is broken: it timed out"; nothing of an analyzer that ran. */
static void
write_analyzer(const struct report_analyzer *analyzer, struct buf *scratch,
               struct buf *out)
{
    bool broken = analyzer->status == ANALYZER_BROKEN;

    if (!broken && analyzer->status != ANALYZER_SKIPPED)
        return;
    buf_printf(out, "::%s title=", broken ? "error" : "notice");
    buf_clear(scratch);
    report_plain(analyzer->name, scratch);
    write_limited(scratch, TITLE_UNITS_MAX, true, out);
    buf_printf(scratch, " %s %s", broken ? "is" : "was",
               analyzer_status_names[analyzer->status]);
    buf_text(scratch, analyzer->message.len > 0 ? ": " : "");
    report_plain(visible_beginning(analyzer->message, MESSAGE_BYTES_MAX),
                 scratch);
    buf_text(out, "::");
    write_limited(scratch, MESSAGE_UNITS_MAX, false, out);
    buf_byte(out, '\n');
}

void
report_github_begin(const struct report *report, struct buf *out)
{
    struct buf scratch;

    buf_init(&scratch, BUF_UNLIMITED);
    for (size_t i = 0; i < report->analyzers_len; i++)
        write_analyzer(&report->analyzers[i], &scratch, out);
    buf_release(&scratch);
}

void
report_github(const struct report_piece *piece, struct buf *out)
{
    struct buf scratch;

    buf_init(&scratch, BUF_UNLIMITED);
    for (size_t i = piece->from; i < piece->to; i++)
        write_finding(&piece->report->diagnostics->items[i], &scratch, out);
    buf_release(&scratch);
}
