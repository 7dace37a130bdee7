/* SPDX-License-Identifier: MIT */
#include "core/python/chains.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/memory.h"
#include "core/python/block.h"
#include "core/python/facts.h"
#include "core/python/words.h"

/*
 * More names than that with one ending would be searched for too long, so
 * all names are taken for heads; the worst of 29,000 files has 31.
 */
enum { SAME_ENDING_MAX = 100, FIRST_SLOTS = 256 };

static const uint64_t HASH_HALF = UINT64_C(0xffffffff00000000);

void
chain_reader_init(struct chain_reader *reader)
{
    memset(reader, 0, sizeof(*reader));
    arena_init(&reader->arena);
    buf_init(&reader->chain, BUF_UNLIMITED);
}

void
chain_reader_release(struct chain_reader *reader, struct arena *keep)
{
    arena_adopt(keep, &reader->arena);
    VEC_RELEASE(&reader->found);
    VEC_RELEASE(&reader->chains);
    VEC_RELEASE(&reader->heads);
    buf_release(&reader->chain);
    free(reader->slots);
}

/* A byte beyond ASCII in front may be part of the name or not. */
static unsigned
ending_of(struct str text, size_t end)
{
    unsigned char last = (unsigned char)text.data[end - 1];
    unsigned char before = end > 1 ? (unsigned char)text.data[end - 2] : 0;
    if (before >= 0x80 || !words_is_name_byte((char)before)) {
        before = 0;
    }
    return (last * 31u + before) & (CHAIN_ENDINGS - 1);
}

void
chain_begin(struct chain_reader *reader)
{
    for (size_t i = 0; i < reader->heads.len; i++) {
        struct str name = reader->heads.items[i].name;
        reader->endings[ending_of(name, name.len)] = 0;
    }
    reader->file++;
    reader->found.len = 0;
    reader->heads.len = 0;
    reader->every_head = false;
}

void
chain_head(struct chain_reader *reader, struct str name, bool is_attribute)
{
    uint32_t *first = &reader->endings[ending_of(name, name.len)];
    unsigned count = 0;
    for (uint32_t at = *first; at; at = reader->heads.items[at - 1].next) {
        struct chain_head *head = &reader->heads.items[at - 1];
        if (str_equal(head->name, name)) {
            head->is_attribute |= is_attribute;
            return;
        }
        if (++count == SAME_ENDING_MAX) {
            reader->every_head = true;
            return;
        }
    }
    VEC_PUSH(&reader->heads, (struct chain_head){name, *first, is_attribute});
    *first = (uint32_t)reader->heads.len;
}

void
chain_any_head(struct chain_reader *reader)
{
    reader->every_head = true;
}

static void
grow(struct chain_reader *reader)
{
    uint64_t *old = reader->slots;
    size_t old_len = old ? reader->mask + 1 : 0;
    size_t len = old_len ? old_len * 2 : FIRST_SLOTS;
    reader->slots = memory_zero(len * sizeof(*old));
    reader->mask = len - 1;
    for (size_t i = 0; i < old_len; i++) {
        size_t at = (size_t)(old[i] >> 32) & reader->mask;
        while (old[i] && reader->slots[at]) {
            at = (at + 1) & reader->mask;
        }
        if (old[i]) {
            reader->slots[at] = old[i];
        }
    }
    free(old);
}

/* The chain of that text, kept once however many files have it. */
static struct chain *
keep(struct chain_reader *reader, struct str text)
{
    uint64_t hash = hash_64(text.data, text.len);
    if (!reader->slots || reader->chains.len * 2 > reader->mask) {
        grow(reader);
    }
    size_t at = (size_t)(hash >> 32) & reader->mask;
    for (; reader->slots[at]; at = (at + 1) & reader->mask) {
        uint64_t slot = reader->slots[at];
        struct chain *chain = &reader->chains.items[(uint32_t)slot - 1];
        if (!((slot ^ hash) & HASH_HALF) && str_equal(chain->text, text)) {
            return chain;
        }
    }
    VEC_PUSH(&reader->chains,
             (struct chain){.text = arena_str(&reader->arena, text)});
    reader->slots[at] = (hash & HASH_HALF) | reader->chains.len;
    return &reader->chains.items[reader->chains.len - 1];
}

