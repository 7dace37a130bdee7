/* SPDX-License-Identifier: MIT */
#include "core/python/words.h"

#include <string.h>

#include "core/python/block.h"

/*
 * Two of the words looked for hold the letters "mp", which are rare enough
 * (one pair in 350 bytes of source): i-mp-ort and depsta-mp:.  The third,
 * __al-l_-_, holds a pair seven times as rare.  glibc's memmem reads 1 GB/s,
 * this 10.
 */
bool
words_is(const struct line_scanner *scanner, size_t offset, struct str word)
{
    size_t end = offset + word.len;
    return end <= scanner->len &&
           memcmp(scanner->data + offset, word.data, word.len) == 0 &&
           (end == scanner->len || !words_is_name_byte(scanner->data[end])) &&
           (offset == 0 || !words_is_name_byte(scanner->data[offset - 1]));
}

static bool
is_ascii_name_byte(char byte)
{
    return (unsigned char)byte < 0x80 && words_is_name_byte(byte);
}

/*
 * The whole word that holds the bytes from `from` to `to`.  A character
 * beyond ASCII may be part of the word or not (the grammar takes a zero width
 * space for a blank), so it is taken for its end: better a line too many.
 */
static bool
is_of_interest(struct str text, size_t from, size_t to, size_t *offset)
{
    while (from > 0 && is_ascii_name_byte(text.data[from - 1])) {
        from--;
    }
    while (to < text.len && is_ascii_name_byte(text.data[to])) {
        to++;
    }
    /* A number ends where a word begins: 0import is two tokens. */
    while (from < to && text.data[from] >= '0' && text.data[from] <= '9') {
        from++;
    }
    struct str word = str_slice(text, from, to);
    *offset = from;
    return str_equal(word, STR("import")) ||
           str_equal(word, STR("import_module")) ||
           str_equal(word, STR("__import__"));
}

static bool
stands_at(struct str text, size_t pos, size_t before, struct str word)
{
    return pos >= before && pos - before + word.len <= text.len &&
           memcmp(text.data + pos - before, word.data, word.len) == 0;
}

/* The pair "mp" stands at `pos`. */
static void
look_around(struct line_scanner *scanner, struct str text, size_t pos)
{
    size_t offset;
    if (stands_at(text, pos, 1, STR("import")) &&
        is_of_interest(text, pos - 1, pos + 5, &offset)) {
        VEC_PUSH(&scanner->words, offset);
    } else if (stands_at(text, pos, 6, STR("depstamp:"))) {
        scanner->has_pragmas = true;
    }
}

/* The pair "l_" stands at `pos`: the rarest of `__all__`. */
static void
look_for_list(struct line_scanner *scanner, struct str text, size_t pos)
{
    static const struct str word = {"__all__", 7};
    if (!stands_at(text, pos, 4, word)) {
        return;
    }
    size_t start = pos - 4;
    size_t end = start + word.len;
    if ((start == 0 || !is_ascii_name_byte(text.data[start - 1])) &&
        (end == text.len || !is_ascii_name_byte(text.data[end]))) {
        VEC_PUSH(&scanner->lists, start);
    }
}

static void
look_at_pair(struct line_scanner *scanner, struct str text, size_t pos)
{
    if (text.data[pos] == 'm') {
        look_around(scanner, text, pos);
    } else {
        look_for_list(scanner, text, pos);
    }
}

void
words_find(struct line_scanner *scanner, struct str text)
{
    static const char pairs[] = {'m', 'p', 'l', '_'};
    scanner->has_pragmas = false;
    size_t block = 0;
    for (; block + BLOCK_BYTES < text.len; block += BLOCK_BYTES) {
        uint64_t mask = block_pairs_mask(text.data + block, pairs);
        for (; mask; mask &= mask - 1) {
            look_at_pair(scanner, text, block + (size_t)__builtin_ctzll(mask));
        }
    }
    for (size_t pos = block; pos + 1 < text.len; pos++) {
        const char *at = text.data + pos;
        if ((at[0] == 'm' && at[1] == 'p') || (at[0] == 'l' && at[1] == '_')) {
            look_at_pair(scanner, text, pos);
        }
    }
}
