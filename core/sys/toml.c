/* SPDX-License-Identifier: MIT */
#include "core/sys/toml.h"

struct reader {
    const char *at;
    const char *end;
    struct toml_path path;
    unsigned depth;
    toml_sink *sink;
    void *context;
};

static char
peek(const struct reader *reader)
{
    return reader->at < reader->end ? *reader->at : '\0';
}

static bool
take(struct reader *reader, char byte)
{
    if (reader->at == reader->end || *reader->at != byte)
        return false;
    reader->at++;
    return true;
}

static void
skip_spaces(struct reader *reader)
{
    while (peek(reader) == ' ' || peek(reader) == '\t')
        reader->at++;
}

static void
skip_line(struct reader *reader)
{
    while (reader->at < reader->end && *reader->at != '\n')
        reader->at++;
}

/* Spaces, comments and ends of lines. */
static void
skip_gap(struct reader *reader)
{
    for (;;) {
        skip_spaces(reader);
        if (peek(reader) == '#')
            skip_line(reader);
        else if (peek(reader) == '\n' || peek(reader) == '\r')
            reader->at++;
        else
            return;
    }
}

static bool
stands_thrice(const struct reader *reader, char quote)
{
    return reader->end - reader->at >= 3 && reader->at[0] == quote &&
           reader->at[1] == quote && reader->at[2] == quote;
}

/*
 * A string of any kind; `*text` is what stands between its quotes.  One of a
 * single line ends with the line, if nothing else ends it.
 */
static void
read_string(struct reader *reader, struct str *text)
{
    char quote = *reader->at;
    bool is_long = stands_thrice(reader, quote);
    size_t width = is_long ? 3 : 1;

    reader->at += width;
    text->data = reader->at;
    while (reader->at < reader->end) {
        if (is_long ? stands_thrice(reader, quote) : *reader->at == quote)
            break;
        if (!is_long && *reader->at == '\n')
            break;
        if (*reader->at == '\\' && quote == '"' && reader->end - reader->at > 1)
            reader->at++;
        reader->at++;
    }
    text->len = (size_t)(reader->at - text->data);
    if (reader->at < reader->end && *reader->at == quote)
        reader->at += width;
}

static bool
is_key_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' ||
           (unsigned char)byte >= 0x80;
}

/* Append the keys of a dotted name to the path; false if it is none. */
static bool
read_keys(struct reader *reader)
{
    do {
        struct str key = {reader->at, 0};
        skip_spaces(reader);
        if (reader->path.len == TOML_DEPTH_MAX)
            return false;
        if (peek(reader) == '"' || peek(reader) == '\'') {
            read_string(reader, &key);
        } else {
            key.data = reader->at;
            while (is_key_byte(peek(reader)))
                reader->at++;
            key.len = (size_t)(reader->at - key.data);
            if (key.len == 0)
                return false;
        }
        reader->path.keys[reader->path.len++] = key;
        skip_spaces(reader);
    } while (take(reader, '.'));
    return true;
}

static bool read_value(struct reader *reader);

static bool
read_pair(struct reader *reader)
{
    size_t outer = reader->path.len;
    bool is_read = read_keys(reader) && take(reader, '=');

    if (is_read) {
        skip_spaces(reader);
        is_read = read_value(reader);
    }
    reader->path.len = outer;
    return is_read;
}

/* What stands between `[` and `]`, or `{` and `}`. */
static bool
read_items(struct reader *reader, char closer)
{
    reader->at++;
    for (;;) {
        skip_gap(reader);
        if (take(reader, closer))
            return true;
        if (!(closer == ']' ? read_value(reader) : read_pair(reader)))
            return false;
        skip_gap(reader);
        if (!take(reader, ',') && peek(reader) != closer)
            return false;
    }
}

static bool
read_bare(struct reader *reader)
{
    struct str value = {reader->at, 0};

    while (is_key_byte(peek(reader)) || peek(reader) == '.' ||
           peek(reader) == ':' || peek(reader) == '+')
        reader->at++;
    value.len = (size_t)(reader->at - value.data);
    if (value.len > 0)
        reader->sink(reader->context, &reader->path, value, false);
    return value.len > 0;
}

static bool
read_value(struct reader *reader)
{
    char first = peek(reader);
    struct str text;
    bool is_read;

    if (first == '"' || first == '\'') {
        read_string(reader, &text);
        reader->sink(reader->context, &reader->path, text, true);
        return true;
    }
    if (first != '[' && first != '{')
        return read_bare(reader);
    if (reader->depth == TOML_DEPTH_MAX)
        return false;
    reader->depth++;
    is_read = read_items(reader, first == '[' ? ']' : '}');
    reader->depth--;
    return is_read;
}

/* "[a.b]" and "[[a.b]]".  What follows a broken one counts as outside of
   all tables. */
static void
read_header(struct reader *reader)
{
    reader->path.len = 0;
    take(reader, '[');
    take(reader, '[');
    if (!read_keys(reader) || !take(reader, ']'))
        reader->path.len = 0;
    skip_line(reader);
}

void
toml_walk(struct str text, toml_sink *sink, void *context)
{
    struct reader reader = {.sink = sink, .context = context};

    if (text.len == 0)
        return;
    reader.at = text.data;
    reader.end = text.data + text.len;
    if (str_starts_with(text, STR("\xef\xbb\xbf")))
        reader.at += 3;
    for (;;) {
        skip_gap(&reader);
        if (reader.at == reader.end)
            return;
        if (*reader.at == '[')
            read_header(&reader);
        else if (!read_pair(&reader))
            skip_line(&reader);
    }
}

bool
toml_path_starts(const struct toml_path *path, const char *dotted)
{
    struct str rest = str_from(dotted);
    size_t i = 0;

    for (; rest.data; i++) {
        struct str key = str_split(&rest, '.');
        if (i == path->len ||
            !(str_equal(key, STR("*")) || str_equal(key, path->keys[i])))
            return false;
    }
    return true;
}
