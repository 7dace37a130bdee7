/* SPDX-License-Identifier: MIT */
/*
 * Excerpts of sources, in the shape of ruff's and rustc's:
 *
 *      --> pkg/a.py:3:5             --> pkg/a.py:3:9
 *       |                            |
 *     2 | def f():                 3 |     x = f(
 *     3 |     import os              |  _________^
 *       |     ^^^^^^^^^            4 | |       a)
 *                                    | |________^
 *
 * Places are counted in columns of a terminal, "cells" here: tabs fill up to
 * the next stop, wide characters take two, combining marks none.
 */
#include "core/run/report_parts.h"

enum {
    CONTEXT_LINES = 2,
    /* Of a range of more lines than RANGE_MAX, so many from both ends. */
    RANGE_MAX = 9,
    RANGE_HEAD = 4,
    RANGE_TAIL = 3,
};

struct excerpt {
    const struct report_piece *piece;
    const struct diagnostic *finding;
    const char *color; /* of its severity */
    const struct report_colors *colors;
    struct report_anchor *anchor;
    struct buf *out;
    uint32_t first, last; /* lines shown */
    uint32_t end_line;    /* of the range */
    size_t start, end;    /* cells: of its start in `line`, behind its end */
    /* The first cell shown; of a line that is cut no others are shown. */
    size_t from;
    unsigned gutter;
    bool several;     /* the range has more than one line */
    bool starts_line; /* only blanks stand before it */
};

static bool
get_line(const struct excerpt *excerpt, uint32_t line, struct str *text)
{
    const struct report_piece *piece = excerpt->piece;

    *text = STR("");
    if (line == 0 || !piece->report->line ||
        !piece->report->line(piece->source, excerpt->finding->path, line, text))
        return false;
    while (text->len > 0 && (text->data[text->len - 1] == '\n' ||
                             text->data[text->len - 1] == '\r'))
        text->len--;
    return true;
}

static size_t
max_size(size_t a, size_t b)
{
    return a > b ? a : b;
}

/*
 * An end before the first column of a line is the end of the line before it;
 * without an end, or with one that is not there, one place is marked.
 */
static void
find_end(struct excerpt *excerpt)
{
    const struct diagnostic *finding = excerpt->finding;
    struct report_cursor cursor = excerpt->anchor->cursor;
    uint32_t end_line = finding->end_line;
    uint32_t column = finding->end_column;
    struct str text;

    excerpt->end_line = finding->line;
    excerpt->end = excerpt->start + 1;
    if (column == 1 && end_line > finding->line) {
        end_line--;
        column = UINT32_MAX;
    }
    if (end_line < finding->line || column == 0 ||
        !get_line(excerpt, end_line, &text))
        return;
    excerpt->several = end_line > finding->line;
    excerpt->end_line = end_line;
    if (excerpt->several)
        cursor = (struct report_cursor){.column = 1};
    report_cells_to_column(text, column, &cursor);
    excerpt->end =
        max_size(cursor.cells, excerpt->several ? 1 : excerpt->start + 1);
}

static bool
is_blank(const struct excerpt *excerpt, uint32_t line)
{
    struct str text;

    return !get_line(excerpt, line, &text) || str_trim(text).len == 0;
}

/* Up to two lines before and behind; blank ones do not begin or end it. */
static void
find_context(struct excerpt *excerpt)
{
    uint32_t line = excerpt->finding->line;
    uint32_t end = excerpt->end_line;
    uint32_t last = end;
    struct str text;

    excerpt->first = excerpt->last = line;
    if (excerpt->from > 0)
        return;
    excerpt->first = line > CONTEXT_LINES ? line - CONTEXT_LINES : 1;
    while (excerpt->first < line && is_blank(excerpt, excerpt->first))
        excerpt->first++;
    while (last - end < CONTEXT_LINES && last < UINT32_MAX &&
           get_line(excerpt, last + 1, &text))
        last++;
    while (last > end && is_blank(excerpt, last))
        last--;
    excerpt->last = last;
}

static bool
is_elided(const struct excerpt *excerpt)
{
    return excerpt->end_line - excerpt->finding->line >= RANGE_MAX;
}

static unsigned
digits(uint32_t number)
{
    unsigned count = 1;

    for (; number >= 10; number /= 10)
        count++;
    return count;
}

/* The anchor is put before the finding's column, if it is not there. */
static void
move_anchor(struct report_anchor *anchor, const struct diagnostic *finding)
{
    if (anchor->line == finding->line &&
        anchor->cursor.column <= finding->column &&
        str_equal(anchor->path, finding->path))
        return;
    *anchor = (struct report_anchor){
        .path = finding->path, .line = finding->line, .cursor = {.column = 1}};
}

static size_t
count_blanks(struct str text)
{
    size_t count = 0;

    while (count < text.len &&
           (text.data[count] == ' ' || text.data[count] == '\t'))
        count++;
    return count;
}

/* False if there is no such line. */
static bool
open_excerpt(struct excerpt *excerpt)
{
    uint32_t column = excerpt->finding->column;
    struct report_cursor cursor;
    struct str text;

    if (!get_line(excerpt, excerpt->finding->line, &text))
        return false;
    move_anchor(excerpt->anchor, excerpt->finding);
    cursor = excerpt->anchor->cursor;
    report_cells_to_column(text, column, &cursor);
    excerpt->start = cursor.cells;
    excerpt->starts_line = column <= count_blanks(text) + 1;
    find_end(excerpt);
    if (!excerpt->several && excerpt->end >= REPORT_CELLS_MAX &&
        excerpt->start > REPORT_CELLS_MAX / 4)
        excerpt->from = excerpt->start - REPORT_CELLS_MAX / 4;
    find_context(excerpt);
    excerpt->gutter = digits(excerpt->last);
    if (is_elided(excerpt) && excerpt->gutter < 3)
        excerpt->gutter = 3;
    return true;
}

