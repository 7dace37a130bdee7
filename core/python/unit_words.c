/* SPDX-License-Identifier: MIT */
#include "core/python/unit_words.h"

#include <string.h>

#include "core/base/buf.h"
#include "core/base/utf8.h"

/* One string, or several joined, on its way to words. */
struct words {
    struct unit_marks *marks;
    struct intern *names;
    struct unit_heads heads;
    struct buf text; /* unescaped */
};

static bool
is_word(char byte)
{
    unsigned char c = (unsigned char)byte;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c >= '0' && c <= '9') || c >= 0x80;
}

/*
 * Characters that a name may have and of which NFKC makes ASCII ones stand in
 * these blocks (Unicode 15): of such a word nobody here knows what it names.
 */
static bool
is_disguised(uint32_t c)
{
    static const uint32_t blocks[][2] = {
        {0xaa, 0xaa},       {0xba, 0xba},       {0x132, 0x133},
        {0x13f, 0x140},     {0x149, 0x149},     {0x17f, 0x17f},
        {0x1c4, 0x1cc},     {0x1f1, 0x1f3},     {0x2b0, 0x2b8},
        {0x2e1, 0x2e3},     {0x1d2c, 0x1d65},   {0x1d9c, 0x1da0},
        {0x1dbb, 0x1dbb},   {0x1e9a, 0x1e9a},   {0x2071, 0x2071},
        {0x207f, 0x207f},   {0x2090, 0x209c},   {0x2102, 0x2139},
        {0x2145, 0x2149},   {0x2160, 0x217f},   {0x2c7c, 0x2c7d},
        {0xa7f2, 0xa7f4},   {0xfb00, 0xfb06},   {0xfe33, 0xfe34},
        {0xfe4d, 0xfe4f},   {0xff10, 0xff5a},   {0x107a5, 0x107a5},
        {0x1d400, 0x1d6a3}, {0x1d7ce, 0x1d7ff}, {0x1fbf0, 0x1fbf9}};
    for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++) {
        if (c >= blocks[i][0] && c <= blocks[i][1]) {
            return true;
        }
    }
    return false;
}

static bool
matters(const struct words *words, text_id name)
{
    return name != NO_TEXT && name < words->heads.len &&
           words->heads.flags[name];
}

/* Where the word that begins at `at` ends; what NFKC changes is noted. */
static size_t
word_end(struct words *words, struct str text, size_t at)
{
    bool plain = true;
    size_t end = at;
    while (end < text.len && is_word(text.data[end])) {
        plain &= (unsigned char)text.data[end++] < 0x80;
    }
    for (size_t i = at; !plain && i < end;) {
        uint32_t c;
        size_t step = utf8_next(text, i, &c);
        words->marks->coarse |= is_disguised(c);
        i += step > 0 ? step : 1;
    }
    return end;
}

static size_t
skip_blanks(struct str text, size_t at)
{
    while (at < text.len && strchr(" \t\n\f\\()", text.data[at])) {
        at++;
    }
    return at;
}

static void
add(struct words *words, const struct marked_text *of, text_id name,
    bool chained)
{
    VEC_PUSH(&words->marks->mentions,
             (struct mention){
                 .name = name,
                 .statement = of->statement,
                 .run = of->run,
                 .flags = MENTION_WORD | (of->in_body ? MENTION_IN_BODY : 0) |
                          (chained ? MENTION_DOTTED | MENTION_CHAINED : 0),
             });
}

/* The names behind dots; returns where they end. */
static size_t
add_chain(struct words *words, const struct marked_text *of, struct str text,
          size_t at)
{
    for (;;) {
        size_t dot = skip_blanks(text, at);
        if (dot >= text.len || text.data[dot] != '.') {
            return at;
        }
        size_t from = skip_blanks(text, dot + 1);
        size_t end = word_end(words, text, from);
        if (end == from) {
            return at;
        }
        add(words, of, intern_text(words->names, str_slice(text, from, end)),
            true);
        at = end;
    }
}

