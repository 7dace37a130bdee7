/* SPDX-License-Identifier: MIT */
#include "core/python/directive.h"

#include <string.h>

/* JavaScript, and with it pyright, knows blanks beyond ASCII. */
static bool
is_blank(char byte)
{
    return (unsigned char)byte <= ' ' || (unsigned char)byte >= 0x80;
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
