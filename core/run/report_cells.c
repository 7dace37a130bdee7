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

void
report_cells_to_column(struct str line, uint32_t column,
                       struct report_cursor *cursor)
{
    while (cursor->column < column && step(line, SIZE_MAX, cursor))
        continue;
}

static void
to_cell(struct str line, size_t cell, struct report_cursor *cursor)
{
    while (cursor->cells < cell && step(line, cell, cursor))
        continue;
}

/* A wide character that lies under a "…" leaves a blank beside it. */
void
report_cells_write(struct str line, size_t from, struct report_cursor *cursor,
                   struct buf *out)
{
    size_t first = from > 0 ? from + 1 : 0;
    size_t to = from + REPORT_CELLS_MAX;
    struct report_cursor end;
    bool whole;

    to_cell(line, from, cursor);
    end = *cursor;
    while (step(line, to, &end))
        continue;
    whole = end.at == line.len;
    if (from > 0)
        buf_text(out, "…");
    for (size_t at = cursor->at, cells = cursor->cells; at < line.len;) {
        struct cell cell;
        next_cell(line, at, cells, &cell);
        if (cells + cell.width > (whole ? to : to - 1))
            break;
        at += cell.len;
        cells += cell.width;
        if (cells - cell.width >= first)
            buf_append(out, cell.shown.text, cell.shown.len);
        else if (cells > first)
            buf_printf(out, "%*s", (int)(cells - first), "");
    }
    if (!whole)
        buf_text(out, "…");
}
