/* SPDX-License-Identifier: MIT */
/*
 * Reports are written in pieces of some findings each, several at a time by
 * as many threads, and given away in order: a report of 170,000 findings is
 * 75 MB of text, of which never more than a wave of pieces is in memory.
 * Threads are made for each wave, which takes less than a thousandth of it.
 */
#include "core/run/report_parts.h"
#include "core/sys/pool.h"

enum { PIECE_FINDINGS = 64, WAVE_PIECES = 64 };

/* Pieces that are written at the same time. */
struct wave {
    const struct report_format *format;
    const struct report *report;
    size_t from, to; /* the findings of all of them */
    struct buf texts[WAVE_PIECES];
};

/*
 * Runners look for "##[error]" and "##vso[…]" anywhere in a line that a job
 * prints.  Is that what starts at `at`, where a '#' is?
 */
static bool
is_command(struct str text, size_t at)
{
    size_t end = at + 2;

    if (at + 1 >= text.len || text.data[at + 1] != '#')
        return false;
    while (end < text.len && text.data[end] >= 'a' && text.data[end] <= 'z')
        end++;
    return end < text.len && text.data[end] == '[';
}

/* The first command at `from` or behind it; text.len if there is none. */
static size_t
find_command(struct str text, size_t from)
{
    while (from < text.len) {
        const char *hash = memchr(text.data + from, '#', text.len - from);
        if (!hash)
            return text.len;
        from = (size_t)(hash - text.data);
        if (is_command(text, from))
            return from;
        from++;
    }
    return text.len;
}

/* No command reaches from one piece into the next: pieces end where a finding
   does, with a line or a bracket. */
static void
guard(const struct report_format *format, struct buf *piece)
{
    struct str text = buf_view(piece);
    struct buf guarded;
    size_t from = 0;

    if (find_command(text, 0) == text.len)
        return;
    buf_init(&guarded, BUF_UNLIMITED);
    while (from < text.len) {
        size_t to = find_command(text, from);
        buf_str(&guarded, str_slice(text, from, to));
        if (to < text.len)
            buf_text(&guarded, format->guard);
        from = to + 1;
    }
    buf_release(piece);
    *piece = guarded;
}

static void
write_piece(struct wave *wave, unsigned worker, size_t number)
{
    const struct report *report = wave->report;
    struct report_piece piece = {
        .report = report,
        .source = report->sources ? report->sources[worker] : NULL,
        .from = wave->from + number * PIECE_FINDINGS,
        .to = wave->from + (number + 1) * PIECE_FINDINGS,
    };

    if (piece.to > wave->to)
        piece.to = wave->to;
    wave->format->findings(&piece, &wave->texts[number]);
    guard(wave->format, &wave->texts[number]);
}

static void
write_pieces(unsigned worker, void *context, size_t from, size_t to)
{
    for (size_t number = from; number < to; number++)
        write_piece(context, worker, number);
}

/* False if the sink wants no more. */
static bool
write_wave(struct wave *wave, const struct report_sink *sink)
{
    size_t findings = wave->to - wave->from;
    size_t pieces = (findings + PIECE_FINDINGS - 1) / PIECE_FINDINGS;
    bool wanted = true;

    pool_for((struct crew){wave->report->jobs, wave->report->timeline}, pieces,
             1, write_pieces, wave);
    for (size_t i = 0; i < pieces; i++) {
        wanted = wanted && sink->take(sink->context, buf_view(&wave->texts[i]));
        buf_clear(&wave->texts[i]);
    }
    return wanted;
}

size_t
report_shown(const struct report *report)
{
    size_t len = report->diagnostics->len;

    return report->max_findings > 0 && report->max_findings < len
               ? report->max_findings
               : len;
}

static bool
write_findings(const struct report_format *format, const struct report *report,
               const struct report_sink *sink)
{
    size_t len =
        format->limited ? report_shown(report) : report->diagnostics->len;
    struct wave wave = {.format = format, .report = report};
    bool wanted = true;

    for (size_t i = 0; i < WAVE_PIECES; i++)
        buf_init(&wave.texts[i], BUF_UNLIMITED);
    for (; wanted && wave.to < len; wave.from = wave.to) {
        size_t most = (size_t)WAVE_PIECES * PIECE_FINDINGS;
        wave.to = len - wave.from < most ? len : wave.from + most;
        wanted = write_wave(&wave, sink);
    }
    for (size_t i = 0; i < WAVE_PIECES; i++)
        buf_release(&wave.texts[i]);
    return wanted;
}

/* What stands before or behind the findings; `write` may be NULL. */
static bool
write_edge(const struct report_format *format, const struct report *report,
           report_edge *write, const struct report_sink *sink)
{
    struct buf text;
    bool wanted;

    if (!write)
        return true;
    buf_init(&text, BUF_UNLIMITED);
    write(report, &text);
    guard(format, &text);
    wanted = sink->take(sink->context, buf_view(&text));
    buf_release(&text);
    return wanted;
}

void
report_write(const struct report_format *format, const struct report *report,
             const struct report_sink *sink)
{
    (void)(write_edge(format, report, format->begin, sink) &&
           (!format->findings || write_findings(format, report, sink)) &&
           write_edge(format, report, format->end, sink));
}

static bool
append(void *context, struct str piece)
{
    struct buf *out = context;

    buf_str(out, piece);
    return !out->full;
}

void
report_append(const struct report_format *format, const struct report *report,
              struct buf *out)
{
    struct report_sink sink = {append, out};

    report_write(format, report, &sink);
}