/* "12 |" or, for line 0, as many blanks before the bar. */
static void
write_gutter(const struct excerpt *excerpt, uint32_t line)
{
    struct buf *out = excerpt->out;

    buf_text(out, excerpt->colors->frame);
    if (line > 0)
        buf_number(out, line);
    buf_repeated(out, ' ', excerpt->gutter - (line > 0 ? digits(line) : 0));
    buf_text(out, " |");
    buf_text(out, excerpt->colors->off);
}

static void
write_colored(const struct excerpt *excerpt, const char *text)
{
    buf_text(excerpt->out, excerpt->color);
    buf_text(excerpt->out, text);
    buf_text(excerpt->out, excerpt->colors->off);
}

/* What stands to the left of the lines of a range: one character. */
static const char *
bar(const struct excerpt *excerpt, uint32_t line)
{
    uint32_t start = excerpt->finding->line;

    if (line < start || line > excerpt->end_line)
        return " ";
    if (line > start)
        return "|";
    return excerpt->starts_line ? "/" : " ";
}

static void
write_line(const struct excerpt *excerpt, uint32_t line)
{
    struct report_cursor start = {.column = 1};
    struct buf *out = excerpt->out;
    struct str text;

    (void)get_line(excerpt, line, &text);
    write_gutter(excerpt, line);
    if (excerpt->several && (text.len > 0 || *bar(excerpt, line) != ' ')) {
        buf_byte(out, ' ');
        write_colored(excerpt, bar(excerpt, line));
    }
    if (text.len > 0) {
        buf_byte(out, ' ');
        report_cells_write(
            text, excerpt->from,
            excerpt->from > 0 ? &excerpt->anchor->cursor : &start, out);
    }
    buf_byte(out, '\n');
}

/* Below the line of a place that has one line: "    ^^^". */
static void
write_carets(const struct excerpt *excerpt)
{
    size_t limit = excerpt->from + REPORT_CELLS_MAX;
    size_t start = excerpt->start < limit ? excerpt->start : limit - 1;
    size_t end = excerpt->end < limit ? excerpt->end : limit;

    write_gutter(excerpt, 0);
    buf_repeated(excerpt->out, ' ', 1 + start - excerpt->from);
    buf_text(excerpt->out, excerpt->color);
    buf_repeated(excerpt->out, '^', max_size(end, start + 1) - start);
    buf_text(excerpt->out, excerpt->colors->off);
    buf_byte(excerpt->out, '\n');
}

/* From the bar of a range to the place where it begins or ends. */
static void
write_turn(const struct excerpt *excerpt, char corner, size_t cells)
{
    size_t limit = REPORT_CELLS_MAX - 1;
    struct buf *out = excerpt->out;

    write_gutter(excerpt, 0);
    buf_byte(out, ' ');
    buf_text(out, excerpt->color);
    buf_byte(out, corner);
    buf_repeated(out, '_', 1 + (cells < limit ? cells : limit));
    buf_byte(out, '^');
    buf_text(out, excerpt->colors->off);
    buf_byte(out, '\n');
}

static void
write_elision(const struct excerpt *excerpt)
{
    buf_printf(excerpt->out, "%s%-*s |%s ", excerpt->colors->frame,
               (int)excerpt->gutter, "...", excerpt->colors->off);
    write_colored(excerpt, "|");
    buf_byte(excerpt->out, '\n');
}

static void
write_marks(const struct excerpt *excerpt, uint32_t line)
{
    const struct diagnostic *finding = excerpt->finding;

    if (finding->column == 0)
        return;
    if (!excerpt->several && line == finding->line)
        write_carets(excerpt);
    if (!excerpt->several)
        return;
    if (line == finding->line && !excerpt->starts_line)
        write_turn(excerpt, ' ', excerpt->start);
    if (line == excerpt->end_line)
        write_turn(excerpt, '|', excerpt->end - 1);
}

static void
write_lines(const struct excerpt *excerpt)
{
    uint32_t hidden = excerpt->finding->line + RANGE_HEAD;
    uint32_t until = excerpt->end_line - RANGE_TAIL;

    write_gutter(excerpt, 0);
    buf_byte(excerpt->out, '\n');
    for (uint32_t line = excerpt->first; line <= excerpt->last; line++) {
        if (is_elided(excerpt) && line == hidden) {
            write_elision(excerpt);
            line = until + 1;
        }
        write_line(excerpt, line);
        write_marks(excerpt, line);
        if (line == UINT32_MAX)
            break;
    }
}

void
report_source(const struct report_piece *piece,
              const struct diagnostic *finding,
              const struct report_colors *colors, struct report_anchor *anchor,
              struct buf *out)
{
    struct excerpt excerpt = {
        .piece = piece,
        .finding = finding,
        .color = colors->severity[finding->severity],
        .colors = colors,
        .anchor = anchor,
        .out = out,
        .gutter = 1,
    };
    bool readable = open_excerpt(&excerpt);

    buf_repeated(out, ' ', excerpt.gutter);
    buf_text(out, colors->frame);
    buf_text(out, "-->");
    buf_text(out, colors->off);
    buf_byte(out, ' ');
    report_place(finding, out);
    buf_byte(out, '\n');
    if (readable)
        write_lines(&excerpt);
}
