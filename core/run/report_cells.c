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

size_t
report_cells_before(struct str line, uint32_t column)
{
    size_t cells = 0;

    for (size_t at = 0; at < line.len && column > 1; column--) {
        struct cell cell;
        next_cell(line, at, cells, &cell);
        at += cell.len;
        cells += cell.width;
    }
    return cells;
}

bool
report_cells_fit(struct str line, size_t limit)
{
    size_t cells = 0;

    for (size_t at = 0; at < line.len && cells <= limit;) {
        struct cell cell;
        next_cell(line, at, cells, &cell);
        at += cell.len;
        cells += cell.width;
    }
    return cells <= limit;
}

static void
write_blanks(struct buf *out, size_t count)
{
    buf_printf(out, "%*s", (int)count, "");
}

/* A wide character that lies under a "…" leaves a blank beside it. */
void
report_cells_write(struct str line, size_t from, struct buf *out)
{
    size_t to = from + REPORT_CELLS_MAX;
    size_t first = from > 0 ? from + 1 : 0;
    bool whole = report_cells_fit(line, to);
    size_t cells = 0;

    if (from > 0)
        buf_text(out, "…");
    for (size_t at = 0; at < line.len;) {
        struct cell cell;
        next_cell(line, at, cells, &cell);
        at += cell.len;
        if (!whole && cells + cell.width >= to)
            break;
        if (cells >= first && cells + cell.width > first)
            buf_append(out, cell.shown.text, cell.shown.len);
        else if (cells + cell.width > first)
            write_blanks(out, cells + cell.width - first);
        cells += cell.width;
    }
    if (!whole)
        buf_text(out, "…");
}
