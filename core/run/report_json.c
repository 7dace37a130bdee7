/* SPDX-License-Identifier: MIT */
#include "core/base/json.h"
#include "core/run/report_parts.h"

static void
write_text(struct json *json, const char *key, struct str text)
{
    json_key(json, key);
    if (text.len > 0)
        json_str(json, text);
    else
        json_null(json);
}

/* 0 is unknown in a diagnostic. */
static void
write_place(struct json *json, const char *key, uint32_t place)
{
    json_key(json, key);
    if (place > 0)
        json_number(json, place);
    else
        json_null(json);
}

static void
write_analyzer(struct json *json, const struct report_analyzer *analyzer)
{
    uint64_t saved_ms = analyzer->saved_ms;

    json_object(json);
    json_key(json, "name");
    json_str(json, analyzer->name);
    json_key_text(json, "status", analyzer_status_names[analyzer->status]);
    json_key_number(json, "analyzed", analyzer->analyzed);
    json_key_number(json, "replayed", analyzer->replayed);
    json_key_number(json, "unknown", analyzer->unknown);
    json_key_number(json, "saved_ms",
                    saved_ms > INT64_MAX ? INT64_MAX : (int64_t)saved_ms);
    write_text(json, "message", analyzer->message);
    json_close(json);
}

void
report_diagnostic(struct json *json, const struct diagnostic *finding)
{
    json_object(json);
    json_key(json, "analyzer");
    json_str(json, finding->analyzer);
    write_text(json, "path", finding->path);
    write_place(json, "line", finding->line);
    write_place(json, "column", finding->column);
    write_place(json, "end_line", finding->end_line);
    write_place(json, "end_column", finding->end_column);
    write_text(json, "code", finding->code);
    json_key_text(json, "severity", severity_names[finding->severity]);
    json_key(json, "message");
    json_str(json, finding->message);
    write_text(json, "url", finding->url);
    json_close(json);
}

/* What ends the list of findings. */
static const char closers[] = "}]";

void
report_json_begin(const struct report *report, struct buf *out)
{
    struct json json;

    json_init(&json, out);
    json_object(&json);
    json_key_number(&json, "version", 1);
    json_key_bool(&json, "complete", report->complete);
    json_key(&json, "analyzers");
    json_array(&json);
    for (size_t i = 0; i < report->analyzers_len; i++)
        write_analyzer(&json, &report->analyzers[i]);
    json_close(&json);
    json_key(&json, "diagnostics");
    json_array(&json);
}

void
report_json(const struct report_piece *piece, struct buf *out)
{
    struct json json;

    json_init_inside(&json, out, closers, piece->from > 0);
    for (size_t i = piece->from; i < piece->to; i++)
        report_diagnostic(&json, &piece->report->diagnostics->items[i]);
}

void
report_json_end(const struct report *report, struct buf *out)
{
    struct json json;

    json_init_inside(&json, out, closers, report->diagnostics->len > 0);
    json_close(&json);
    json_close(&json);
    buf_byte(out, '\n');
}
