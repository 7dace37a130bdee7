/* SPDX-License-Identifier: MIT */
#include "core/run/format_columns.h"

#include "core/base/utf8.h"

/* Bytes of the character at `at`; what is no UTF-8 counts one by one. */
static size_t
character_len(struct str text, size_t at)
{
    const unsigned char *data = (const unsigned char *)text.data;
    size_t len;

    if (data[at] < 0x80)
        return 1;
    len = utf8_sequence(data + at, text.len - at);
    return len ? len : 1;
}

/* How many units a character of `bytes` bytes counts for. */
static size_t
width(size_t bytes, enum column_unit unit)
{
    if (unit == COLUMN_BYTES)
        return bytes;
    return unit == COLUMN_UTF16 && bytes == 4 ? 2 : 1;
}

/* Code points within the first `units` units; what lies behind the end of
   the line counts as it is. */
static size_t
points_within(struct str text, size_t units, enum column_unit unit)
{
    size_t points = 0;
    size_t at = 0;

    while (units > 0 && at < text.len) {
        size_t bytes = character_len(text, at);
        size_t taken = width(bytes, unit);
        if (taken > units)
            break;
        units -= taken;
        at += bytes;
        points++;
    }
    return at < text.len ? points : points + units;
}

/* Does the file begin with a byte order mark?  It stands in line 0. */
static bool
has_mark(const struct format_input *input, struct str path)
{
    struct str text;

    return input->line(input->context, path, 0, &text) && text.len > 0;
}

static uint32_t
to_points(const struct format_input *input, struct str path, uint32_t line,
          uint32_t column, const struct counting *counting)
{
    struct str text;

    if (column > 1 && counting->marks && line == 1 && input->line &&
        has_mark(input, path))
        column--;
    if (column <= 1 || counting->unit == COLUMN_POINTS)
        return column;
    if (!input->line || !input->line(input->context, path, line, &text))
        return 0;
    return (uint32_t)points_within(text, column - 1, counting->unit) + 1;
}

void
columns_to_points(const struct format_input *input,
                  struct diagnostic *diagnostic,
                  const struct counting *counting)
{
    struct str path = diagnostic->path;

    diagnostic->column =
        to_points(input, path, diagnostic->line, diagnostic->column, counting);
    if (diagnostic->column > 0)
        diagnostic->end_column = to_points(input, path, diagnostic->end_line,
                                           diagnostic->end_column, counting);
    else
        diagnostic->end_column = 0;
}
