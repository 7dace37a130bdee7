/* SPDX-License-Identifier: MIT */
#include "core/run/report_parts.h"
#include "core/run/visible.h"

#define SGR(number) "\x1b[" number "m"

static const struct report_colors with_colors = {
    .severity = {[SEVERITY_ERROR] = SGR("1;31"),
                 [SEVERITY_WARNING] = SGR("1;33"),
                 [SEVERITY_NOTE] = SGR("1;36")},
    .strong = SGR("1"),
    .frame = SGR("1;34"),
    .off = SGR("0"),
};
static const struct report_colors without_colors = {
    .severity = {"", "", ""}, .strong = "", .frame = "", .off = ""};

static const struct report_colors *
colors_of(const struct report *report)
{
    return report->color ? &with_colors : &without_colors;
}

/* A line that starts with "::" is a command to GitHub's runner, blanks of
   all kinds before it left aside. */
static bool
begins_command(struct str line)
{
    for (size_t at = 0; at + 1 < line.len; at++) {
        if (line.data[at] == ':' && line.data[at + 1] == ':')
            return true;
        if (line.data[at] > ' ' && line.data[at] < 0x7f)
            return false;
    }
    return false;
}

void
report_place(const struct diagnostic *finding, struct buf *out)
{
    if (begins_command(finding->path))
        buf_text(out, "./");
    visible_append(out, finding->path);
    if (finding->line == 0)
        return;
    buf_byte(out, ':');
    buf_number(out, finding->line);
    if (finding->column == 0)
        return;
    buf_byte(out, ':');
    buf_number(out, finding->column);
}

static void
write_analyzer(const struct diagnostic *finding, struct buf *out)
{
    buf_text(out, " [");
    visible_append(out, finding->analyzer);
    buf_byte(out, ']');
}

static void
write_concise(const struct diagnostic *finding,
              const struct report_colors *colors, struct buf *out)
{
    const char *color = colors->severity[finding->severity];

    if (finding->path.len > 0) {
        buf_text(out, colors->strong);
        report_place(finding, out);
        buf_text(out, colors->off);
        buf_text(out, ": ");
    }
    if (finding->path.len == 0 || finding->severity != SEVERITY_ERROR)
        buf_printf(out, "%s%s%s: ", color, severity_names[finding->severity],
                   colors->off);
    if (finding->code.len > 0) {
        buf_text(out, color);
        visible_append(out, finding->code);
        buf_text(out, colors->off);
        buf_byte(out, ' ');
    }
    visible_line(out, finding->message, REPORT_MESSAGE_MAX);
    write_analyzer(finding, out);
    buf_byte(out, '\n');
}

/* The lines of a message behind its first. */
static void
write_rest(struct str rest, size_t left_out, struct buf *out)
{
    while (rest.data) {
        struct str line = str_split(&rest, '\n');
        if (str_ends_with(line, STR("\r")))
            line.len--;
        if (line.len == 0)
            continue;
        buf_text(out, begins_command(line) ? "    > " : "    ");
        visible_append(out, line);
        buf_byte(out, '\n');
    }
    if (left_out > 0)
        buf_printf(out, "    … (%zu bytes more)\n", left_out);
}

static void
write_full(const struct report_piece *piece, const struct diagnostic *finding,
           struct report_anchor *anchor, struct buf *out)
{
    const struct report_colors *colors = colors_of(piece->report);
    struct str message = str_trim(finding->message);
    struct str rest = visible_beginning(message, REPORT_MESSAGE_MAX);
    size_t left_out = message.len - rest.len;

    buf_text(out, colors->severity[finding->severity]);
    buf_text(out, severity_names[finding->severity]);
    if (finding->code.len > 0) {
        buf_byte(out, '[');
        visible_append(out, finding->code);
        buf_byte(out, ']');
    }
    buf_text(out, colors->off);
    buf_text(out, ": ");
    buf_text(out, colors->strong);
    visible_append(out, str_trim(str_split(&rest, '\n')));
    buf_text(out, colors->off);
    write_analyzer(finding, out);
    buf_byte(out, '\n');
    write_rest(rest, left_out, out);
    if (finding->path.len > 0)
        report_source(piece, finding, colors, anchor, out);
    if (finding->url.len > 0) {
        buf_text(out, "  ");
        buf_text(out, colors->frame);
        buf_byte(out, '=');
        buf_text(out, colors->off);
        buf_byte(out, ' ');
        visible_append(out, finding->url);
        buf_byte(out, '\n');
    }
    buf_byte(out, '\n');
}

void
report_concise(const struct report_piece *piece, struct buf *out)
{
    const struct report_colors *colors = colors_of(piece->report);

    for (size_t i = piece->from; i < piece->to; i++)
        write_concise(&piece->report->diagnostics->items[i], colors, out);
}

void
report_full(const struct report_piece *piece, struct buf *out)
{
    struct report_anchor anchor = {0};

    for (size_t i = piece->from; i < piece->to; i++)
        write_full(piece, &piece->report->diagnostics->items[i], &anchor, out);
}

void
report_text_end(const struct report *report, struct buf *out)
{
    size_t more = report->diagnostics->len - report_shown(report);

    if (more > 0)
        buf_printf(out, "… and %zu more finding%s\n", more,
                   more == 1 ? "" : "s");
    if (report->statistics) {
        report_summary(report, out);
        buf_byte(out, '\n');
    }
}
