/* SPDX-License-Identifier: MIT */
#include "core/conf/conf_read.h"

#include <ctype.h>

#include "core/base/nearest.h"
#include "core/conf/conf_value.h"

/* Longer than the name of every setting as a variable. */
enum { VARIABLE_MAX = 64 };

static const struct str PREFIX = {"DEPSTAMP_", sizeof("DEPSTAMP_") - 1};

/* "cache.max_size" gives "CACHE_MAX_SIZE", without the prefix. */
static struct str
variable_of(const struct conf_key *key, char *name)
{
    size_t len = 0;

    for (const char *at = key->path; *at && len < VARIABLE_MAX; at++)
        name[len++] = *at == '.' ? '_' : (char)toupper((unsigned char)*at);
    return (struct str){name, len};
}

/* Unicode 15, table 3-7: the second byte decides over odd forms. */
static bool
is_second_byte(unsigned char first, unsigned char second)
{
    unsigned char least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned char most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;

    return second >= least && second <= most;
}

/* Length of the UTF-8 sequence that `text` starts with, 0 if it is none. */
static size_t
sequence_len(struct str text)
{
    unsigned char first = (unsigned char)text.data[0];
    size_t len = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4 || text.len < len ||
        !is_second_byte(first, (unsigned char)text.data[1]))
        return 0;
    for (size_t i = 2; i < len; i++)
        if (((unsigned char)text.data[i] & 0xc0) != 0x80)
            return 0;
    return len;
}

/*
 * YAML is checked by its reader, the environment by nobody, and a setting
 * that is shown must be text.
 */
static bool
is_utf8(struct str text)
{
    while (text.len > 0) {
        size_t len = sequence_len(text);
        if (len == 0)
            return false;
        text = str_slice(text, len, text.len);
    }
    return true;
}

static int
read_list(struct conf *conf, const struct conf_key *key, struct str text,
          struct err *err)
{
    struct conf_list list = {.set = true};
    size_t count = 1;

    for (size_t i = 0; i < text.len; i++)
        count += text.data[i] == ':';
    if (count > CONF_LIST_MAX)
        return err_set(err, ERR_LIMIT, "`%s` has more than %d items", key->path,
                       CONF_LIST_MAX);
    list.items = ARENA_ARRAY(&conf->arena, struct str, count);
    for (struct str rest = text; rest.data;) {
        struct str item = str_split(&rest, ':');
        if (conf_value_text(&conf->arena, key, item, &list.items[list.len++],
                            err) != 0)
            return -1;
    }
    conf_value_set_list(key, list, conf);
    return 0;
}

int
conf_read_text(struct conf *conf, const struct conf_key *key, struct str text,
               const char *origin, struct err *err)
{
    int result;

    if (!is_utf8(text))
        result = err_set(err, ERR_FORMAT, "not text in UTF-8");
    else if (key->type == CONF_TEXTS)
        result = read_list(conf, key, text, err);
    else if (conf_value_is_scalar(key))
        result = conf_value_set(&conf->arena, key, text, conf, err);
    else
        result =
            err_set(err, ERR_FORMAT, "`%s` is not one value; write it into %s",
                    key->path, CONF_FILE_NAME);
    if (result != 0)
        return err_context(err, "%s", origin);
    conf->origins[key - conf_settings.keys] =
        arena_str(&conf->arena, str_from(origin));
    return 0;
}

/* A variable that is no setting: a slip is an error, others are not ours. */
static int
check_stranger(struct str variable, struct err *err)
{
    struct nearest nearest = nearest_to(variable);
    char names[64][VARIABLE_MAX];

    for (size_t i = 0; i < conf_settings.len; i++)
        nearest_offer(&nearest, variable_of(&conf_settings.keys[i], names[i]));
    /* Two slips in a short name make another word (VERSION). */
    if (nearest.best.len == 0 ||
        nearest.distance > (nearest.best.len < 8 ? 1U : 2U))
        return 0;
    return err_set(err, ERR_FORMAT,
                   "unknown variable DEPSTAMP_%s; did you mean DEPSTAMP_%s?",
                   conf_excerpt(variable).text,
                   conf_excerpt(nearest.best).text);
}

static int
read_variable(struct conf *conf, struct str variable, struct str value,
              struct err *err)
{
    char name[VARIABLE_MAX];

    for (size_t i = 0; i < conf_settings.len; i++) {
        const struct conf_key *key = &conf_settings.keys[i];
        if (!str_equal(variable_of(key, name), variable))
            continue;
        const char *origin = arena_printf(&conf->arena, "DEPSTAMP_%.*s",
                                          (int)variable.len, variable.data);
        return conf_read_text(conf, key, value, origin, err);
    }
    return check_stranger(variable, err);
}

int
conf_read_environment(struct conf *conf, char *const *environment,
                      struct err *err)
{
    for (; environment && *environment; environment++) {
        struct str value = str_from(*environment);
        if (!str_starts_with(value, PREFIX))
            continue;
        struct str variable = str_split(&value, '=');
        variable = str_slice(variable, PREFIX.len, variable.len);
        if (value.len > 0 && read_variable(conf, variable, value, err) != 0)
            return -1;
    }
    return 0;
}
