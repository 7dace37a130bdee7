/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/python/refused_parts.h"

static bool
is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool
is_hexadecimal(char byte)
{
    return is_digit(byte) || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f');
}

/* 0777, but neither 000 nor 0777.5 nor 0777j. */
static bool
is_octal_of_old(struct str text)
{
    bool other = false;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.data[i]) && text.data[i] != '_') {
            return false;
        }
        other |= text.data[i] >= '1' && text.data[i] <= '9';
    }
    return text.data[0] == '0' && other;
}

/* An underscore stands between two digits. */
static bool
has_loose_underscore(struct str text)
{
    bool hexadecimal = (text.data[1] | 0x20) == 'x';
    const char *at = text.data;
    const char *end = text.data + text.len;
    while ((at = memchr(at, '_', (size_t)(end - at)))) {
        at++;
        if (at == end || !(hexadecimal ? is_hexadecimal(*at) : is_digit(*at))) {
            return true;
        }
    }
    return false;
}

bool
refused_number(struct str text, char next)
{
    char last = text.data[text.len - 1];
    if (text.len == 1) {
        /* Python takes the `0o` of `0or 1` for the start of a number. */
        return last == '0' && (next | 0x20) == 'o';
    }
    return last == 'l' || last == 'L' || is_octal_of_old(text) ||
           has_loose_underscore(text);
}

/* Returns how many digits an escape has to have. */
static size_t
escape_digits(char letter, bool bytes)
{
    switch (letter) {
    case 'x':
        return 2;
    case 'u':
        return bytes ? 0 : 4;
    case 'U':
        return bytes ? 0 : 8;
    default:
        return 0;
    }
}

/* The name of a character, from the brace on; which there are is not known. */
static bool
is_named(struct str text)
{
    size_t at = 1;
    while (at < text.len &&
           (is_digit(text.data[at]) || strchr(" -", text.data[at]) ||
            ((text.data[at] | 0x20) >= 'a' && (text.data[at] | 0x20) <= 'z'))) {
        at++;
    }
    return at > 1 && at < text.len && text.data[0] == '{' &&
           text.data[at] == '}';
}

/* What follows the backslash. */
static bool
is_bad_escape(struct str text, bool bytes)
{
    size_t digits = escape_digits(text.data[0], bytes);
    if (text.data[0] == 'N' && !bytes) {
        return !is_named(str_slice(text, 1, text.len));
    }
    if (text.len <= digits) {
        return true;
    }
    for (size_t i = 1; i <= digits; i++) {
        if (!is_hexadecimal(text.data[i])) {
            return true;
        }
    }
    return digits == 8 && memcmp(text.data + 1, "0010", 4) > 0;
}

/* What a string is by its prefix and quotes. */
struct string_kind {
    bool raw;
    bool bytes;
    bool template;
    bool wrong; /* no prefix of Python 3 */
    bool lines; /* three quotes: it may have several */
    char quote; /* that ends it, where tree-sitter does not look for it */
};

static struct string_kind
read_kind(struct str prefix, const char *quote, const char *end)
{
    struct string_kind kind = {0};
    unsigned others = 0;
    unsigned raws = 0;
    bool plain = false;
    for (size_t i = 0; i < prefix.len; i++) {
        char letter = (char)(prefix.data[i] | 0x20);
        kind.bytes |= letter == 'b';
        kind.template |= letter == 't';
        plain |= letter == 'u';
        raws += letter == 'r';
        others += letter != 'r';
    }
    kind.raw = raws > 0;
    kind.wrong = raws > 1 || others > 1 || (plain && raws > 0);
    kind.lines = end - quote > 2 && quote[1] == *quote && quote[2] == *quote;
    return kind;
}

/* The kind of the string at `from`. */
static struct string_kind
kind_at(const struct part *part, uint32_t from)
{
    struct str source = part->walk->source;
    uint32_t to = from;
    while (to < source.len && !strchr("\"'`", source.data[to])) {
        to++;
    }
    struct string_kind kind =
        read_kind(str_slice(source, from, to), source.data + to,
                  source.data + source.len);
    kind.quote = to < source.len ? source.data[to] : '\0';
    return kind;
}

