/* SPDX-License-Identifier: MIT */
#include "core/base/str.h"

int
str_compare(struct str a, struct str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.data, b.data, shared) : 0;

    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool
str_starts_with(struct str text, struct str prefix)
{
    return text.len >= prefix.len &&
           str_equal((struct str){text.data, prefix.len}, prefix);
}

bool
str_ends_with(struct str text, struct str suffix)
{
    return text.len >= suffix.len &&
           str_equal(str_slice(text, text.len - suffix.len, text.len), suffix);
}

struct str
str_slice(struct str text, size_t from, size_t to)
{
    if (to > text.len)
        to = text.len;
    if (from > to)
        from = to;
    if (!text.data)
        return text;
    return (struct str){text.data + from, to - from};
}

static bool
is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' ||
           byte == '\f';
}

struct str
str_trim(struct str text)
{
    while (text.len > 0 && is_space(text.data[text.len - 1]))
        text.len--;
    while (text.len > 0 && is_space(text.data[0])) {
        text.data++;
        text.len--;
    }
    return text;
}

ptrdiff_t
str_find_byte(struct str text, char byte)
{
    const char *found = text.len ? memchr(text.data, byte, text.len) : NULL;

    return found ? found - text.data : -1;
}

ptrdiff_t
str_find_last_byte(struct str text, char byte)
{
    const char *found = text.len ? memrchr(text.data, byte, text.len) : NULL;

    return found ? found - text.data : -1;
}

struct str
str_split(struct str *rest, char separator)
{
    struct str part = *rest;
    ptrdiff_t at = str_find_byte(part, separator);

    if (at < 0) {
        *rest = (struct str){0};
        return part;
    }
    part.len = (size_t)at;
    *rest = str_slice(*rest, part.len + 1, rest->len);
    return part;
}
