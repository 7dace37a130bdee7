/* SPDX-License-Identifier: MIT */
#include "core/plan/declaration.h"

#include <stdbool.h>
#include <string.h>

/* Where a declaration is being copied. */
struct copying {
    struct str source;
    size_t at;
    struct buf text;
    int depth;   /* open brackets */
    bool ending; /* of a def or class: a colon ends it */
};

static char
byte_at(const struct copying *copying, size_t at)
{
    return at < copying->source.len ? copying->source.data[at] : '\n';
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

/* One blank for any number of them, and none at the beginning or behind an
   opening bracket. */
static void
put_blank(struct buf *text)
{
    if (text->len > 0 && !strchr(" ([{", text->data[text->len - 1])) {
        buf_byte(text, ' ');
    }
}

/* In front of a closing bracket on a line of its own: no blank, no comma. */
static void
drop_blank(struct buf *text)
{
    if (text->len > 0 && text->data[text->len - 1] == ' ') {
        text->len--;
        text->len -= text->len > 0 && text->data[text->len - 1] == ',';
    }
}

/* A string, quotes and all. */
static void
copy_string(struct copying *copying)
{
    char quote = byte_at(copying, copying->at);
    bool triple = byte_at(copying, copying->at + 1) == quote &&
                  byte_at(copying, copying->at + 2) == quote;
    size_t quotes = triple ? 3 : 1;
    size_t end = copying->at + quotes;
    while (end < copying->source.len) {
        char c = byte_at(copying, end);
        if (c == quote && (!triple || (byte_at(copying, end + 1) == quote &&
                                       byte_at(copying, end + 2) == quote))) {
            end += quotes;
            break;
        }
        if (c == '\n' && !triple) {
            break;
        }
        end += c == '\\' ? 2 : 1;
    }
    for (; copying->at < end && copying->at < copying->source.len;
         copying->at++) {
        char c = byte_at(copying, copying->at);
        buf_byte(&copying->text, c == '\n' || c == '\r' ? ' ' : c);
    }
}

static void
skip_comment(struct copying *copying)
{
    while (byte_at(copying, copying->at) != '\n') {
        copying->at++;
    }
}

/* Does the declaration end in front of this byte? */
static bool
is_end(const struct copying *copying, char c)
{
    return copying->at >= copying->source.len ||
           (copying->depth <= 0 &&
            (c == '\n' || c == ';' || (c == ':' && copying->ending)));
}

static void
copy_byte(struct copying *copying, char c)
{
    copying->at++;
    copying->depth += strchr("([{", c) != NULL;
    copying->depth -= strchr(")]}", c) != NULL;
    if (is_blank(c) || c == '\n' || c == '\\') {
        put_blank(&copying->text);
        return;
    }
    if (strchr(")]}", c)) {
        drop_blank(&copying->text);
    }
    buf_byte(&copying->text, c);
}

/* The logical line that begins here. */
static void
copy_line(struct copying *copying)
{
    for (;;) {
        char c = byte_at(copying, copying->at);
        if (is_end(copying, c) || c == '\0') {
            return;
        }
        if (c == '"' || c == '\'') {
            copy_string(copying);
        } else if (c == '#') {
            skip_comment(copying);
        } else if (c == '\\' && byte_at(copying, copying->at + 1) == '\n') {
            /* The source may end here. */
            copying->at += copying->at + 1 < copying->source.len ? 2 : 1;
            put_blank(&copying->text);
        } else {
            copy_byte(copying, c);
        }
    }
}

static bool
is_word_here(const struct copying *copying, const char *word)
{
    size_t len = strlen(word);
    return copying->source.len - copying->at > len &&
           memcmp(copying->source.data + copying->at, word, len) == 0 &&
           is_blank(byte_at(copying, copying->at + len));
}

static void
skip_word(struct copying *copying, const char *word)
{
    copying->at += strlen(word);
    while (is_blank(byte_at(copying, copying->at)) &&
           copying->at < copying->source.len) {
        copying->at++;
    }
}

static void
skip_blanks(struct copying *copying)
{
    while (copying->at < copying->source.len &&
           (is_blank(byte_at(copying, copying->at)) ||
            byte_at(copying, copying->at) == '\n')) {
        copying->at++;
    }
}

static void
skip_lines(struct copying *copying, uint32_t lines)
{
    while (lines > 0 && copying->at < copying->source.len) {
        const char *from = copying->source.data + copying->at;
        size_t left = copying->source.len - copying->at;
        const char *end = memchr(from, '\n', left);
        copying->at = end ? (size_t)(end - copying->source.data) + 1
                          : copying->source.len;
        lines--;
    }
}

/* Decorators, and comments between them. */
static void
skip_decorators(struct copying *copying)
{
    skip_blanks(copying);
    while (copying->at < copying->source.len) {
        char c = byte_at(copying, copying->at);
        if (c == '#') {
            skip_comment(copying);
        } else if (c == '@') {
            copy_line(copying);
            buf_clear(&copying->text);
            copying->depth = 0;
        } else {
            return;
        }
        skip_blanks(copying);
    }
}

/* Bytes of a character are not torn apart. */
static size_t
short_len(struct str text)
{
    size_t len = text.len < DECLARATION_MAX ? text.len : DECLARATION_MAX;
    while (len > 0 && len < text.len &&
           ((unsigned char)text.data[len] & 0xc0) == 0x80) {
        len--;
    }
    return len;
}

void
declaration_write(struct str source, uint32_t line, struct buf *out)
{
    struct copying copying = {.source = source};
    if (line == 0) {
        return;
    }
    buf_init(&copying.text, BUF_UNLIMITED);
    skip_lines(&copying, line - 1);
    skip_decorators(&copying);
    if (is_word_here(&copying, "async")) {
        buf_text(&copying.text, "async ");
        skip_word(&copying, "async");
    }
    copying.ending = is_word_here(&copying, "class");
    if (is_word_here(&copying, "def")) {
        skip_word(&copying, "def");
        copying.ending = true;
    }
    copy_line(&copying);
    struct str text = str_trim(buf_view(&copying.text));
    size_t len = short_len(text);
    buf_str(out, str_slice(text, 0, len));
    buf_text(out, len < text.len ? "…" : "");
    buf_release(&copying.text);
}
