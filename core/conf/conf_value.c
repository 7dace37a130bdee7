/* SPDX-License-Identifier: MIT */
#include "core/conf/conf_value.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>

#include "core/conf/conf_rule.h"
#include "core/conf/conf_unit.h"
#include "core/conf/conf_yaml.h"

/* Enums are kept as int: gcc and clang give them that size. */
_Static_assert(sizeof(enum hash_algorithm) == sizeof(int), "size of enum");
_Static_assert(sizeof(enum conf_level) == sizeof(int), "size of enum");

static void *
field(const struct conf_key *key, void *base)
{
    return (char *)base + key->offset;
}

static const void *
field_const(const struct conf_key *key, const void *base)
{
    return (const char *)base + key->offset;
}

bool
conf_value_is_scalar(const struct conf_key *key)
{
    switch (key->type) {
    case CONF_BOOL:
    case CONF_COUNT:
    case CONF_SIZE:
    case CONF_DURATION:
    case CONF_WORD:
    case CONF_TEXT:
        return true;
    default:
        return false;
    }
}

/* ---- from text */

static int
set_bool(const struct conf_key *key, struct str text, bool *out,
         struct err *err)
{
    if (str_equal(text, STR("true")))
        *out = true;
    else if (str_equal(text, STR("false")))
        *out = false;
    else
        return conf_rule_refuse(key, "true or false", text, err);
    return 0;
}

static int
set_count(const struct conf_key *key, struct str text, uint32_t *out,
          struct err *err)
{
    uint64_t number;

    if (key->zero_word && str_equal(text, str_from(key->zero_word))) {
        *out = 0;
        return 0;
    }
    if (conf_unit_number(text, &number) && number >= key->min &&
        number <= key->max) {
        *out = (uint32_t)number;
        return 0;
    }
    return err_set(err, ERR_FORMAT,
                   "`%s` must be a whole number from %" PRIu64 " to %" PRIu64
                   "%s%s, not `%s`",
                   key->path, key->min, key->max, key->zero_word ? ", or " : "",
                   key->zero_word ? key->zero_word : "",
                   conf_excerpt(text).text);
}

static int
refuse_quantity(const struct conf_key *key, struct str text, struct err *err)
{
    bool is_size = key->type == CONF_SIZE;
    struct str meant = is_size ? conf_unit_size_nearest(text)
                               : conf_unit_duration_nearest(text);
    conf_rule_refuse(key,
                     is_size ? "a number and a unit (B, kB, MB, GB, TB, KiB, "
                               "MiB, GiB, TiB) such as 2GiB"
                             : "a number and a unit (ms, s, min, h, d, w) "
                               "such as 10min or 1h30m",
                     text, err);
    if (meant.len > 0)
        err_set(err, ERR_FORMAT, "%s; did you mean `%s`?", err->text,
                conf_excerpt(meant).text);
    return -1;
}

static int
set_quantity(const struct conf_key *key, struct str text, uint64_t *out,
             struct err *err)
{
    bool is_size = key->type == CONF_SIZE;
    uint64_t number;
    struct buf least;
    struct buf most;

    bool valid = is_size ? conf_unit_size(text, &number)
                         : conf_unit_duration(text, &number);
    if (!valid)
        return refuse_quantity(key, text, err);
    if (number >= key->min && number <= key->max) {
        *out = number;
        return 0;
    }
    void (*format)(uint64_t, struct buf *) =
        is_size ? conf_unit_size_text : conf_unit_duration_text;
    buf_init(&least, BUF_UNLIMITED);
    buf_init(&most, BUF_UNLIMITED);
    format(key->min, &least);
    format(key->max, &most);
    err_set(err, ERR_FORMAT, "`%s` must be from %s to %s, not `%s`", key->path,
            buf_cstr(&least), buf_cstr(&most), conf_excerpt(text).text);
    buf_release(&least);
    buf_release(&most);
    return -1;
}

int
conf_value_set(struct arena *arena, const struct conf_key *key, struct str text,
               void *base, struct err *err)
{
    void *at = field(key, base);
    int word;

    switch (key->type) {
    case CONF_BOOL:
        return set_bool(key, text, at, err);
    case CONF_COUNT:
        return set_count(key, text, at, err);
    case CONF_SIZE:
    case CONF_DURATION:
        return set_quantity(key, text, at, err);
    case CONF_WORD:
        word = conf_rule_word(key, text, err);
        if (word < 0)
            return -1;
        memcpy(at, &word, sizeof(word));
        return 0;
    case CONF_TEXT:
        return conf_value_text(arena, key, text, at, err);
    default:
        return err_set(err, ERR_FORMAT, "`%s` is more than one value",
                       key->path);
    }
}

void
conf_value_set_list(const struct conf_key *key, struct conf_list list,
                    void *base)
{
    struct conf_list *at = field(key, base);
    *at = list;
}

const struct conf_list *
conf_value_list(const struct conf_key *key, const void *base)
{
    return field_const(key, base);
}

