/* SPDX-License-Identifier: MIT */
#include "core/cli/opt.h"

#include <inttypes.h>

#include "core/base/nearest.h"
#include "core/base/str.h"
#include "core/conf/conf_unit.h"

/* One option as it was found in argv. */
struct found {
    const struct opt *opt;
    void *values;
    struct str shown; /* "--level" or "-o", for messages */
};

/* Room for one more text for every argument there is. */
struct parse {
    struct opt_line *line;
    int argc;
    char *const *argv;
    int at;
};

static bool
find_name(const struct opt_line *line, struct str name, struct found *found)
{
    for (size_t i = 0; i < line->sets_len; i++)
        for (const struct opt *opt = line->sets[i].options; opt->name; opt++)
            if (str_equal(str_from(opt->name), name)) {
                found->opt = opt;
                found->values = line->sets[i].values;
                return true;
            }
    return false;
}

static bool
find_letter(const struct opt_line *line, char letter, struct found *found)
{
    for (size_t i = 0; i < line->sets_len; i++)
        for (const struct opt *opt = line->sets[i].options; opt->name; opt++)
            if (opt->letter == letter) {
                found->opt = opt;
                found->values = line->sets[i].values;
                return true;
            }
    return false;
}

static int
refuse_name(const struct opt_line *line, struct str name, struct err *err)
{
    struct nearest nearest = nearest_to(name);

    for (size_t i = 0; i < line->sets_len; i++)
        for (const struct opt *opt = line->sets[i].options; opt->name; opt++)
            nearest_offer(&nearest, str_from(opt->name));
    if (nearest.best.len == 0)
        return err_set(err, ERR_USAGE, "unknown option --%.*s", (int)name.len,
                       name.data);
    return err_set(err, ERR_USAGE,
                   "unknown option --%.*s; did you mean --%.*s?", (int)name.len,
                   name.data, (int)nearest.best.len, nearest.best.data);
}

static int
refuse_value(const struct found *found, const char *what, const char *text,
             struct err *err)
{
    return err_set(err, ERR_USAGE, "%.*s must be %s, not `%s`",
                   (int)found->shown.len, found->shown.data, what, text);
}

static int
set_word(const struct found *found, const char *text, int *out, struct err *err)
{
    const char *const *words = found->opt->words;
    struct nearest nearest = nearest_to(str_from(text));
    struct buf list;

    for (int i = 0; words[i]; i++)
        if (str_equal(str_from(words[i]), str_from(text))) {
            *out = i;
            return 0;
        }
    buf_init(&list, BUF_UNLIMITED);
    for (size_t i = 0; words[i]; i++) {
        if (i > 0)
            buf_text(&list, words[i + 1] ? ", " : " or ");
        buf_text(&list, words[i]);
        nearest_offer(&nearest, str_from(words[i]));
    }
    refuse_value(found, buf_cstr(&list), text, err);
    buf_release(&list);
    if (nearest.best.len > 0)
        err_set(err, ERR_USAGE, "%s; did you mean `%.*s`?", err->text,
                (int)nearest.best.len, nearest.best.data);
    return -1;
}

static int
set_number(const struct found *found, const char *text, uint32_t *out,
           struct err *err)
{
    const struct opt *opt = found->opt;
    uint64_t number;

    if (!conf_unit_number(str_from(text), &number) || number < opt->min ||
        number > opt->max)
        return err_set(err, ERR_USAGE,
                       "%.*s must be a whole number from %" PRIu32
                       " to %" PRIu32 ", not `%s`",
                       (int)found->shown.len, found->shown.data, opt->min,
                       opt->max, text);
    *out = (uint32_t)number;
    return 0;
}

static void
add_text(const struct parse *parse, const char *text, struct opt_texts *texts)
{
    if (!texts->items)
        texts->items =
            ARENA_ARRAY(parse->line->arena, const char *, (size_t)parse->argc);
    texts->items[texts->len++] = text;
}

static int
set(const struct parse *parse, const struct found *found, const char *text,
    struct err *err)
{
    void *at = (char *)found->values + found->opt->offset;

    switch (found->opt->kind) {
    case OPT_FLAG:
        *(bool *)at = true;
        return 0;
    case OPT_REPEAT:
        *(unsigned *)at += 1;
        return 0;
    case OPT_TEXT:
        *(const char **)at = text;
        return 0;
    case OPT_TEXTS:
        add_text(parse, text, at);
        return 0;
    case OPT_WORD:
        return set_word(found, text, at, err);
    case OPT_NUMBER:
        return set_number(found, text, at, err);
    case OPT_CALL:
        return found->opt->call(found->values, text, err);
    }
    return 0;
}

/* The word after the option is its value. */
static int
set_from_next(struct parse *parse, const struct found *found, struct err *err)
{
    if (parse->at >= parse->argc)
        return err_set(err, ERR_USAGE, "%.*s needs a value: %s",
                       (int)found->shown.len, found->shown.data,
                       found->opt->value);
    return set(parse, found, parse->argv[parse->at++], err);
}

/* "--name", "--name=value" */
static int
read_long(struct parse *parse, struct str word, struct err *err)
{
    ptrdiff_t equals = str_find_byte(word, '=');
    size_t end = equals < 0 ? word.len : (size_t)equals;
    struct str name = str_slice(word, 2, end);
    struct found found = {.shown = str_slice(word, 0, end)};

    if (!find_name(parse->line, name, &found))
        return refuse_name(parse->line, name, err);
    if (!opt_has_value(found.opt) && equals >= 0)
        return err_set(err, ERR_USAGE, "--%s takes no value", found.opt->name);
    if (!opt_has_value(found.opt))
        return set(parse, &found, NULL, err);
    if (equals >= 0)
        return set(parse, &found, word.data + equals + 1, err);
    return set_from_next(parse, &found, err);
}

/* "-q", "-qv", "-o value", "-ovalue" */
static int
read_letters(struct parse *parse, const char *word, struct err *err)
{
    for (const char *at = word + 1; *at; at++) {
        char shown[3] = {'-', *at, '\0'};
        struct found found = {.shown = str_from(shown)};
        if (!find_letter(parse->line, *at, &found))
            return err_set(err, ERR_USAGE, "unknown option -%c", *at);
        if (!opt_has_value(found.opt)) {
            (void)set(parse, &found, NULL, err);
            continue;
        }
        if (at[1] != '\0')
            return set(parse, &found, at + 1, err);
        return set_from_next(parse, &found, err);
    }
    return 0;
}

static void
add_word(struct parse *parse, const char *word)
{
    parse->line->words[parse->line->words_len++] = word;
}

/* One argument, and its value if that stands behind it. */
static int
read_argument(struct parse *parse, bool *only_words, struct err *err)
{
    const char *word = parse->argv[parse->at++];

    if (*only_words || word[0] != '-' || word[1] == '\0') {
        add_word(parse, word);
        return 0;
    }
    if (word[1] != '-')
        return read_letters(parse, word, err);
    if (word[2] != '\0')
        return read_long(parse, str_from(word), err);
    *only_words = true;
    return 0;
}

int
opt_parse(struct opt_line *line, int argc, char *const *argv, struct err *err)
{
    struct parse parse = {.line = line, .argc = argc, .argv = argv};
    bool only_words = false;
    int result = 0;

    line->words = ARENA_ARRAY(line->arena, const char *, (size_t)argc + 1);
    line->words_len = 0;
    while (result == 0 && parse.at < argc &&
           !(line->until_word && line->words_len > 0))
        result = read_argument(&parse, &only_words, err);
    line->next = parse.at;
    return result;
}
