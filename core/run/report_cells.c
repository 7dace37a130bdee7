/* SPDX-License-Identifier: MIT */
#include "core/run/report_parts.h"
#include "core/run/visible.h"

enum { TAB_CELLS = 4 };

/* The next code point of a line. */
struct cell {
    struct visible shown;
    size_t len; /* bytes in the source */
    size_t width;
};

static void
next_cell(struct str line, size_t at, size_t before, struct cell *cell)
{
    unsigned char byte = (unsigned char)line.data[at];

    cell->len = 1;
    cell->width = 1;
    if (byte >= 0x20 && byte < 0x7f) {
        cell->shown.text[0] = (char)byte;
        cell->shown.len = 1;
    } else if (byte == '\t') {
        cell->width = TAB_CELLS - before % TAB_CELLS;
        memset(cell->shown.text, ' ', TAB_CELLS);
        cell->shown.len = (unsigned)cell->width;
    } else {
        cell->len = visible_next(line, at, &cell->shown);
        cell->width = cell->shown.width;
    }
}

/* Over the next code point, unless its cells reach beyond `limit`. */
static bool
step(struct str line, size_t limit, struct report_cursor *cursor)
{
    struct cell cell;

    if (cursor->at >= line.len)
        return false;
    next_cell(line, cursor->at, cursor->cells, &cell);
    if (cursor->cells + cell.width > limit)
        return false;
    cursor->at += cell.len;
    cursor->cells += cell.width;
    cursor->column++;
    return true;
}

/* Over plain characters, at most `max`, each of them one column and one cell;
   returns how many they were. */
static size_t
skip_plain(struct str line, size_t max, struct report_cursor *cursor)
{
    size_t len = visible_plain(line, cursor->at, max);

    cursor->at += len;
    cursor->cells += len;
    cursor->column += (uint32_t)len;
    return len;
}

void
report_cells_to_column(struct str line, uint32_t column,
                       struct report_cursor *cursor)
{
    while (cursor->column < column)
        if (skip_plain(line, column - cursor->column, cursor) == 0 &&
            !step(line, SIZE_MAX, cursor))
            return;
}

static void
to_cell(struct str line, size_t cell, struct report_cursor *cursor)
{
    while (cursor->cells < cell)
        if (skip_plain(line, cell - cursor->cells, cursor) == 0 &&
            !step(line, cell, cursor))
            return;
}

/* Does the line end within `limit` cells?  Marks without a width may follow
   the last of them. */
static bool
ends_within(struct str line, size_t limit, struct report_cursor cursor)
{
    to_cell(line, limit, &cursor);
    while (step(line, limit, &cursor))
        continue;
    return cursor.at == line.len;
}

/* From the cursor on what lies between the cells `first` and `limit`.  A wide
   character that begins before `first` leaves a blank beside it. */
static void
write_cells(struct str line, size_t first, size_t limit,
            struct report_cursor cursor, struct buf *out)
{
    while (cursor.at < line.len) {
        struct report_cursor start = cursor;
        struct cell cell;
        if (cursor.cells >= first &&
            skip_plain(line, limit - cursor.cells, &cursor) > 0) {
            buf_append(out, line.data + start.at, cursor.at - start.at);
            continue;
        }
        next_cell(line, cursor.at, cursor.cells, &cell);
        if (!step(line, limit, &cursor))
            break;
        if (start.cells >= first)
            buf_append(out, cell.shown.text, cell.shown.len);
        else if (cursor.cells > first)
            buf_repeated(out, ' ', cursor.cells - first);
    }
}

void
report_cells_write(struct str line, size_t from, struct report_cursor *cursor,
                   struct buf *out)
{
    size_t to = from + REPORT_CELLS_MAX;
    bool whole;

    to_cell(line, from, cursor);
    whole = ends_within(line, to, *cursor);
    if (from > 0)
        buf_text(out, "…");
    write_cells(line, from > 0 ? from + 1 : 0, whole ? to : to - 1, *cursor,
                out);
    if (!whole)
        buf_text(out, "…");
}
