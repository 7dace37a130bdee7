/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "core/base/human.h"
#include "core/cli/progress.h"
#include "core/run/visible.h"

enum {
    BAR_MIN = 10, /* less of it shows nothing */
    BAR_MAX = 40,
    NAME_MAX_COLUMNS = 24,
    /* An average over less is a guess. */
    RATE_AFTER_MS = 1000,
};

#define RATE_MAX 1e9
#define YEAR_MS (365.0 * 24 * 3600 * 1000)

#define NAME_COLOR "\x1b[1m"
#define BAR_COLOR "\x1b[32m"
#define COLOR_OFF "\x1b[0m"

static unsigned
append_name(struct str name, unsigned columns, struct buf *line)
{
    struct visible shown;
    unsigned used = 0;

    for (size_t at = 0; at < name.len;) {
        at += visible_next(name, at, &shown);
        if (used + shown.width > columns)
            break;
        used += shown.width;
        buf_append(line, shown.text, shown.len);
    }
    return used;
}

static void
append_counts(const struct progress_view *view, struct buf *line)
{
    human_count(view->done, line);
    if (view->total == 0)
        return;
    buf_byte(line, '/');
    human_count(view->total, line);
}

static double
per_second(const struct progress_view *view)
{
    double rate = (double)view->fresh * 1000 / (double)view->elapsed_ms;

    return rate < RATE_MAX ? rate : RATE_MAX;
}

/* One an hour is as good as none. */
static bool
has_rate(const struct progress_view *view)
{
    return view->elapsed_ms >= RATE_AFTER_MS && per_second(view) * 60 >= 0.5;
}

/* In the unit that gives a number one can count to. */
static void
append_rate(const struct progress_view *view, struct buf *line)
{
    double rate = per_second(view);

    buf_text(line, "  ");
    if (rate >= 10) {
        human_count((uint64_t)rate, line);
        buf_text(line, "/s");
    } else if (rate >= 1) {
        uint64_t tenths = (uint64_t)(rate * 10);
        buf_printf(line, "%" PRIu64 ".%" PRIu64 "/s", tenths / 10, tenths % 10);
    } else {
        buf_printf(line, "%" PRIu64 "/min", (uint64_t)(rate * 60 + 0.5));
    }
}

static void
append_left(const struct progress_view *view, struct buf *line)
{
    double left = (double)(view->total - view->done) * 1000 / per_second(view);

    if (left > YEAR_MS)
        return;
    /* Tenths of a second would only flicker. */
    buf_text(line, "  ");
    if (left < 1000)
        buf_text(line, "1s");
    else if (left < 10 * 1000)
        buf_printf(line, "%us", (unsigned)(left / 1000));
    else
        human_duration((uint64_t)left, line);
    buf_text(line, " left");
}

/*
 * What stands behind the bar, as much as fits: counts before rate before
 * time.  Its bytes are its columns.
 */
static void
append_tail(const struct progress_view *view, unsigned columns,
            struct buf *tail)
{
    struct buf part;
    size_t fits;

    buf_init(&part, BUF_UNLIMITED);
    append_counts(view, &part);
    fits = part.len <= columns ? part.len : 0;
    if (fits && has_rate(view)) {
        append_rate(view, &part);
        fits = part.len <= columns ? part.len : fits;
    }
    if (fits == part.len && has_rate(view) && view->total > view->done) {
        append_left(view, &part);
        fits = part.len <= columns ? part.len : fits;
    }
    buf_str(tail, str_slice(buf_view(&part), 0, fits));
    buf_release(&part);
}

/* "[====>     ] ", with its brackets and the space. */
static void
append_bar(const struct progress_view *view, unsigned columns, struct buf *line)
{
    unsigned inner = columns - 3;
    unsigned full =
        (unsigned)((double)inner * (double)view->done / (double)view->total);

    if (full > inner)
        full = inner;
    buf_byte(line, '[');
    if (view->color)
        buf_text(line, BAR_COLOR);
    for (unsigned i = 0; i < full; i++)
        buf_byte(line, i + 1 == full && full < inner ? '>' : '=');
    if (view->color)
        buf_text(line, COLOR_OFF);
    for (unsigned i = full; i < inner; i++)
        buf_byte(line, ' ');
    buf_text(line, "] ");
}

void
progress_render(const struct progress_view *view, struct buf *line)
{
    unsigned columns = view->columns;
    unsigned name_columns =
        columns < NAME_MAX_COLUMNS ? columns : NAME_MAX_COLUMNS;
    struct buf tail;
    unsigned left;

    if (view->color)
        buf_text(line, NAME_COLOR);
    left = columns - append_name(view->name, name_columns, line);
    if (view->color)
        buf_text(line, COLOR_OFF);
    if (left < 2)
        return;
    buf_init(&tail, BUF_UNLIMITED);
    append_tail(view, left - 1, &tail);
    buf_byte(line, ' ');
    left -= 1 + (unsigned)tail.len;
    if (tail.len > 0 && view->total > 0 && left >= BAR_MIN + 3)
        append_bar(view, left < BAR_MAX + 3 ? left : BAR_MAX + 3, line);
    buf_str(line, buf_view(&tail));
    buf_release(&tail);
}
