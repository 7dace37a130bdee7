/* SPDX-License-Identifier: MIT */
#include "core/python/strings.h"

#include <string.h>

#include "core/python/words.h"

/* f-strings inside f-strings; CPython stops at 150, real code at 3. */
enum { NESTING_MAX = 64 };

struct literal {
    size_t body; /* behind the opening quotes */
    char quote;
    bool triple;
    bool raw;
    bool format;
};

static bool scan_format(struct line_scanner *scanner,
                        const struct literal *literal, unsigned nesting,
                        size_t *end);

/* Read the prefix backwards and the opening quotes forwards. */
static struct literal
open_literal(const struct line_scanner *scanner, size_t from, size_t quote)
{
    const char *data = scanner->data;
    struct literal literal = {.quote = data[quote], .body = quote + 1};
    size_t start = quote;
    while (start > from && words_is_name_byte(data[start - 1])) {
        start--;
    }
    bool is_prefix = true;
    for (size_t i = start; i < quote; i++) {
        is_prefix = is_prefix && strchr("rRbBuUfFtT", data[i]) != NULL;
    }
    for (size_t i = start; is_prefix && i < quote; i++) {
        literal.raw |= data[i] == 'r' || data[i] == 'R';
        literal.format |= strchr("fFtT", data[i]) != NULL;
    }
    if (quote + 2 < scanner->len && data[quote + 1] == literal.quote &&
        data[quote + 2] == literal.quote) {
        literal.triple = true;
        literal.body = quote + 3;
    }
    return literal;
}

/* True if the closing quotes stand at `pos`. */
static bool
closes(const struct line_scanner *scanner, const struct literal *literal,
       size_t pos)
{
    const char *data = scanner->data;
    if (data[pos] != literal->quote) {
        return false;
    }
    return !literal->triple ||
           (pos + 2 < scanner->len && data[pos + 1] == literal->quote &&
            data[pos + 2] == literal->quote);
}

static size_t
behind_quotes(const struct literal *literal, size_t pos)
{
    return pos + (literal->triple ? 3 : 1);
}

/* Behind a backslash and the one character (or CRLF) it hides. */
static size_t
skip_escape(const struct line_scanner *scanner, size_t pos)
{
    const char *data = scanner->data;
    if (pos + 2 < scanner->len && data[pos + 1] == '\r' &&
        data[pos + 2] == '\n') {
        return pos + 3;
    }
    return pos + 2 < scanner->len ? pos + 2 : scanner->len;
}

/* A plain literal; false if it never ends. */
static bool
scan_plain(struct line_scanner *scanner, const struct literal *literal,
           size_t *end)
{
    size_t pos = literal->body;
    size_t content = pos; /* a newline is taken only here */
    while ((pos = line_next_special(scanner, pos)) < scanner->len) {
        char byte = scanner->data[pos];
        if (closes(scanner, literal, pos)) {
            *end = behind_quotes(literal, pos);
            return true;
        }
        if (byte == '\\') {
            pos = skip_escape(scanner, pos);
            content = pos;
            continue;
        }
        if (byte == '\n' && !literal->triple && pos != content) {
            *end = pos;
            return false;
        }
        pos++;
    }
    *end = scanner->len;
    return false;
}

/* Behind `\N{…}`, which is not a field, or behind the backslash. */
static size_t
skip_format_escape(const struct line_scanner *scanner,
                   const struct literal *literal, size_t pos)
{
    const char *data = scanner->data;
    if (pos + 1 >= scanner->len) {
        return scanner->len;
    }
    char next = data[pos + 1];
    if (next == literal->quote || next == '\\' || next == '\n' ||
        next == '\r') {
        return skip_escape(scanner, pos);
    }
    if (!literal->raw && next == 'N' && pos + 2 < scanner->len &&
        data[pos + 2] == '{') {
        const char *brace = memchr(data + pos, '}', scanner->len - pos);
        return brace ? (size_t)(brace - data) + 1 : pos + 3;
    }
    return pos + 1;
}

/*
 * A format specification runs to the field's `}`; fields may stand in it.
 * `pos` is behind the colon.  Returns the offset of the `}` or the end.
 */
