/* SPDX-License-Identifier: MIT */
#include "core/base/utf8.h"

#include <stdbool.h>

static bool
in_range(unsigned char byte, unsigned char low, unsigned char high)
{
    return byte >= low && byte <= high;
}

static bool
has_tails(const unsigned char *at, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!in_range(at[i], 0x80, 0xbf))
            return false;
    return true;
}

size_t
utf8_sequence(const unsigned char *at, size_t left)
{
    static const struct {
        unsigned char first, last, low, high, len;
    } rows[] = {
        {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3},
        {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        if (!in_range(at[0], rows[i].first, rows[i].last))
            continue;
        if (left < rows[i].len || !in_range(at[1], rows[i].low, rows[i].high))
            return 0;
        return has_tails(at, 2, rows[i].len) ? rows[i].len : 0;
    }
    return 0;
}

size_t
utf8_next(struct str text, size_t at, uint32_t *code_point)
{
    const unsigned char *data = (const unsigned char *)text.data + at;
    size_t len = data[0] < 0x80 ? 1 : utf8_sequence(data, text.len - at);

    *code_point = len == 0 ? UTF8_MALFORMED : data[0];
    if (len < 2)
        return 1;
    /* The first byte has as many ones as the sequence has bytes, and a 0. */
    *code_point &= 0x7fU >> len;
    for (size_t i = 1; i < len; i++)
        *code_point = *code_point << 6 | (data[i] & 0x3fU);
    return len;
}

size_t
utf8_valid_len(struct str text)
{
    const unsigned char *data = (const unsigned char *)text.data;
    size_t at = 0;
    while (at < text.len) {
        size_t len =
            data[at] < 0x80 ? 1 : utf8_sequence(data + at, text.len - at);
        if (len == 0) {
            return at;
        }
        at += len;
    }
    return at;
}
