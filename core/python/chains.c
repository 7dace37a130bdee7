/* SPDX-License-Identifier: MIT */
#include "core/python/chains.h"

#include <string.h>

#include "core/base/nfkc.h"
#include "core/python/block.h"
#include "core/python/facts.h"
#include "core/python/words.h"

/*
 * More names than that with one ending would be searched for too long, so
 * all names are taken for heads; the worst of 31,000 real files has 132.
 */
enum { SAME_ENDING_MAX = 1000, DOTS_MAX = 512 };

void
chain_reader_init(struct chain_reader *reader)
{
    memset(reader, 0, sizeof(*reader));
    chain_set_init(&reader->set);
    buf_init(&reader->names, BUF_UNLIMITED);
    buf_init(&reader->chain, BUF_UNLIMITED);
    for (unsigned i = 0; i < 256; i++) {
        bool is_name = words_is_name_byte((char)i);
        reader->classes[i] = is_name ? CHAIN_NAME : CHAIN_OTHER;
        reader->in_ascii[i] = is_name && i < 0x80 ? (unsigned char)i : 0;
    }
    /* A backslash hides a newline; `(a).c` is as good as `a.c`. */
    for (const char *at = " \t\f\r)\\"; *at; at++) {
        reader->classes[(unsigned char)*at] = CHAIN_BLANK;
    }
    reader->classes['\n'] = reader->classes['#'] = CHAIN_BREAK;
}

void
chain_reader_release(struct chain_reader *reader, struct arena *keep)
{
    chain_set_release(&reader->set, keep);
    VEC_RELEASE(&reader->heads);
    buf_release(&reader->names);
    buf_release(&reader->chain);
}

/*
 * Where in reader->endings the heads stand that end like the name before
 * `end`.  A byte beyond ASCII may be part of a name or not, so it does not
 * count.
 */
static inline unsigned
ending_at(const struct chain_reader *reader, struct str text, size_t end)
{
    const unsigned char *last = (const unsigned char *)text.data + end - 1;
    unsigned before = end > 1 ? reader->in_ascii[last[-1]] : 0;
    return (*last * 31u + before) % CHAIN_ENDINGS;
}

static inline enum chain_class
class_at(const struct chain_reader *reader, struct str text, size_t pos)
{
    return reader->classes[(unsigned char)text.data[pos]];
}

void
chain_begin(struct chain_reader *reader)
{
    for (size_t i = 0; i < reader->heads.len; i++) {
        reader->endings[reader->heads.items[i].ending] = 0;
    }
    memset(reader->has_ending, 0, sizeof(reader->has_ending));
    chain_set_begin(&reader->set);
    reader->heads.len = 0;
    reader->every_head = false;
}

void
chain_head(struct chain_reader *reader, struct str name, bool is_attribute)
{
    unsigned ending = ending_at(reader, name, name.len);
    uint32_t *first = &reader->endings[ending];
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
    VEC_PUSH(&reader->heads,
             (struct chain_head){name, *first, (uint16_t)ending, is_attribute});
    *first = (uint32_t)reader->heads.len;
    reader->has_ending[ending / 64] |= UINT64_C(1) << ending % 64;
}

void
chain_any_head(struct chain_reader *reader)
{
    reader->every_head = true;
}

void
chain_listed(struct chain_reader *reader, struct str name)
{
    chain_set_add(&reader->set, name);
    chain_set_settle(&reader->set);
}

static size_t
line_end(struct str text, size_t pos)
{
    const char *newline = memchr(text.data + pos, '\n', text.len - pos);
    return newline ? (size_t)(newline - text.data) : text.len;
}

/* The gap that holds `pos`, where a newline or a comment begins, or NULL. */
static struct chain_gap *
gap_at(struct chain_reader *reader, size_t pos)
{
    for (size_t i = 0; i < CHAIN_GAPS; i++) {
        struct chain_gap *gap = &reader->gaps[i];
        if (pos >= gap->from && pos < gap->to) {
            return gap;
        }
    }
    return NULL;
}

/*
 * Behind blanks, newlines and comments.  A comment may hold dots itself, each
 * of which is followed through all lines of comment below, to the same name,
 * and from there on; so gaps are remembered, more than a chain can have.
 */