/* Words of the language that join others to one expression. */
static bool
is_operator(struct str word)
{
    static const char *const words[] = {"and",   "or",     "not",  "in",
                                        "is",    "if",     "else", "for",
                                        "await", "lambda", "yield"};
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (str_equal(word, str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

/* What a text has been so far: is it still one expression? */
struct expression {
    uint32_t brackets; /* open: within, tools go on behind what is wrong */
    bool word;         /* it ended in a name */
    bool over;
};

/* A byte that is no part of a word. */
static void
pass_byte(struct expression *expression, char byte)
{
    if (strchr("([{", byte)) {
        expression->brackets++;
    } else if (strchr(")]}", byte)) {
        expression->over |= expression->brackets == 0;
        expression->brackets -= expression->brackets > 0;
    } else if (expression->brackets == 0 && strchr("?!$`;:=@#", byte)) {
        expression->over = true;
    }
    if (!strchr(" \t\n\f\\", byte)) {
        expression->word = false;
    }
}

/* `an example` is none: nobody looks at what comes behind the first word. */
static void
pass_word(struct expression *expression, struct str word)
{
    bool joins = is_operator(word);
    if (expression->word && !joins && expression->brackets == 0) {
        expression->over = true;
    }
    expression->word = !joins;
}

static void
find_words(struct words *words, const struct marked_text *of, struct str text)
{
    struct expression expression = {0};
    for (size_t at = 0; at < text.len;) {
        size_t end = word_end(words, text, at);
        if (end == at) {
            pass_byte(&expression, text.data[at++]);
            continue;
        }
        struct str word = str_slice(text, at, end);
        pass_word(&expression, word);
        if (expression.over && !of->comment) {
            return;
        }
        text_id name = intern_find(words->names, word);
        if (words->heads.all && !is_operator(word)) {
            name = intern_text(words->names, word);
        }
        if (name != NO_TEXT && (words->heads.all || matters(words, name))) {
            add(words, of, name, false);
            end = add_chain(words, of, text, end);
        }
        at = end;
    }
}

/* ---- unescaping */

static unsigned
digit_of(char c)
{
    if (c >= '0' && c <= '9') {
        return (unsigned)(c - '0');
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

/* A number of at most `digits` digits at `*at`, which moves behind it. */
static uint32_t
take_number(struct str text, size_t *at, unsigned base, int digits)
{
    uint32_t number = 0;
    for (; digits > 0 && *at < text.len && digit_of(text.data[*at]) < base;
         digits--) {
        number = number * base + digit_of(text.data[(*at)++]);
    }
    return number;
}

/* What is no ASCII here would have to be looked up: who writes a name so? */
static void
put_number(struct words *words, uint32_t number)
{
    words->marks->coarse |= number >= 0x80 && is_disguised(number);
    buf_byte(&words->text, number < 0x80 ? (char)number : ' ');
}

/* How many digits of which base follow an escape's letter; 0: it has none. */
static int
escape_digits(char letter)
{
    switch (letter) {
    case 'x':
        return 2;
    case 'u':
        return 4;
    case 'U':
        return 8;
    default:
        return 0;
    }
}

/* The escape whose letter is at `at`; returns where it ends. */
static size_t
unescape(struct words *words, struct str text, size_t at)
{
    char c = text.data[at];
    size_t next = at + 1;
    int digits = escape_digits(c);
    if (digits > 0) {
        put_number(words, take_number(text, &next, 16, digits));
    } else if (c >= '0' && c <= '7') {
        next = at;
        put_number(words, take_number(text, &next, 8, 3));
    } else if (c == '\r' || c == '\n') {
        next += c == '\r' && next < text.len && text.data[next] == '\n';
    } else {
        /* A character by its name could be any. */
        words->marks->coarse |=
            c == 'N' && memmem(text.data + at, text.len - at, "LETTER", 6);
        buf_byte(&words->text, ' ');
    }
    return next;
}

/* The contents of the string with this prefix and these quotes. */
static void
put_string(struct words *words, struct str text)
{
    bool raw = false;
    size_t from = 0;
    while (from < text.len && text.data[from] != '"' &&
           text.data[from] != '\'') {
        raw |= text.data[from] == 'r' || text.data[from] == 'R';
        from++;
    }
    text = str_slice(text, from, text.len);
    size_t quotes = text.len >= 6 && text.data[1] == text.data[0] &&
                            text.data[2] == text.data[0]
                        ? 3
                        : 1;
    text = text.len >= 2 * quotes ? str_slice(text, quotes, text.len - quotes)
                                  : str_slice(text, text.len, text.len);
    for (size_t i = 0; i < text.len;) {
        if (!raw && text.data[i] == '\\' && i + 1 < text.len) {
            i = unescape(words, text, i + 1);
        } else {
            buf_byte(&words->text, text.data[i++]);
        }
    }
}

void
unit_words_find(struct unit_marks *marks, struct intern *names,
                struct str source, struct unit_heads heads)
{
    struct words words = {.marks = marks, .names = names, .heads = heads};
    buf_init(&words.text, BUF_UNLIMITED);
    for (size_t i = 0; i < marks->texts.len; i++) {
        const struct marked_text *of = &marks->texts.items[i];
        struct str text = str_slice(source, of->from, of->to);
        if (!of->joined) {
            buf_clear(&words.text);
        }
        if (of->comment) {
            buf_str(&words.text, text);
        } else {
            put_string(&words, text);
        }
        bool goes_on =
            i + 1 < marks->texts.len && marks->texts.items[i + 1].joined;
        if (!goes_on) {
            find_words(&words, of, buf_view(&words.text));
        }
    }
    buf_release(&words.text);
}
