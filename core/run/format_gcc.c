/* SPDX-License-Identifier: MIT */
/*
 * Lines as compilers print them, which most linters can print too:
 *
 *     path:12: message
 *     path:12:3: E501 line too long
 *     path:12:3: warning: message  [code]
 *     path: error: message
 *
 * Columns are taken for code points from 1, what is no number for no column.
 * Lines that name no place are talk (summaries, excerpts), but output that is
 * nothing but talk is not of this format unless the tool ended with status 0.
 *
 * flake8's lines are stricter: all of them are findings or the counts that
 * its settings may ask for, so that one which was interrupted ("... stopped
 * while processing files", status 1) is told from one which is done.
 */
#include "core/run/format_lines.h"

enum { CODE_LETTERS_MAX = 5, CODE_DIGITS_MAX = 6 };

static const struct str severities[] = {
    {"fatal error", 11}, {"error", 5},       {"warning", 7},
    {"warn", 4},         {"note", 4},        {"info", 4},
    {"information", 11}, {"hint", 4},        {"help", 4},
    {"remark", 6},       {"style", 5},       {"performance", 11},
    {"portability", 11}, {"convention", 10}, {"refactor", 8},
};

static bool
is_code_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || memchr("-_./+=", c, 6);
}

static bool
is_code_text(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_code_character(text.data[i]))
            return false;
    return text.len > 0;
}

/* "E501", "SC2034": capitals and digits, then a blank or a colon. */
static bool
take_plain_code(struct str *rest, struct str *code)
{
    size_t letters = 0;
    size_t end;

    while (letters < rest->len && rest->data[letters] >= 'A' &&
           rest->data[letters] <= 'Z')
        letters++;
    end = letters;
    while (end < rest->len && rest->data[end] >= '0' && rest->data[end] <= '9')
        end++;
    if (letters == 0 || letters > CODE_LETTERS_MAX || end == letters ||
        end - letters > CODE_DIGITS_MAX || end == rest->len ||
        (rest->data[end] != ' ' && rest->data[end] != ':'))
        return false;
    *code = str_slice(*rest, 0, end);
    *rest = str_trim(str_slice(*rest, end + 1, rest->len));
    return true;
}

/* "[code]" at the front. */
static bool
take_bracketed_code(struct str *rest, struct str *code)
{
    ptrdiff_t close = str_find_byte(*rest, ']');

    if (rest->len == 0 || rest->data[0] != '[' || close < 0 ||
        !is_code_text(str_slice(*rest, 1, (size_t)close)))
        return false;
    *code = str_slice(*rest, 1, (size_t)close);
    *rest = str_trim(str_slice(*rest, (size_t)close + 1, rest->len));
    (void)line_take(rest, STR(": "));
    return true;
}

/* "warning: ", or "error[code] " and "error[code]: ". */
static bool
take_severity(struct str *rest, struct finding *finding)
{
    for (size_t i = 0; i < sizeof(severities) / sizeof(*severities); i++) {
        struct str behind = *rest;
        if (!line_take(&behind, severities[i]))
            continue;
        if (!line_take(&behind, STR(":")) &&
            !take_bracketed_code(&behind, &finding->code))
            continue;
        finding->severity = reader_severity(severities[i]);
        *rest = str_trim(behind);
        return true;
    }
    return false;
}

/* "message  [code]", as mypy and gcc have it. */
static void
cut_trailing_code(struct finding *finding)
{
    struct str text = finding->message;
    ptrdiff_t open = str_find_last_byte(text, '[');
    struct str code;

    if (open <= 0 || text.data[open - 1] != ' ' ||
        !str_ends_with(text, STR("]")))
        return;
    code = str_slice(text, (size_t)open + 1, text.len - 1);
    if (!is_code_text(code))
        return;
    finding->code = code;
    finding->message = str_trim(str_slice(text, 0, (size_t)open));
}

static void
read_message(struct str rest, struct finding *finding)
{
    bool severe;

    rest = str_trim(rest);
    severe = take_severity(&rest, finding);
    if (finding->code.len == 0 && !take_plain_code(&rest, &finding->code))
        (void)take_bracketed_code(&rest, &finding->code);
    finding->message = rest;
    if (severe && finding->code.len == 0)
        cut_trailing_code(finding);
}

