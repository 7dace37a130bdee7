/* SPDX-License-Identifier: MIT */
/*
 * GitLab's Code Quality report: the part of CodeClimate's format that its
 * documentation asks for.  Path and line are required, so a finding that has
 * none is about the root, or the first line.
 */
#include "core/base/json.h"
#include "core/run/report_parts.h"

static const char *const severities[SEVERITIES] = {
    [SEVERITY_ERROR] = "major",
    [SEVERITY_WARNING] = "minor",
    [SEVERITY_NOTE] = "info",
};

static void
write_plain(struct json *json, const char *key, struct str text,
            struct buf *scratch)
{
    buf_clear(scratch);
    report_plain(text, scratch);
    json_key(json, key);
    json_str(json, buf_view(scratch));
}

static void
write_position(struct json *json, const char *key, uint32_t line,
               uint32_t column)
{
    json_key(json, key);
    json_object(json);
    json_key_number(json, "line", line);
    json_key_number(json, "column", column);
    json_close(json);
}

static void
write_location(struct json *json, const struct diagnostic *finding,
               struct buf *scratch)
{
    bool has_end = finding->end_line >= finding->line;
    uint32_t line = finding->line > 0 ? finding->line : 1;
    bool positions = finding->line > 0 && finding->column > 0;

    json_key(json, "location");
    json_object(json);
    write_plain(json, "path", finding->path.len > 0 ? finding->path : STR("."),
                scratch);
    json_key(json, positions ? "positions" : "lines");
    json_object(json);
    if (positions) {
        write_position(json, "begin", line, finding->column);
        if (has_end && finding->end_column > 0)
            write_position(json, "end", finding->end_line, finding->end_column);
    } else {
        json_key_number(json, "begin", line);
        if (has_end && finding->line > 0)
            json_key_number(json, "end", finding->end_line);
    }
    json_close(json);
    json_close(json);
}

static void
write_finding(struct json *json, const struct report_finding *finding,
              struct buf *scratch)
{
    const struct diagnostic *diagnostic = finding->diagnostic;
    struct buf text;

    buf_init(&text, BUF_UNLIMITED);
    buf_str(&text, diagnostic->code);
    buf_text(&text, diagnostic->code.len > 0 ? ": " : "");
    buf_str(&text, diagnostic->message);
    buf_text(&text, " [");
    buf_str(&text, diagnostic->analyzer);
    buf_text(&text, "]");
    json_object(json);
    write_plain(json, "description", buf_view(&text), scratch);
    write_plain(json, "check_name",
                diagnostic->code.len > 0 ? diagnostic->code
                                         : diagnostic->analyzer,
                scratch);
    json_key_text(json, "fingerprint", finding->fingerprint);
    json_key_text(json, "severity", severities[diagnostic->severity]);
    write_location(json, diagnostic, scratch);
    json_close(json);
    buf_release(&text);
}

void
report_gitlab(const struct report *report, struct buf *out)
{
    struct report_groups groups;
    struct buf scratch;
    struct json json;

    report_groups_init(&groups, report);
    buf_init(&scratch, BUF_UNLIMITED);
    json_init(&json, out);
    json_array(&json);
    for (size_t i = 0; i < report->diagnostics->len; i++)
        write_finding(&json, &groups.findings[i], &scratch);
    json_close(&json);
    buf_byte(out, '\n');
    buf_release(&scratch);
    report_groups_release(&groups);
}
