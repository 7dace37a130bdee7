/* SPDX-License-Identifier: MIT */
#include "core/base/page.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/utf8.h"

/* Where `word` begins in `text`; -1 if it is not there. */
static ptrdiff_t
find_word(struct str text, struct str word)
{
    const char *found = memmem(text.data, text.len, word.data, word.len);
    return found ? found - text.data : -1;
}

static struct str
find_file(struct str name)
{
    for (size_t i = 0; i < page_files_len; i++) {
        if (str_equal(name, str_from(page_files[i].name))) {
            return (struct str){(const char *)page_files[i].bytes,
                                page_files[i].len};
        }
    }
    /* Templates are ours: a name that is not there is a broken invariant. */
    assert(!"no such page file");
    return STR("");
}

void
page_markup(struct str text, struct buf *out)
{
    for (size_t at = 0; at < text.len; at++) {
        char byte = text.data[at];
        switch (byte) {
        case '&':
            buf_text(out, "&amp;");
            break;
        case '<':
            buf_text(out, "&lt;");
            break;
        case '>':
            buf_text(out, "&gt;");
            break;
        case '"':
            buf_text(out, "&quot;");
            break;
        case '\'':
            buf_text(out, "&#39;");
            break;
        default:
            buf_byte(out, byte);
        }
    }
}

/*
 * A file as it is, but for control characters: minified scripts have some in
 * their strings, where "\x01" says the same, and HTML has none.
 */
static void
write_file(struct str text, struct buf *out)
{
    size_t from = 0;
    for (size_t at = 0; at < text.len; at++) {
        unsigned char byte = (unsigned char)text.data[at];
        if (byte >= 0x20 || byte == '\n' || byte == '\t' || byte == '\r') {
            continue;
        }
        buf_append(out, text.data + from, at - from);
        buf_printf(out, "\\x%02x", (unsigned)byte);
        from = at + 1;
    }
    buf_append(out, text.data + from, text.len - from);
}

static void
write_part(struct str name, struct str title, struct buf *out)
{
    if (str_equal(name, STR("title"))) {
        page_markup(title, out);
    } else if (str_ends_with(name, STR("LICENSE"))) {
        page_markup(find_file(name), out);
    } else {
        write_file(find_file(name), out);
    }
}

/* Up to {{data}}, or to the end of what is left. */
static struct str
write_parts(struct str rest, struct str title, struct buf *out)
{
    while (rest.len > 0) {
        ptrdiff_t open = find_word(rest, STR("{{"));
        if (open < 0) {
            buf_str(out, rest);
            return STR("");
        }
        buf_append(out, rest.data, (size_t)open);
        rest = str_slice(rest, (size_t)open + 2, rest.len);
        ptrdiff_t close = find_word(rest, STR("}}"));
        assert(close >= 0);
        struct str name = str_slice(rest, 0, (size_t)close);
        rest = str_slice(rest, (size_t)close + 2, rest.len);
        if (str_equal(name, STR("data"))) {
            return rest;
        }
        write_part(name, title, out);
    }
    return rest;
}

void
page_begin(const char *name, struct str title, struct buf *out)
{
    (void)write_parts(find_file(str_from(name)), title, out);
}

void
page_end(const char *name, struct buf *out)
{
    struct str template = find_file(str_from(name));
    ptrdiff_t data = find_word(template, STR("{{data}}"));
    assert(data >= 0);
    struct str rest = str_slice(template, (size_t)data + 8, template.len);
    (void)write_parts(rest, STR(""), out);
}

/* How many bytes at `at` stand for themselves in a script; 0: escape it. */
static size_t
plain_len(const unsigned char *at, size_t left)
{
    if (at[0] >= 0x80) {
        size_t len = utf8_sequence(at, left);
        /* U+2028 and U+2029 end a line of JavaScript. */
        bool ends_line =
            len == 3 && at[0] == 0xe2 && at[1] == 0x80 && (at[2] | 1) == 0xa9;
        return ends_line ? 0 : len;
    }
    return at[0] >= 0x20 && at[0] != 0x7f && at[0] != '"' && at[0] != '\\' &&
           at[0] != '<';
}

/* Returns how many bytes it took. */
static size_t
write_escape(const unsigned char *at, size_t left, struct buf *out)
{
    if (at[0] == 0xe2 && utf8_sequence(at, left) == 3) {
        buf_printf(out, "\\u20%02x", (unsigned)(at[2] - 0x80));
        return 3;
    }
    buf_printf(out, "\\u%s%02x", at[0] < 0x80 ? "00" : "dc", (unsigned)at[0]);
    return 1;
}

void
page_text(struct str text, struct buf *out)
{
    const unsigned char *data = (const unsigned char *)text.data;
    size_t from = 0;
    size_t to = 0;

    buf_byte(out, '"');
    while (to < text.len) {
        size_t len = plain_len(data + to, text.len - to);
        to += len;
        if (len > 0) {
            continue;
        }
        buf_append(out, data + from, to - from);
        to += write_escape(data + to, text.len - to, out);
        from = to;
    }
    if (to > from) {
        buf_append(out, data + from, to - from);
    }
    buf_byte(out, '"');
}

void
page_numbers(const uint32_t *numbers, size_t len, struct buf *out)
{
    buf_byte(out, '[');
    for (size_t i = 0; i < len; i++) {
        if (i > 0) {
            buf_byte(out, ',');
        }
        buf_number(out, numbers[i]);
    }
    buf_byte(out, ']');
}
