/* SPDX-License-Identifier: MIT */
/*
 * Tools that say which files they mind and not where.
 *
 * `files` is one path per line.  black prints, on standard error,
 *
 *     would reformat a.py
 *     error: cannot parse: b.py:1:6
 *         def f(:
 *              ^
 *     ParseError: bad input
 *     error: cannot format c.py: unknown encoding: nope
 *
 * and a summary.  Its columns are code points from 0.
 */
#include "core/run/format_lines.h"

enum { WAYS_MAX = 16 };

int
format_read_files(struct reader *reader, struct err *err)
{
    struct str rest = reader->input->output;

    while (rest.data) {
        struct str line = str_trim(str_split(&rest, '\n'));
        struct finding finding = finding_of(line, STR("the tool names it"));
        if (line.len > 0 &&
            reader_add(reader, &finding, &counting_points, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- black */

static const struct counting black_counting = {.line_base = 1};

/* Take ":12" off the end of `text`. */
static bool
cut_number(struct str *text, int64_t *number)
{
    ptrdiff_t colon = str_find_last_byte(*text, ':');
    struct str digits = str_slice(*text, (size_t)(colon + 1), text->len);

    if (colon <= 0 || !line_take_number(&digits, number) || digits.len > 0)
        return false;
    text->len = (size_t)colon;
    return true;
}

/* "cannot format PATH: REASON"; a path may have ": " in it. */
static struct finding
cannot_format(struct reader *reader, struct str text)
{
    size_t first = 0;
    int ways = 0;

    for (size_t at = 1; at + 1 < text.len && ways < WAYS_MAX; at++) {
        if (text.data[at] != ':' || text.data[at + 1] != ' ')
            continue;
        ways++;
        first = first ? first : at;
        if (reader_has_line(reader, str_slice(text, 0, at), 1)) {
            first = at;
            break;
        }
    }
    if (first == 0)
        return finding_of(text, STR("cannot be formatted"));
    return finding_of(str_slice(text, 0, first),
                      str_slice(text, first + 2, text.len));
}

/* What follows the excerpt: "ParseError: bad input". */
static struct str
parse_message(struct str rest)
{
    while (rest.data) {
        struct str line = str_split(&rest, '\n');
        if (line.len > 0 && line.data[0] == ' ')
            continue;
        ptrdiff_t colon = str_find_byte(line, ':');
        ptrdiff_t blank = str_find_byte(line, ' ');
        if (colon > 0 && blank == colon + 1 &&
            str_ends_with(str_slice(line, 0, (size_t)colon), STR("Error")))
            return str_trim(str_slice(line, (size_t)colon + 1, line.len));
        break;
    }
    return STR("cannot be parsed");
}

/* The summary begins so; without it black did not come to its end. */
static bool
is_summary(struct str line)
{
    return str_starts_with(line, STR("Oh no!")) ||
           str_starts_with(line, STR("All done!")) ||
           /* All files are left out by its settings. */
           str_starts_with(line, STR("No Python files are present"));
}

static bool
read_black_line(struct reader *reader, struct str line, struct str rest,
                struct finding *finding)
{
    if (line_take(&line, STR("would reformat "))) {
        *finding = finding_of(line, STR("File would be reformatted"));
        finding->code = STR("unformatted");
        return true;
    }
    if (line_take(&line, STR("error: cannot parse: "))) {
        *finding = finding_of(line, parse_message(rest));
        finding->code = STR("invalid-syntax");
        if (!cut_number(&finding->path, &finding->column) ||
            !cut_number(&finding->path, &finding->line))
            finding->line = finding->column = PLACE_UNKNOWN;
        return true;
    }
    if (line_take(&line, STR("error: cannot format "))) {
        *finding = cannot_format(reader, line);
        finding->code = STR("io");
        return true;
    }
    return false;
}

int
format_read_black(struct reader *reader, struct err *err)
{
    struct str rest = reader->input->output;
    struct finding finding;
    bool done = str_trim(rest).len == 0;

    while (rest.data && !done) {
        struct str line = str_split(&rest, '\n');
        done = is_summary(line);
        if (read_black_line(reader, line, rest, &finding) &&
            reader_add(reader, &finding, &black_counting, err) != 0)
            return -1;
    }
    if (!done)
        return reader_refuse(reader, "no summary at its end",
                             reader->input->output, err);
    return 0;
}