static size_t
scan_specification(const struct line_scanner *scanner, size_t pos)
{
    unsigned depth = 0;
    for (; pos < scanner->len; pos++) {
        char byte = scanner->data[pos];
        if (byte == '{') {
            depth++;
        } else if (byte == '}' && depth-- == 0) {
            return pos;
        } else if (byte == '\n') {
            return scanner->len;
        }
    }
    return pos;
}

static size_t
skip_nested_string(struct line_scanner *scanner, size_t from, size_t quote,
                   unsigned nesting)
{
    struct literal literal = open_literal(scanner, from, quote);
    size_t end;
    bool closed = literal.format
                      ? scan_format(scanner, &literal, nesting + 1, &end)
                      : scan_plain(scanner, &literal, &end);
    return closed ? end : scanner->len;
}

static size_t
line_end(const struct line_scanner *scanner, size_t pos)
{
    const char *newline = memchr(scanner->data + pos, '\n', scanner->len - pos);
    return newline ? (size_t)(newline - scanner->data) : scanner->len;
}

/* How a byte changes the depth of brackets. */
static int
bracket_step(char byte)
{
    switch (byte) {
    case '(':
    case '[':
    case '{':
        return 1;
    case ')':
    case ']':
    case '}':
        return -1;
    default:
        return 0;
    }
}

/*
 * A replacement field: code up to the `}` that closes it.  `pos` is behind
 * the `{`.  Returns the offset behind the `}`, or the text's length.
 */
static size_t
scan_field(struct line_scanner *scanner, size_t pos, unsigned nesting)
{
    size_t start = pos;
    int depth = 0;
    while (pos < scanner->len) {
        char byte = scanner->data[pos];
        if (depth == 0 && byte == '}') {
            return pos + 1;
        }
        if (depth == 0 && byte == ':') {
            size_t brace = scan_specification(scanner, pos + 1);
            return brace < scanner->len ? brace + 1 : scanner->len;
        }
        if (byte == '"' || byte == '\'') {
            pos = skip_nested_string(scanner, start, pos, nesting);
        } else if (byte == '#') {
            pos = line_end(scanner, pos);
        } else if (byte == '\n' && scanner->open_field) {
            return scanner->len;
        } else {
            int step = bracket_step(byte);
            depth += depth + step < 0 ? 0 : step;
            pos++;
        }
    }
    return scanner->len;
}

/* Doubled braces stand for themselves. */
static bool
is_doubled(const struct line_scanner *scanner, size_t pos)
{
    return pos + 1 < scanner->len &&
           scanner->data[pos + 1] == scanner->data[pos];
}

static bool
scan_format(struct line_scanner *scanner, const struct literal *literal,
            unsigned nesting, size_t *end)
{
    size_t pos = literal->body;
    size_t content = pos;
    *end = scanner->len;
    while ((pos = line_next_special(scanner, pos)) < scanner->len) {
        char byte = scanner->data[pos];
        if (closes(scanner, literal, pos)) {
            *end = behind_quotes(literal, pos);
            return true;
        }
        if (byte == '\\') {
            content = pos = skip_format_escape(scanner, literal, pos);
        } else if ((byte == '{' || byte == '}') && is_doubled(scanner, pos)) {
            content = pos = pos + 2;
        } else if (byte == '{' && nesting < NESTING_MAX) {
            content = pos = scan_field(scanner, pos + 1, nesting);
            if (pos >= scanner->len) {
                return false;
            }
        } else if (byte == '\n' && !literal->triple && pos != content) {
            *end = pos;
            return false;
        } else {
            pos++;
        }
    }
    return false;
}

/*
 * Where to go on behind a literal that never ends.  Once one field was
 * followed to the end of the text, later ones stop at their line, and so do
 * their strings, or a file of `f"{` would cost its length squared.
 */
static size_t
give_up(struct line_scanner *scanner, const struct literal *literal)
{
    bool again = scanner->open_field;
    scanner->damaged = true;
    scanner->open_field = literal->format || again;
    return literal->triple && !(literal->format && again)
               ? literal->body
               : line_end(scanner, literal->body);
}

void
string_scan(struct line_scanner *scanner, size_t from, size_t quote,
            struct string_span *span)
{
    struct literal literal = open_literal(scanner, from, quote);
    span->is_format = literal.format;
    bool closed = literal.format ? scan_format(scanner, &literal, 0, &span->end)
                                 : scan_plain(scanner, &literal, &span->end);
    if (!closed) {
        span->end = give_up(scanner, &literal);
    }
}
