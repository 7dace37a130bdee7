/* SPDX-License-Identifier: MIT */
#include "core/python/lists.h"

#include <string.h>

#include "core/python/strings.h"
#include "core/sys/tree.h"

/* A string, and what it is joined with, on its way through a line. */
struct joining {
    struct chain_reader *chains;
    struct buf value;
    bool open; /* nothing but blanks since the last string */
};

/* The string that ended is a name, or of no interest. */
static void
finish_string(struct joining *joining)
{
    struct str value = buf_view(&joining->value);
    if (joining->open && value.len <= CHAIN_NAME_MAX &&
        tree_is_identifier(value)) {
        chain_listed(joining->chains, value);
    }
    buf_clear(&joining->value);
    joining->open = false;
}

/* Without its quotes; an unclosed one is what is there. */
static struct str
inside(struct str text, size_t quote, size_t end)
{
    char byte = text.data[quote];
    size_t width = 1;
    if (quote + 2 < end && text.data[quote + 1] == byte &&
        text.data[quote + 2] == byte) {
        width = 3;
    }
    size_t start = quote + width;
    if (end >= start + width && text.data[end - 1] == byte) {
        end -= width;
    }
    return str_slice(text, start < end ? start : end, end);
}

static bool
is_blank(char byte)
{
    return byte != '\0' && strchr(" \t\f\r\n\\", byte);
}

static bool
is_prefix(char byte)
{
    return byte != '\0' && strchr("rRbBuUfFtT", byte);
}

/* Does anything but blanks, comments and a prefix stand in between? */
static bool
is_apart(struct str text, size_t from, size_t quote)
{
    while (quote > from && is_prefix(text.data[quote - 1])) {
        quote--;
    }
    while (from < quote && is_blank(text.data[from])) {
        from++;
    }
    return from < quote;
}

/* All strings from `pos` up to the end of the line. */
static void
read_line(struct line_scanner *scanner, const struct line *line,
          struct joining *joining)
{
    struct str text = {scanner->data, line->end};
    size_t from = line->start; /* behind the last string or comment */
    size_t pos = from;
    while ((pos = line_next_special(scanner, pos)) < line->end) {
        char byte = scanner->data[pos];
        if (byte == '#') {
            if (is_apart(text, from, pos)) {
                finish_string(joining);
            }
            const char *newline = memchr(text.data + pos, '\n', text.len - pos);
            from = pos = newline ? (size_t)(newline - text.data) : text.len;
        } else if (byte == '"' || byte == '\'') {
            struct string_span span;
            if (is_apart(text, from, pos)) {
                finish_string(joining);
            }
            string_scan(scanner, line->start, pos, &span);
            size_t end = span.end < line->end ? span.end : line->end;
            buf_str(&joining->value, inside(text, pos, end));
            joining->open = true;
            from = pos = end > pos ? end : pos + 1;
        } else {
            pos++;
        }
    }
    finish_string(joining);
}

void
lists_read(struct line_scanner *scanner, struct chain_reader *chains)
{
    struct joining joining = {.chains = chains};
    buf_init(&joining.value, BUF_UNLIMITED);
    size_t done = 0;
    bool has_pragmas = scanner->has_pragmas;
    scanner->has_pragmas = false; /* they have been read */
    scanner->next_word = 0;
    for (size_t i = 0; i < scanner->lists.len; i++) {
        size_t offset = scanner->lists.items[i];
        struct line line;
        if (offset < done) {
            continue;
        }
        const char *newline = memrchr(scanner->data, '\n', offset);
        size_t start = newline ? (size_t)(newline - scanner->data) + 1 : 0;
        scanner->pos = start > done ? start : done;
        while (line_more_words(scanner) &&
               scanner->words.items[scanner->next_word] < scanner->pos) {
            scanner->next_word++;
        }
        if (line_next(scanner, &line)) {
            read_line(scanner, &line, &joining);
            done = line.end;
        }
    }
    scanner->has_pragmas = has_pragmas;
    buf_release(&joining.value);
}