/* The next byte that means something, or `end`. */
static const char *
find_special(const char *at, const char *end, struct string_kind kind)
{
    if (kind.lines && !kind.quote) {
        const char *found =
            at < end ? memchr(at, '\\', (size_t)(end - at)) : NULL;
        return found ? found : end;
    }
    while (at < end && *at != '\\' && (*at != '\n' || kind.lines) &&
           (*at != kind.quote || !kind.quote)) {
        at++;
    }
    return at;
}

/* A string, or a piece of one. */
static bool
is_bad_text(struct str text, struct string_kind kind)
{
    const char *at = text.data;
    const char *end = text.data + text.len;
    while ((at = find_special(at, end, kind)) < end) {
        if (*at++ != '\\') {
            return true; /* a newline, or the end of the string */
        }
        struct str rest = {at, (size_t)(end - at)};
        if (rest.len > 0 && !kind.raw && is_bad_escape(rest, kind.bytes)) {
            return true;
        }
        at += str_starts_with(rest, STR("\r\n")) ? 2 : 1;
    }
    return false;
}

static bool
has_wide_byte(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.data[i] >= 0x80) {
            return true;
        }
    }
    return false;
}

bool
refused_string(struct str prefix, struct str text, bool formatted)
{
    struct string_kind kind =
        read_kind(prefix, text.data + prefix.len, text.data + text.len);
    return kind.wrong || (kind.bytes && has_wide_byte(text)) ||
           (!formatted && is_bad_text(text, kind));
}

/* The kind of the string around. */
static struct string_kind
kind_around(const struct part *part)
{
    size_t up = 1;
    while (part_form(part, up) != FORM_STRING) {
        up++;
    }
    return kind_at(part, part_above(part, up)->from);
}

bool
refused_content(const struct part *part)
{
    struct string_kind kind = kind_around(part);
    kind.quote = '\0';
    return is_bad_text(part_text(part), kind);
}

/* The text of a format is bad; what is in its braces is another matter. */
static bool
is_bad_format(const struct part *part, struct string_kind kind)
{
    const struct str source = part->walk->source;
    uint32_t from = part->frame->from;
    bool bad = false;
    TSTreeCursor cursor = ts_tree_cursor_new(part->node);
    bool more = ts_tree_cursor_goto_first_child(&cursor);
    for (; more && !bad; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
        TSNode child = ts_tree_cursor_current_node(&cursor);
        if (node_form(part, child) == FORM_INTERPOLATION) {
            uint32_t to = ts_node_start_byte(child);
            bad = is_bad_text(str_slice(source, from, to), kind);
            from = ts_node_end_byte(child);
        }
    }
    ts_tree_cursor_delete(&cursor);
    uint32_t end = ts_node_end_byte(part->node);
    return bad || is_bad_text(str_slice(source, from, end), kind);
}

/* f"{a:…}": Python 3.12 lets it have several lines, and two more inside. */
bool
refused_specifier(const struct part *part)
{
    struct string_kind kind = kind_around(part);
    bool deep = part_form(part, 2) == FORM_SPECIFIER &&
                part_form(part, 4) == FORM_SPECIFIER;
    kind.quote = kind.lines ? '\0' : kind.quote;
    kind.lines = true;
    return (deep && ts_node_named_child_count(part->node) > 0) ||
           is_bad_format(part, kind);
}

bool
refused_conversion(struct str text)
{
    return text.len != 2 || !strchr("sra", text.data[1]);
}

/* Bytes, texts and templates do not go together. */
bool
refused_concatenated(const struct part *part)
{
    if (part->frame->form != FORM_STRING) {
        return false;
    }
    struct string_kind string = kind_at(part, part->frame->from);
    uint16_t kind = string.bytes      ? SEEN_DOUBLE
                    : string.template ? SEEN_STAR
                                      : SEEN_WORD;
    part->parent->seen |= kind;
    return part->parent->seen != kind;
}
