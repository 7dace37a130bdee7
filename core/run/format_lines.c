/* SPDX-License-Identifier: MIT */
#include "core/run/format_lines.h"

enum { DIGITS_MAX = 18, WAYS_MAX = 16 };

bool
line_take_number(struct str *rest, int64_t *number)
{
    size_t len = 0;

    *number = 0;
    while (len < rest->len && rest->data[len] >= '0' &&
           rest->data[len] <= '9') {
        if (len == DIGITS_MAX)
            return false;
        *number = *number * 10 + (rest->data[len] - '0');
        len++;
    }
    *rest = str_slice(*rest, len, rest->len);
    return len > 0;
}

bool
line_take(struct str *rest, struct str word)
{
    if (!str_starts_with(*rest, word))
        return false;
    *rest = str_slice(*rest, word.len, rest->len);
    return true;
}

/* ":12:", ":12:3:" or ":12:3-5:" at the front of place->rest. */
static bool
take_numbers(struct place_line *place)
{
    struct str rest = place->rest;
    struct str behind_line;
    int64_t end;

    place->column = PLACE_UNKNOWN;
    if (!line_take(&rest, STR(":")) || !line_take_number(&rest, &place->line) ||
        !line_take(&rest, STR(":")))
        return false;
    behind_line = rest;
    if (!line_take_number(&rest, &place->column) ||
        (line_take(&rest, STR("-")) && !line_take_number(&rest, &end)) ||
        !line_take(&rest, STR(":"))) {
        place->column = PLACE_UNKNOWN;
        rest = behind_line;
    }
    place->rest = rest;
    return true;
}

bool
line_take_place(struct reader *reader, struct str line,
                struct place_line *place)
{
    struct place_line first = {.path = {NULL, 0}};
    int ways = 0;

    for (size_t at = 1; at < line.len && ways < WAYS_MAX; at++) {
        const char *colon = memchr(line.data + at, ':', line.len - at);
        if (!colon)
            break;
        at = (size_t)(colon - line.data);
        place->path = str_slice(line, 0, at);
        place->rest = str_slice(line, at, line.len);
        if (!take_numbers(place))
            continue;
        if (ways++ == 0)
            first = *place;
        if (reader_has_line(reader, place->path, place->line))
            return true;
    }
    *place = first;
    return ways > 0;
}
