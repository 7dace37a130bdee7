/* SPDX-License-Identifier: MIT */
#include "core/base/json.h"

#include <assert.h>
#include <string.h>

#include "core/base/utf8.h"

void
json_init(struct json *json, struct buf *out)
{
    *json = (struct json){.out = out};
}

void
json_init_inside(struct json *json, struct buf *out, const char *closers,
                 bool has_items)
{
    json_init(json, out);
    for (; closers[json->depth]; json->depth++) {
        assert(json->depth < JSON_DEPTH_MAX);
        json->closer[json->depth] = closers[json->depth];
        json->has_items[json->depth] = true;
    }
    json->has_items[json->depth - 1] = has_items;
}

static void
new_line(struct json *json)
{
    size_t len = 1 + 2 * (size_t)json->depth;
    char *room = buf_reserve(json->out, len);

    if (!room)
        return;
    memset(room, ' ', len);
    room[0] = '\n';
    json->out->len += len;
}

static void
begin_item(struct json *json)
{
    if (json->has_items[json->depth - 1])
        buf_byte(json->out, ',');
    json->has_items[json->depth - 1] = true;
    new_line(json);
}

static void
begin_value(struct json *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->depth == 0)
        return;
    assert(json->closer[json->depth - 1] == ']');
    begin_item(json);
}

static void
open_nested(struct json *json, char opener, char closer)
{
    begin_value(json);
    assert(json->depth < JSON_DEPTH_MAX);
    buf_byte(json->out, opener);
    json->closer[json->depth] = closer;
    json->has_items[json->depth] = false;
    json->depth++;
}

void
json_object(struct json *json)
{
    open_nested(json, '{', '}');
}

void
json_array(struct json *json)
{
    open_nested(json, '[', ']');
}

void
json_close(struct json *json)
{
    assert(json->depth > 0 && !json->after_key);
    json->depth--;
    if (json->has_items[json->depth])
        new_line(json);
    buf_byte(json->out, json->closer[json->depth]);
}

static void
write_escape(struct buf *out, unsigned char byte)
{
    static const char short_forms[][2] = {
        {'"', '"'},  {'\\', '\\'}, {'\n', 'n'}, {'\r', 'r'},
        {'\t', 't'}, {'\b', 'b'},  {'\f', 'f'},
    };

    for (size_t i = 0; i < sizeof(short_forms) / sizeof(*short_forms); i++) {
        if ((char)byte != short_forms[i][0])
            continue;
        buf_byte(out, '\\');
        buf_byte(out, short_forms[i][1]);
        return;
    }
    buf_printf(out, "\\u%s%02x", byte < 0x80 ? "00" : "dc", (unsigned)byte);
}

/* A byte of `word` has its high bit set in the result if it is below `limit`
   (at most 0x80) and has none itself, or if one below it in memory is so. */
static uint64_t
bytes_below(uint64_t word, uint64_t limit)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);

    return (word - ones * limit) & ~word & (ones << 7);
}

/*
 * How many bytes at the start of the text need no look each: most are
 * paths, which are plain ASCII throughout.
 */
static size_t
easy_len(const unsigned char *at, size_t left)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t len = 0;

    for (; left - len >= sizeof(uint64_t); len += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, at + len, sizeof(word));
        if ((word & (ones << 7)) | bytes_below(word, 0x20) |
            bytes_below(word ^ ones * '"', 1) |
            bytes_below(word ^ ones * '\\', 1))
            break;
    }
    return len;
}

static size_t
plain_len(const unsigned char *at, size_t left)
{
    if (at[0] >= 0x80)
        return utf8_sequence(at, left);
    return at[0] >= 0x20 && at[0] != '"' && at[0] != '\\';
}

static void
write_quoted(struct buf *out, struct str text)
{
    const unsigned char *data = (const unsigned char *)text.data;
    size_t from = 0;
    size_t to = easy_len(data, text.len);

    buf_byte(out, '"');
    while (to < text.len) {
        size_t len = plain_len(data + to, text.len - to);
        to += len;
        if (len > 0)
            continue;
        buf_append(out, data + from, to - from);
        write_escape(out, data[to]);
        from = ++to;
    }
    if (to > from)
        buf_append(out, data + from, to - from);
    buf_byte(out, '"');
}

void
json_key_str(struct json *json, struct str key)
{
    assert(json->depth > 0 && json->closer[json->depth - 1] == '}');
    assert(!json->after_key);
    begin_item(json);
    write_quoted(json->out, key);
    buf_append(json->out, ": ", 2);
    json->after_key = true;
}

void
json_key(struct json *json, const char *key)
{
    json_key_str(json, str_from(key));
}

void
json_str(struct json *json, struct str text)
{
    begin_value(json);
    write_quoted(json->out, text);
}

void
json_text(struct json *json, const char *text)
{
    if (text)
        json_str(json, str_from(text));
    else
        json_null(json);
}

void
json_number(struct json *json, int64_t number)
{
    begin_value(json);
    if (number < 0)
        buf_byte(json->out, '-');
    /* Subtracting from 0 is defined for the least number, too. */
    buf_number(json->out, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void
json_bool(struct json *json, bool value)
{
    begin_value(json);
    buf_text(json->out, value ? "true" : "false");
}

void
json_null(struct json *json)
{
    begin_value(json);
    buf_text(json->out, "null");
}

void
json_key_text(struct json *json, const char *key, const char *text)
{
    json_key(json, key);
    json_text(json, text);
}

void
json_key_number(struct json *json, const char *key, int64_t number)
{
    json_key(json, key);
    json_number(json, number);
}

void
json_key_bool(struct json *json, const char *key, bool value)
{
    json_key(json, key);
    json_bool(json, value);
}
