/* SPDX-License-Identifier: MIT */
#include "core/python/signs.h"

#include <string.h>

#include "core/python/header.h"
#include "core/python/shape.h"
#include "core/python/words.h"

bool
signs_torn(struct str line)
{
    static const char operators[] = "=+-*/%@&|^~<>:!";
    if (line.len == 0 || header_begins(line, STR("from"))) {
        return true;
    }
    char last = line.data[line.len - 1];
    if (last == '.') {
        /* Numbers may end so, and `...` does. */
        char ahead = line.len > 1 ? line.data[line.len - 2] : '0';
        return ahead != '.' && !(ahead >= '0' && ahead <= '9');
    }
    return last != '\0' && strchr(operators, last);
}

bool
signs_dedented(struct str line, uint32_t indent)
{
    const char *at = line.data;
    const char *end = line.data + line.len;
    while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
        uint32_t columns = 0;
        at++;
        while (at < end && (*at == ' ' || *at == '\t')) {
            columns += *at == '\t' ? 8 : 1;
            at++;
        }
        if (columns < indent && at < end && !strchr("\r\n#", *at)) {
            return true;
        }
    }
    return false;
}

/* Behind the string at `pos`, roughly. */
static size_t
skip_string(struct str line, size_t pos)
{
    char quotes[3] = {line.data[pos], line.data[pos], line.data[pos]};
    bool triple = line.len - pos >= sizeof(quotes) &&
                  memcmp(line.data + pos, quotes, sizeof(quotes)) == 0;
    size_t len = triple ? sizeof(quotes) : 1;
    pos += len;
    while (pos + len <= line.len && memcmp(line.data + pos, quotes, len) != 0) {
        pos += line.data[pos] == '\\' ? 2 : 1;
    }
    return pos + len < line.len ? pos + len : line.len;
}

bool
signs_prose(struct str line)
{
    bool after_name = false;
    size_t pos = 0;
    while (pos < line.len) {
        char byte = line.data[pos];
        size_t start = pos;
        if (byte == '#') {
            const char *newline = memchr(line.data + pos, '\n', line.len - pos);
            pos = newline ? (size_t)(newline - line.data) : line.len;
        } else if (byte == '"' || byte == '\'') {
            pos = skip_string(line, pos);
            after_name = false;
        } else if (words_is_name_byte(byte)) {
            while (pos < line.len && words_is_name_byte(line.data[pos])) {
                pos++;
            }
            bool is_name = !shape_is_word(str_slice(line, start, pos));
            if (is_name && after_name) {
                return true;
            }
            after_name = is_name;
        } else {
            if (byte == '$' || byte == '?') {
                return true;
            }
            after_name = after_name && (byte == ' ' || byte == '\t');
            pos++;
        }
    }
    return false;
}