static size_t
skip_blanks(struct chain_reader *reader, struct str text, size_t pos)
{
    size_t from = SIZE_MAX;
    while (pos < text.len) {
        enum chain_class class = class_at(reader, text, pos);
        if (class != CHAIN_BLANK && class != CHAIN_BREAK) {
            break;
        }
        struct chain_gap *gap =
            class == CHAIN_BREAK ? gap_at(reader, pos) : NULL;
        if (gap) {
            gap->from = gap->from < from ? gap->from : from;
            return gap->to;
        }
        if (class == CHAIN_BREAK && from == SIZE_MAX) {
            from = pos;
        }
        pos = text.data[pos] == '#' ? line_end(text, pos) : pos + 1;
    }
    if (from < pos) {
        reader->gaps[reader->gaps_made++ % CHAIN_GAPS] =
            (struct chain_gap){from, pos};
    }
    return pos;
}

static bool
is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* The end of the name at `pos`; of one that is too long, some byte of it. */
static inline size_t
name_end(const struct chain_reader *reader, struct str text, size_t pos)
{
    size_t limit = pos + CHAIN_NAME_MAX + 1;
    limit = limit < text.len ? limit : text.len;
    while (pos < limit && class_at(reader, text, pos) == CHAIN_NAME) {
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
    size_t end = name_end(reader, text, *start);
    if (end == *start) {
        *start = skip_blanks(reader, text, *start);
        end = name_end(reader, text, *start);
    }
    bool is_name = end > *start && !is_digit(text.data[*start]) &&
                   end - *start <= CHAIN_NAME_MAX;
    return is_name ? end : 0;
}

/* The dot behind the blanks that follow a name, or the text's length. */
static size_t
next_dot(struct chain_reader *reader, struct str text, size_t end)
{
    if (end < text.len && class_at(reader, text, end) != CHAIN_OTHER) {
        end = skip_blanks(reader, text, end);
    }
    return end < text.len && text.data[end] == '.' ? end : text.len;
}

/*
 * The names behind `dot` without what stands around their dots, `.b.c`.  A
 * line of comment may hold many heads for one dot, so the last are kept.
 */
static struct str
names_behind(struct chain_reader *reader, struct str text, size_t dot)
{
    if (reader->names_dot == dot) {
        return buf_view(&reader->names);
    }
    reader->names_dot = dot;
    buf_clear(&reader->names);
    for (int links = 1; links < CHAIN_LINKS_MAX && dot < text.len; links++) {
        size_t start;
        size_t end = next_name(reader, text, dot, &start);
        if (end == 0) {
            break;
        }
        buf_byte(&reader->names, '.');
        buf_str(&reader->names, str_slice(text, start, end));
        dot = next_dot(reader, text, end);
    }
    return buf_view(&reader->names);
}

static void
add(struct chain_reader *reader, struct str chain)
{
    chain_set_add(&reader->set, nfkc(&reader->set.arena, chain));
}

/* Put the chain together. */
static void
follow_apart(struct chain_reader *reader, struct str text, struct str head,
             size_t dot)
{
    struct str names = names_behind(reader, text, dot);
    if (names.len > 0) {
        buf_clear(&reader->chain);
        buf_str(&reader->chain, head);
        buf_str(&reader->chain, names);
        add(reader, buf_view(&reader->chain));
        chain_set_settle(&reader->set);
    }
}

/*
 * Take the head, which ends at `from`, the names behind `dot` and the dots
 * between them.  Hardly ever does anything else stand there, and then the
 * chain is a piece of the text.
 */
static void
follow(struct chain_reader *reader, struct str text, struct str head,
       size_t from, size_t dot)
{
    int links = 1;
    size_t end = from;
    size_t next = dot;
    while (links < CHAIN_LINKS_MAX && next == end) {
        size_t start;
        size_t found = next_name(reader, text, next, &start);
        if (found == 0 || start != next + 1) {
            break;
        }
        end = found;
        links++;
        next = next_dot(reader, text, end);
    }
    if (next < text.len && links < CHAIN_LINKS_MAX) {
        follow_apart(reader, text, head, dot);
    } else if (links > 1) {
        add(reader, str_slice(text, from - head.len, end));
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
        follow(reader, text, name, end, dot);
    }
}

/* A name ends at `end`, and `dot` follows. */
static void
look_at(struct chain_reader *reader, struct str text, size_t end, size_t dot)
{
    uint32_t at = reader->endings[ending_at(reader, text, end)];
    while (at) {
        const struct chain_head *head = &reader->heads.items[at - 1];
        if (stands_before(text, end, head)) {
            follow(reader, text, head->name, end, dot);
        }
        at = head->next;
    }
    if (reader->every_head) {
        look_at_any(reader, text, end, dot);
    }
}

/* The end of what stands before the blanks before `end`, not below `from`. */
static size_t
trim_back(const struct chain_reader *reader, struct str text, size_t from,
          size_t end)
{
    while (end > from && class_at(reader, text, end - 1) == CHAIN_BLANK) {
        end--;
    }
    return end;
}

static void
look_at_end(struct chain_reader *reader, struct str text, size_t end,
            size_t dot)
{
    if (end > 0 && class_at(reader, text, end - 1) == CHAIN_NAME) {
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
            look_at_end(reader, text, trim_back(reader, text, start, at), dot);
            from = at + 1;
        }
        look_at_end(reader, text, trim_back(reader, text, start, newline), dot);
        size_t first = start;
        while (class_at(reader, text, first) == CHAIN_BLANK) {
            first++;
        }
        if (first < newline && text.data[first] != '#') {
            return;
        }
        end = start;
    }
}