static void
note(struct chain_reader *reader, struct str text)
{
    struct chain *chain = keep(reader, text);
    if (chain->file != reader->file) {
        chain->file = reader->file;
        VEC_PUSH(&reader->found, chain->text);
    }
}

void
chain_listed(struct chain_reader *reader, struct str name)
{
    note(reader, name);
}

/* Blank within a line, or as good as: `(a).c`. */
static bool
is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\f' || byte == '\r' ||
           byte == ')' || byte == '\\';
}

static size_t
line_end(struct str text, size_t pos)
{
    const char *newline = memchr(text.data + pos, '\n', text.len - pos);
    return newline ? (size_t)(newline - text.data) : text.len;
}

/*
 * Behind blanks, newlines and comments.  A comment may hold dots itself, each
 * of which is followed through all lines of comment below; so what was found
 * from one newline on is remembered.
 */
static size_t
skip_blanks(struct chain_reader *reader, struct str text, size_t pos)
{
    size_t from = SIZE_MAX;
    while (pos < text.len) {
        char byte = text.data[pos];
        if (byte == '\n' && pos >= reader->blank_from &&
            pos < reader->blank_to) {
            pos = reader->blank_to;
            break;
        }
        if (byte == '\n') {
            from = from < pos ? from : pos;
            pos++;
        } else if (byte == '#') {
            pos = line_end(text, pos);
        } else if (is_blank(byte)) {
            pos++;
        } else {
            break;
        }
    }
    if (from < pos) {
        reader->blank_from = from;
        reader->blank_to = pos;
    }
    return pos;
}

static bool
is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static size_t
name_end(struct str text, size_t pos)
{
    while (pos < text.len && words_is_name_byte(text.data[pos])) {
        pos++;
    }
    return pos;
}

/* The end of the name that stands behind `dot`, or 0 if none does. */
static size_t
next_name(struct chain_reader *reader, struct str text, size_t dot,
          size_t *start)
{
    *start = dot + 1;
    size_t end = name_end(text, *start);
    if (end == *start) {
        *start = skip_blanks(reader, text, *start);
        end = name_end(text, *start);
    }
    bool is_name = end > *start && !is_digit(text.data[*start]) &&
                   end - *start <= CHAIN_NAME_MAX;
    return is_name ? end : 0;
}

/* The dot behind the blanks that follow a name, or the text's length. */
static size_t
next_dot(struct chain_reader *reader, struct str text, size_t end)
{
    if (end < text.len && text.data[end] != '.') {
        end = skip_blanks(reader, text, end);
    }
    return end < text.len && text.data[end] == '.' ? end : text.len;
}

/* Put the chain together, leaving out what stands around its dots. */
static void
follow_apart(struct chain_reader *reader, struct str text, struct str head,
             size_t dot)
{
    int links = 1;
    buf_clear(&reader->chain);
    buf_str(&reader->chain, head);
    while (links < CHAIN_LINKS_MAX && dot < text.len) {
        size_t start;
        size_t end = next_name(reader, text, dot, &start);
        if (end == 0) {
            break;
        }
        buf_byte(&reader->chain, '.');
        buf_str(&reader->chain, str_slice(text, start, end));
        links++;
        dot = next_dot(reader, text, end);
    }
    if (links > 1) {
        note(reader, buf_view(&reader->chain));
    }
}

/*
 * Take the head that stands before `dot`, the names behind it and the dots
 * between them.  Hardly ever does anything else stand there, and then the
 * chain is a piece of the text.
 */
static void
follow(struct chain_reader *reader, struct str text, struct str head,
       size_t dot)
{
    int links = 1;
    size_t end = dot;
    size_t next = dot;
    while (links < CHAIN_LINKS_MAX && next == end) {
        size_t start;
        size_t found = next_name(reader, text, next, &start);
        if (found == 0) {
            break;
        }
        if (start != next + 1) {
            next = text.len + 1;
            break;
        }
        end = found;
        links++;
        next = next_dot(reader, text, end);
    }
    size_t start = dot - (dot < head.len ? dot : head.len);
    bool apart = next != end && next != text.len;
    if (apart || !str_equal(str_slice(text, start, dot), head)) {
        follow_apart(reader, text, head, dot);
    } else if (links > 1) {
        note(reader, str_slice(text, start, end));
    }
}

