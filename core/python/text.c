/* SPDX-License-Identifier: MIT */
#include "core/python/text.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One input byte gives at most three bytes of UTF-8 in any codec of iconv
   that PEP 263 allows; four leaves room. */
enum { BYTES_PER_BYTE = 4, NAME_MAX_BYTES = 64 };

/* Python's codec names that iconv does not know under the same name. */
static const struct {
    const char *python;
    const char *iconv;
} codec_names[] = {
    {"latin_1", "ISO-8859-1"},
    {"latin", "ISO-8859-1"},
    {"iso_latin_1", "ISO-8859-1"},
    {"l1", "ISO-8859-1"},
    {"latin1", "ISO-8859-1"},
    {"8859", "ISO-8859-1"},
    {"iso8859_1", "ISO-8859-1"},
    {"iso8859_2", "ISO-8859-2"},
    {"iso8859_5", "ISO-8859-5"},
    {"iso8859_7", "ISO-8859-7"},
    {"iso8859_9", "ISO-8859-9"},
    {"iso8859_15", "ISO-8859-15"},
    {"latin9", "ISO-8859-15"},
    {"shift_jis", "SHIFT-JIS"},
    {"sjis", "SHIFT-JIS"},
    {"cp949", "CP949"},
    {"euc_jp", "EUC-JP"},
    {"euc_kr", "EUC-KR"},
    {"mac_roman", "MACINTOSH"},
    {"koi8_r", "KOI8-R"},
    {"koi8_u", "KOI8-U"},
    {"iso2022_jp", "ISO-2022-JP"},
    {"utf_7", "UTF-7"},
    {"us_ascii", "ASCII"},
    {"ascii", "ASCII"},
    {"windows_1252", "CP1252"},
    {"windows_1251", "CP1251"},
    {"windows_1250", "CP1250"},
};

/* Behind the first newline (LF, CR or CRLF) at or after `pos`. */
static size_t
next_line(struct str text, size_t pos)
{
    while (pos < text.len && text.data[pos] != '\n' && text.data[pos] != '\r') {
        pos++;
    }
    if (pos + 1 < text.len && text.data[pos] == '\r' &&
        text.data[pos + 1] == '\n') {
        pos++;
    }
    return pos < text.len ? pos + 1 : pos;
}

static bool
is_cookie_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '-' || byte == '_' ||
           byte == '.';
}

/* PEP 263: ^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+) */
static bool
find_cookie(struct str line, struct str *name)
{
    size_t i = 0;
    while (i < line.len && strchr(" \t\f", line.data[i]) && line.data[i]) {
        i++;
    }
    if (i >= line.len || line.data[i] != '#') {
        return false;
    }
    const char *at = line.data + i;
    const char *end = line.data + line.len;
    while ((at = memmem(at, (size_t)(end - at), "coding", 6))) {
        at += 6;
        const char *from = at + 1;
        if (at < end && (*at == ':' || *at == '=')) {
            while (from < end && (*from == ' ' || *from == '\t')) {
                from++;
            }
            const char *to = from;
            while (to < end && is_cookie_byte(*to)) {
                to++;
            }
            *name = (struct str){from, (size_t)(to - from)};
            return to > from;
        }
    }
    return false;
}

/* Only white space and a comment: a cookie may stand in the next line. */
static bool
is_blank_or_comment(struct str line)
{
    line = str_trim(line);
    return line.len == 0 || line.data[0] == '#';
}

/* The name as tokenize.py normalises it: lower case, "_" for "-". */
static bool
normal_name(struct str name, char *out)
{
    if (name.len >= NAME_MAX_BYTES) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.data[i];
        out[i] = byte == '-' ? '_' : (char)tolower((unsigned char)byte);
    }
    out[name.len] = '\0';
    return true;
}

static bool
is_utf8_name(const char *name)
{
    return strcmp(name, "utf_8") == 0 || strcmp(name, "utf8") == 0 ||
           strcmp(name, "u8") == 0 || strcmp(name, "utf_8_sig") == 0 ||
           strncmp(name, "utf_8_", 6) == 0;
}

/* The line of the cookie, or 0 if there is none. */
static uint32_t
locate_cookie(struct str bytes, struct str *cookie)
{
    size_t second = next_line(bytes, 0);
    struct str first_line = str_slice(bytes, 0, second);
    if (find_cookie(first_line, cookie)) {
        return 1;
    }
    struct str second_line = str_slice(bytes, second, next_line(bytes, second));
    bool found =
        is_blank_or_comment(first_line) && find_cookie(second_line, cookie);
    return found ? 2 : 0;
}

