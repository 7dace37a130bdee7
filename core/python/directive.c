/* SPDX-License-Identifier: MIT */
#include "core/python/directive.h"

#include <string.h>

static bool
is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\f';
}

static struct str
skip_blanks(struct str text)
{
    while (text.len > 0 && is_blank(text.data[0])) {
        text = str_slice(text, 1, text.len);
    }
    return text;
}

/* Is `text` the word, blanks, and a colon? */
static bool
is_word(struct str text, struct str word)
{
    if (!str_starts_with(text, word)) {
        return false;
    }
    text = skip_blanks(str_slice(text, word.len, text.len));
    return text.len > 0 && text.data[0] == ':';
}

enum directive
directive_find(struct str comment)
{
    enum directive found = DIRECTIVE_NONE;
    while (comment.len > 0) {
        const char *hash = memchr(comment.data, '#', comment.len);
        if (!hash) {
            break;
        }
        size_t at = (size_t)(hash - comment.data) + 1;
        comment = skip_blanks(str_slice(comment, at, comment.len));
        if (is_word(comment, STR("mypy")) || is_word(comment, STR("pyright"))) {
            return DIRECTIVE_FILE;
        }
        if (is_word(comment, STR("type"))) {
            found = DIRECTIVE_TYPE;
        }
    }
    return found;
}

static bool
is_encoding_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' ||
           byte == '.';
}

struct str
directive_encoding(struct str comment)
{
    static const struct str word = {"coding", 6};
    for (size_t i = 0; i + word.len < comment.len; i++) {
        struct str rest = str_slice(comment, i, comment.len);
        char after = rest.data[word.len];
        if (str_starts_with(rest, word) && (after == ':' || after == '=')) {
            rest = skip_blanks(str_slice(rest, word.len + 1, rest.len));
            size_t len = 0;
            while (len < rest.len && is_encoding_byte(rest.data[len])) {
                len++;
            }
            return str_slice(rest, 0, len);
        }
    }
    return (struct str){"", 0};
}

bool
directive_sets_partial_types(struct str comment)
{
    static const struct str word = {"partial", 7};
    for (size_t i = 0; i + word.len <= comment.len; i++) {
        if (str_starts_with(str_slice(comment, i, comment.len), word)) {
            return true;
        }
    }
    return false;
}