/* "path: error: message" */
static bool
read_without_place(struct str line, struct finding *finding)
{
    for (size_t at = 1; at + 2 < line.len; at++) {
        struct str rest = str_slice(line, at + 2, line.len);
        if (line.data[at] != ':' || line.data[at + 1] != ' ' ||
            !take_severity(&rest, finding))
            continue;
        finding->path = str_slice(line, 0, at);
        finding->message = rest;
        if (finding->code.len == 0)
            cut_trailing_code(finding);
        return true;
    }
    return false;
}

static bool
is_excerpt(struct str line)
{
    return line.data[0] == ' ' || line.data[0] == '\t';
}

static bool
read_line(struct reader *reader, struct str line, struct finding *finding)
{
    struct place_line place;

    *finding = finding_of(STR(""), STR(""));
    if (is_excerpt(line))
        return false;
    if (!line_take_place(reader, line, &place))
        return read_without_place(line, finding);
    finding->path = place.path;
    finding->line = place.line;
    finding->column = place.column;
    read_message(place.rest, finding);
    return true;
}

int
format_read_gcc(struct reader *reader, struct err *err)
{
    struct str rest = reader->input->output;
    struct str talk = {NULL, 0};

    while (rest.data) {
        struct str line = str_split(&rest, '\n');
        struct finding finding;
        if (str_trim(line).len == 0)
            continue;
        if (!read_line(reader, line, &finding))
            talk = talk.len ? talk : line;
        else if (reader_add(reader, &finding, &counting_points, err) != 0)
            return -1;
    }
    if (talk.len > 0 && reader->result->diagnostics.len == 0 &&
        reader->input->status != 0)
        return reader_refuse(reader, "no line like `path:line: message`", talk,
                             err);
    return 0;
}

/* ---- flake8 --format=%(path)s:%(row)d:%(col)d: %(code)s %(text)s */

/*
 * Plugins that look at the syntax tree (pyflakes is one) count bytes of
 * UTF-8, those that look at tokens and lines (pycodestyle is one) count code
 * points.  Which is which is known of these; the others mostly have trees.
 */
static bool
counts_points(struct str code)
{
    static const struct str prefixes[] = {
        {"E", 1}, {"W", 1}, {"Q", 1}, {"C81", 3}, {"COM", 3}, {"ISC", 3},
    };

    for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
        struct str rest = code;
        if (line_take(&rest, prefixes[i]) && rest.len > 0 &&
            rest.data[0] >= '0' && rest.data[0] <= '9')
            return true;
    }
    return false;
}

/* "3", or "2     E501 line too long": `count` and `statistics`. */
static bool
is_count(struct str line)
{
    int64_t count;
    struct str code;

    line = str_trim(line);
    if (!line_take_number(&line, &count))
        return false;
    if (line.len == 0)
        return true;
    if (!line_take(&line, STR(" ")))
        return false;
    line = str_trim(line);
    return take_plain_code(&line, &code);
}

static int
read_flake8_line(struct reader *reader, struct str line, struct err *err)
{
    struct counting counting = counting_points;
    struct finding finding = finding_of(STR(""), STR(""));
    struct place_line place;

    if (!line_take_place(reader, line, &place) ||
        place.column == PLACE_UNKNOWN || !line_take(&place.rest, STR(" ")))
        return is_count(line)
                   ? 0
                   : reader_refuse(reader, "a line that is no finding", line,
                                   err);
    finding.path = place.path;
    finding.line = place.line;
    finding.column = place.column;
    if (!take_plain_code(&place.rest, &finding.code))
        return reader_refuse(reader, "a finding without a code", line, err);
    finding.message = place.rest;
    if (!counts_points(finding.code))
        counting.unit = COLUMN_BYTES;
    return reader_add(reader, &finding, &counting, err);
}

int
format_read_flake8(struct reader *reader, struct err *err)
{
    struct str rest = reader->input->output;

    while (rest.data) {
        struct str line = str_split(&rest, '\n');
        if (str_trim(line).len > 0 && read_flake8_line(reader, line, err) != 0)
            return -1;
    }
    return 0;
}