void
conf_value_copy(const struct conf_key *key, const void *from, void *to)
{
    size_t size = key->type == CONF_BOOL    ? sizeof(bool)
                  : key->type == CONF_TEXTS ? sizeof(struct conf_list)
                  : key->type == CONF_TEXT  ? sizeof(struct str)
                  : key->type == CONF_WORD  ? sizeof(int)
                  : key->type == CONF_COUNT ? sizeof(uint32_t)
                                            : sizeof(uint64_t);

    memcpy(field(key, to), field_const(key, from), size);
}

/* Nobody has set the list: `set` stays false. */
static void
set_only_item(struct arena *arena, const struct conf_key *key, void *base)
{
    struct conf_list list = {.items = ARENA_NEW(arena, struct str), .len = 1};

    list.items[0] = str_from(key->fallback);
    conf_value_set_list(key, list, base);
}

void
conf_value_default(struct arena *arena, const struct conf_key *key, void *base)
{
    struct err err;
    int result = 0;

    if (key->fallback && key->type == CONF_TEXTS)
        set_only_item(arena, key, base);
    else if (key->fallback)
        result =
            conf_value_set(arena, key, str_from(key->fallback), base, &err);
    /* The table is ours: a default that is refused is a broken invariant. */
    assert(result == 0);
    (void)result;
}

/* ---- to text */

bool
conf_value_is_set(const struct conf_key *key, const void *base)
{
    const void *at = field_const(key, base);

    if (key->type == CONF_TEXT)
        return ((const struct str *)at)->len > 0;
    if (key->type == CONF_TEXTS)
        return ((const struct conf_list *)at)->set;
    return true;
}

/* Plain YAML only for what no reader takes for anything but text. */
static bool
is_plain(struct str text)
{
    static const char *const taken[] = {"true", "false", "null", "yes",
                                        "no",   "on",    "off",  "y",
                                        "n",    "inf",   "nan"};

    if (text.len == 0 || !isalpha((unsigned char)text.data[0]))
        return text.len > 1 && text.data[0] == '.' &&
               isalpha((unsigned char)text.data[1]) &&
               is_plain(str_slice(text, 1, text.len));
    for (size_t i = 0; i < text.len; i++)
        if (!isalnum((unsigned char)text.data[i]) &&
            !memchr("_-./+", text.data[i], 5))
            return false;
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
        if (text.len == strlen(taken[i]) &&
            strncasecmp(text.data, taken[i], text.len) == 0)
            return false;
    return true;
}

void
conf_value_quote(struct str text, struct buf *out)
{
    if (is_plain(text)) {
        buf_str(out, text);
        return;
    }
    buf_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte == '"' || byte == '\\')
            buf_printf(out, "\\%c", byte);
        else if (byte == '\n')
            buf_text(out, "\\n");
        else if (byte < 0x20 || byte == 0x7f)
            buf_printf(out, "\\x%02x", byte);
        else
            buf_byte(out, (char)byte);
    }
    buf_byte(out, '"');
}

void
conf_value_comment(struct str text, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.data[i] >= 0x20 && text.data[i] != 0x7f)
            buf_byte(out, text.data[i]);
}

void
conf_value_format_list(const struct conf_list *list, struct buf *out)
{
    buf_byte(out, '[');
    for (size_t i = 0; i < list->len; i++) {
        if (i > 0)
            buf_text(out, ", ");
        conf_value_quote(list->items[i], out);
    }
    buf_byte(out, ']');
}

/* The root itself is kept as "", which nobody would write. */
static void
format_folders(const struct conf_list *list, struct buf *out)
{
    buf_byte(out, '[');
    for (size_t i = 0; i < list->len; i++) {
        if (i > 0)
            buf_text(out, ", ");
        conf_value_quote(list->items[i].len > 0 ? list->items[i] : STR("."),
                         out);
    }
    buf_byte(out, ']');
}

static void
format_count(const struct conf_key *key, uint32_t count, struct buf *out)
{
    if (count == 0 && key->zero_word)
        buf_text(out, key->zero_word);
    else
        buf_printf(out, "%" PRIu32, count);
}

void
conf_value_format(const struct conf_key *key, const void *base, struct buf *out)
{
    const void *at = field_const(key, base);
    int word;

    switch (key->type) {
    case CONF_BOOL:
        buf_text(out, *(const bool *)at ? "true" : "false");
        break;
    case CONF_COUNT:
        format_count(key, *(const uint32_t *)at, out);
        break;
    case CONF_SIZE:
        conf_unit_size_text(*(const uint64_t *)at, out);
        break;
    case CONF_DURATION:
        conf_unit_duration_text(*(const uint64_t *)at, out);
        break;
    case CONF_WORD:
        memcpy(&word, at, sizeof(word));
        conf_value_quote(str_from(key->words[word]), out);
        break;
    case CONF_TEXT:
        conf_value_quote(*(const struct str *)at, out);
        break;
    case CONF_TEXTS:
        if (key->rule == CONF_FOLDER)
            format_folders(at, out);
        else
            conf_value_format_list(at, out);
        break;
    default:
        break;
    }
}