/* Something else than a name stands right before the dot. */
static void
look_behind_blanks(struct chain_reader *reader, struct str text, size_t dot)
{
    size_t end = trim_back(reader, text, 0, dot);
    if (end > 0 && text.data[end - 1] == '\n') {
        look_above(reader, text, end, dot);
    } else {
        look_at_end(reader, text, end, dot);
    }
}

/* Dots behind which something of interest may stand. */
struct dots {
    size_t items[DOTS_MAX];
    size_t len;
};

/* Nearly half of the dots pass, at random, so this does without a branch. */
static inline void
add_dot(const struct chain_reader *reader, struct str text, size_t dot,
        struct dots *dots)
{
    if (dot > 0) {
        unsigned ending = ending_at(reader, text, dot);
        uint64_t bits = reader->has_ending[ending / 64] >> ending % 64;
        bool is_name = reader->in_ascii[(unsigned char)text.data[dot - 1]];
        dots->items[dots->len] = dot;
        dots->len += (bits & 1) | !is_name | reader->every_head;
    }
}

static void
look_at_dots(struct chain_reader *reader, struct str text, struct dots *dots)
{
    for (size_t i = 0; i < dots->len; i++) {
        size_t dot = dots->items[i];
        if (class_at(reader, text, dot - 1) == CHAIN_NAME) {
            look_at(reader, text, dot, dot);
        } else {
            look_behind_blanks(reader, text, dot);
        }
    }
    dots->len = 0;
}

void
chain_read(struct chain_reader *reader, struct str text)
{
    struct dots dots;
    if (reader->heads.len == 0 && !reader->every_head) {
        return;
    }
    memset(reader->gaps, 0, sizeof(reader->gaps));
    reader->names_dot = SIZE_MAX;
    dots.len = 0;
    size_t block = 0;
    for (; block + BLOCK_BYTES <= text.len; block += BLOCK_BYTES) {
        uint64_t mask = block_byte_mask(text.data + block, '.');
        for (; mask; mask &= mask - 1) {
            add_dot(reader, text, block + (size_t)__builtin_ctzll(mask), &dots);
        }
        if (dots.len > DOTS_MAX - BLOCK_BYTES) {
            look_at_dots(reader, text, &dots);
        }
    }
    for (size_t pos = block; pos < text.len; pos++) {
        if (text.data[pos] == '.') {
            add_dot(reader, text, pos, &dots);
        }
    }
    look_at_dots(reader, text, &dots);
    chain_set_settle(&reader->set);
}