/*
 * Does the head stand before `end`?  A character beyond ASCII in front may be
 * a part of the name, but a quotation mark or a blank as well.
 */
static bool
stands_before(struct str text, size_t end, const struct chain_head *head)
{
    struct str name = head->name;
    if (end < name.len) {
        return false;
    }
    const char *start = text.data + end - name.len;
    if (*start != *name.data || memcmp(start, name.data, name.len) != 0) {
        return false;
    }
    char before = end > name.len ? start[-1] : '\n';
    return (unsigned char)before >= 0x80 ||
           (before == '.' ? head->is_attribute : !words_is_name_byte(before));
}

/* Any name will do, but not that of an attribute. */
static void
look_at_any(struct chain_reader *reader, struct str text, size_t end,
            size_t dot)
{
    size_t start = end;
    while (start > 0 && words_is_name_byte(text.data[start - 1])) {
        start--;
    }
    struct str name = str_slice(text, start, end);
    bool is_attribute = start > 0 && text.data[start - 1] == '.';
    /* `from .a import b` is no chain. */
    if (!is_attribute && !is_digit(text.data[start]) &&
        !str_equal(name, STR("from"))) {
        follow(reader, text, name, dot);
    }
}

/* A name ends at `end`, and `dot` follows. */
static void
look_at(struct chain_reader *reader, struct str text, size_t end, size_t dot)
{
    uint32_t at = reader->endings[ending_of(text, end)];
    while (at) {
        const struct chain_head *head = &reader->heads.items[at - 1];
        if (stands_before(text, end, head)) {
            follow(reader, text, head->name, dot);
        }
        at = head->next;
    }
    if (reader->every_head) {
        look_at_any(reader, text, end, dot);
    }
}

/* The end of what stands before the blanks before `end`, not below `from`. */
static size_t
trim_back(struct str text, size_t from, size_t end)
{
    while (end > from && is_blank(text.data[end - 1])) {
        end--;
    }
    return end;
}

static void
look_at_end(struct chain_reader *reader, struct str text, size_t end,
            size_t dot)
{
    if (end > 0 && words_is_name_byte(text.data[end - 1])) {
        look_at(reader, text, end, dot);
    }
}

/*
 * The dot is the first in its line: the name stands in a line above, maybe
 * before a comment.  What looks like one can be part of a string, so every
 * `#` of the line is tried.
 */
static void
look_above(struct chain_reader *reader, struct str text, size_t end, size_t dot)
{
    while (end > 0) {
        size_t newline = end - 1;
        const char *above = memrchr(text.data, '\n', newline);
        size_t start = above ? (size_t)(above - text.data) + 1 : 0;
        size_t from = start;
        const char *sign;
        while ((sign = memchr(text.data + from, '#', newline - from))) {
            size_t at = (size_t)(sign - text.data);
            look_at_end(reader, text, trim_back(text, start, at), dot);
            from = at + 1;
        }
        size_t first = start;
        while (first < newline && is_blank(text.data[first])) {
            first++;
        }
        if (first < newline && text.data[first] != '#') {
            look_at_end(reader, text, trim_back(text, start, newline), dot);
            return;
        }
        end = start;
    }
}

static void
look_around(struct chain_reader *reader, struct str text, size_t dot)
{
    size_t end = dot;
    if (end == 0) {
        return;
    }
    if (words_is_name_byte(text.data[end - 1])) {
        look_at(reader, text, end, dot);
        return;
    }
    end = trim_back(text, 0, end);
    if (end > 0 && text.data[end - 1] == '\n') {
        look_above(reader, text, end, dot);
    } else {
        look_at_end(reader, text, end, dot);
    }
}

void
chain_read(struct chain_reader *reader, struct str text)
{
    if (reader->heads.len == 0 && !reader->every_head) {
        return;
    }
    reader->blank_from = reader->blank_to = 0;
    size_t block = 0;
    for (; block + BLOCK_BYTES <= text.len; block += BLOCK_BYTES) {
        uint64_t mask = block_byte_mask(text.data + block, '.');
        for (; mask; mask &= mask - 1) {
            look_around(reader, text, block + (size_t)__builtin_ctzll(mask));
        }
    }
    for (size_t pos = block; pos < text.len; pos++) {
        if (text.data[pos] == '.') {
            look_around(reader, text, pos);
        }
    }
}
