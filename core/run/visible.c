/* SPDX-License-Identifier: MIT */
#include "core/run/visible.h"

#include <stdbool.h>
#include <stdio.h>

#include "core/base/utf8.h"
#include "core/base/width.h"

/* C1 controls, separators of lines, marks of direction, what has no width
   and joins nothing: code points that deceive (Unicode TR 36 and 39). */
static bool
is_hidden(uint32_t code_point)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x80, 0x9f},       {0x61c, 0x61c},   {0x180e, 0x180e},
        {0x200b, 0x200b},   {0x200e, 0x200f}, {0x2028, 0x202e},
        {0x2060, 0x206f},   {0xfeff, 0xfeff}, {0xfff9, 0xfffb},
        {0xe0001, 0xe0001},
    };

    for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
        if (code_point >= ranges[i].first && code_point <= ranges[i].last)
            return true;
    return false;
}

/* The control pictures are U+2400 to U+241F, and U+2421 for DEL. */
static void
show_picture(uint32_t control, struct visible *shown)
{
    uint32_t low = control == 0x7f ? 0x21 : control;

    shown->text[0] = (char)0xe2;
    shown->text[1] = (char)0x90;
    shown->text[2] = (char)(0x80 + low);
    shown->len = 3;
    shown->width = 1;
}

static void
show_number(uint32_t code_point, struct visible *shown)
{
    char text[sizeof(shown->text) + 1];
    int len = snprintf(text, sizeof(text), "<U+%04X>", (unsigned)code_point);

    memcpy(shown->text, text, (size_t)len);
    shown->len = shown->width = (unsigned)len;
}

static void
show_as_is(struct str bytes, struct visible *shown)
{
    memcpy(shown->text, bytes.data, bytes.len);
    shown->len = (unsigned)bytes.len;
    shown->width = shown->code_point < 0x80 ? 1 : width_of(shown->code_point);
}

size_t
visible_next(struct str text, size_t at, struct visible *shown)
{
    size_t len = utf8_next(text, at, &shown->code_point);
    uint32_t code_point = shown->code_point;

    if (code_point == UTF8_MALFORMED) {
        show_as_is(STR("\xef\xbf\xbd"), shown);
        shown->width = 1;
    } else if (code_point < 0x20 || code_point == 0x7f) {
        show_picture(code_point, shown);
    } else if (code_point >= 0x80 && is_hidden(code_point)) {
        show_number(code_point, shown);
    } else {
        show_as_is(str_slice(text, at, at + len), shown);
    }
    return len;
}

/* Of eight bytes, is any of them no plain character?  Those below 0x20 borrow
   from their high bit, DEL carries into it, and the others have it. */
static bool
has_special(const char *at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word;

    memcpy(&word, at, sizeof(word));
    return ((word | (word - ones * 0x20) | (word + ones)) & (ones << 7)) != 0;
}

size_t
visible_plain(struct str text, size_t at, size_t max)
{
    size_t left = text.len - at < max ? text.len - at : max;
    size_t len = 0;

    while (left - len >= sizeof(uint64_t) && !has_special(text.data + at + len))
        len += sizeof(uint64_t);
    while (len < left && text.data[at + len] >= 0x20 &&
           text.data[at + len] < 0x7f)
        len++;
    return len;
}

void
visible_append(struct buf *out, struct str text)
{
    for (size_t at = 0; at < text.len;) {
        struct visible shown;
        size_t plain = visible_plain(text, at, text.len);
        buf_append(out, text.data + at, plain);
        at += plain;
        if (at == text.len)
            break;
        at += visible_next(text, at, &shown);
        buf_append(out, shown.text, shown.len);
    }
}

struct str
visible_beginning(struct str text, size_t max_bytes)
{
    size_t end = max_bytes;

    if (text.len <= max_bytes)
        return text;
    while (end > 0 && ((unsigned char)text.data[end] & 0xc0) == 0x80)
        end--;
    return str_slice(text, 0, end);
}

void
visible_line(struct buf *out, struct str text, size_t max_bytes)
{
    struct str rest = visible_beginning(str_trim(text), max_bytes);
    size_t left_out = str_trim(text).len - rest.len;
    bool first = true;

    while (rest.data) {
        struct str line = str_trim(str_split(&rest, '\n'));
        if (line.len > 0 && !first)
            buf_byte(out, ' ');
        visible_append(out, line);
        first = first && line.len == 0;
    }
    if (left_out > 0)
        buf_printf(out, "… (%zu bytes more)", left_out);
}