static bool
take_mark(struct str *bytes)
{
    bool marked = str_starts_with(*bytes, STR("\xef\xbb\xbf"));
    if (marked) {
        *bytes = str_slice(*bytes, 3, bytes->len);
    }
    return marked;
}

struct str
text_cookie(struct str bytes)
{
    struct str cookie;
    (void)take_mark(&bytes);
    return locate_cookie(bytes, &cookie) > 0 ? cookie : (struct str){"", 0};
}

/* The declared encoding, or false where that is UTF-8. */
static bool
declared_encoding(struct str bytes, char *name, uint32_t *line)
{
    struct str cookie;
    *line = locate_cookie(bytes, &cookie);
    if (*line == 0) {
        return false;
    }
    if (!normal_name(cookie, name)) {
        name[0] = '\0';
    }
    return !is_utf8_name(name);
}

static const char *
iconv_name(const char *name)
{
    for (size_t i = 0; i < sizeof(codec_names) / sizeof(*codec_names); i++) {
        if (strcmp(codec_names[i].python, name) == 0) {
            return codec_names[i].iconv;
        }
    }
    return name;
}

static void
report(struct text_problem *problem, uint32_t line, const char *what,
       const char *name)
{
    if (problem) {
        problem->line = line;
        problem->column = 1;
        snprintf(problem->message, sizeof(problem->message), "%s %s", what,
                 name);
    }
}

static bool
convert(iconv_t codec, struct str bytes, struct buf *scratch)
{
    buf_clear(scratch);
    size_t room = bytes.len * BYTES_PER_BYTE + 16;
    char *out = buf_reserve(scratch, room);
    if (!out) {
        return false;
    }
    char *in = (char *)(uintptr_t)bytes.data;
    size_t in_left = bytes.len;
    size_t out_left = room;
    bool fits = iconv(codec, &in, &in_left, &out, &out_left) != (size_t)-1 &&
                iconv(codec, NULL, NULL, &out, &out_left) != (size_t)-1;
    scratch->len += room - out_left;
    return fits;
}

static bool
decode_declared(struct str *bytes, struct buf *scratch, const char *name,
                uint32_t line, struct text_problem *problem)
{
    iconv_t codec =
        name[0] ? iconv_open("UTF-8", iconv_name(name)) : (iconv_t)-1;
    if (codec == (iconv_t)-1) {
        report(problem, line, "unknown encoding:", name);
        return false;
    }
    bool converted = convert(codec, *bytes, scratch);
    iconv_close(codec);
    if (!converted) {
        report(problem, line, "the file is not valid", name);
        return false;
    }
    *bytes = buf_view(scratch);
    return true;
}

/* True if some CR is not followed by LF. */
static bool
has_lone_return(struct str text)
{
    const char *end = text.data + text.len;
    const char *at = text.data;
    while (at < end && (at = memchr(at, '\r', (size_t)(end - at)))) {
        if (at + 1 == end || at[1] != '\n') {
            return true;
        }
        at++;
    }
    return false;
}

static struct str
replace_lone_returns(struct str text, struct buf *scratch)
{
    if (text.data != scratch->data) {
        buf_clear(scratch);
        buf_str(scratch, text);
    }
    for (size_t i = 0; i < scratch->len; i++) {
        bool crlf = i + 1 < scratch->len && scratch->data[i + 1] == '\n';
        if (scratch->data[i] == '\r' && !crlf) {
            scratch->data[i] = '\n';
        }
    }
    return buf_view(scratch);
}

struct str
text_decode(struct str bytes, struct buf *scratch, struct text_problem *problem)
{
    char name[NAME_MAX_BYTES];
    uint32_t line;
    if (problem) {
        problem->line = 0;
    }
    bool marked = take_mark(&bytes);
    bool declared = declared_encoding(bytes, name, &line);
    if (marked && declared) {
        report(problem, line, "a byte order mark is not of", name);
    } else if (declared) {
        decode_declared(&bytes, scratch, name, line, problem);
    }
    if (bytes.len > 0 && has_lone_return(bytes)) {
        bytes = replace_lone_returns(bytes, scratch);
    }
    return bytes;
}
