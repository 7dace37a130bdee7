/* SPDX-License-Identifier: MIT */
#include "core/conf/conf_rule.h"

#include <ctype.h>

#include "core/base/nearest.h"
#include "core/conf/conf_unit.h"
#include "core/conf/conf_value.h"
#include "core/conf/conf_yaml.h"

int
conf_rule_refuse(const struct conf_key *key, const char *what, struct str text,
                 struct err *err)
{
    return err_set(err, ERR_FORMAT, "`%s` must be %s, not `%s`", key->path,
                   what, conf_excerpt(text).text);
}

/* "a, b or c" */
static void
list_words(const char *const *words, struct buf *out)
{
    for (size_t i = 0; words[i]; i++) {
        if (i > 0)
            buf_text(out, words[i + 1] ? ", " : " or ");
        buf_text(out, words[i]);
    }
}

int
conf_rule_word(const struct conf_key *key, struct str text, struct err *err)
{
    struct nearest nearest = nearest_to(text);
    struct buf words;
    int found = -1;

    for (int i = 0; key->words[i] && found < 0; i++) {
        nearest_offer(&nearest, str_from(key->words[i]));
        if (str_equal(text, str_from(key->words[i])))
            found = i;
    }
    if (found >= 0)
        return found;
    buf_init(&words, BUF_UNLIMITED);
    list_words(key->words, &words);
    conf_rule_refuse(key, buf_cstr(&words), text, err);
    buf_release(&words);
    if (nearest.best.len > 0)
        err_set(err, ERR_FORMAT, "%s; did you mean `%s`?", err->text,
                conf_excerpt(nearest.best).text);
    return -1;
}

static bool
is_name(struct str text, const char *also)
{
    if (text.len == 0 || text.len > 128)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!isalnum((unsigned char)text.data[i]) &&
            !memchr(also, text.data[i], strlen(also)))
            return false;
    return text.data[0] != '.' && text.data[0] != '-' && text.data[0] != '/';
}

static bool
is_public_key(struct str text)
{
    if (text.len != 64)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!isxdigit((unsigned char)text.data[i]))
            return false;
    return true;
}

/* "./src//a/" gives "src/a"; "." gives "".  False for ".." and absolute. */
static bool
clean_folder(struct arena *arena, struct str text, struct str *out)
{
    char *clean = arena_alloc(arena, text.len + 1);
    size_t len = 0;

    if (text.len == 0 || text.data[0] == '/')
        return false;
    for (struct str rest = text; rest.data;) {
        struct str part = str_split(&rest, '/');
        if (str_equal(part, STR("..")))
            return false;
        if (part.len == 0 || str_equal(part, STR(".")))
            continue;
        if (len > 0)
            clean[len++] = '/';
        memcpy(clean + len, part.data, part.len);
        len += part.len;
    }
    clean[len] = '\0';
    *out = (struct str){clean, len};
    return true;
}

static bool
is_variable(struct str text)
{
    if (text.len == 0 || text.len > 128 || isdigit((unsigned char)text.data[0]))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!isalnum((unsigned char)text.data[i]) && text.data[i] != '_')
            return false;
    return true;
}

static int
check_variable(const struct conf_key *key, struct str text, struct err *err)
{
    bool is_start = text.len > 1 && str_ends_with(text, STR("*"));

    if (is_variable(is_start ? str_slice(text, 0, text.len - 1) : text))
        return 0;
    return conf_rule_refuse(key, "names of variables, such as HOME or TOOL_*",
                            text, err);
}

static int
check_assignment(const struct conf_key *key, struct str text, struct err *err)
{
    ptrdiff_t equals = str_find_byte(text, '=');

    if (equals > 0 && is_variable(str_slice(text, 0, (size_t)equals)))
        return 0;
    return conf_rule_refuse(key, "NAME=value", text, err);
}

/* "2" and "2-9"; waitpid(2) leaves 8 bits of a status. */
static int
check_status(const struct conf_key *key, struct str text, struct err *err)
{
    struct conf_status_range range;

    if (conf_unit_status(text, &range))
        return 0;
    return conf_rule_refuse(
        key, "exit statuses from 0 to 255, such as 1 or 2-9", text, err);
}

int
conf_value_text(struct arena *arena, const struct conf_key *key,
                struct str text, struct str *out, struct err *err)
{
    switch (key->rule) {
    case CONF_ANY:
        if (text.len == 0)
            return err_set(err, ERR_FORMAT, "`%s` must not hold empty text",
                           key->path);
        break;
    case CONF_FOLDER:
        if (clean_folder(arena, text, out))
            return 0;
        return conf_rule_refuse(
            key, "folders below the project's root, without `..`", text, err);
    case CONF_NAME:
        if (!is_name(text, "_-."))
            return conf_rule_refuse(
                key, "a name of letters, digits, `_`, `-` and `.`", text, err);
        break;
    case CONF_NAMESPACE:
        if (!is_name(text, "_-./"))
            return conf_rule_refuse(
                key, "a name of letters, digits, `_`, `-`, `.` and `/`", text,
                err);
        break;
    case CONF_PUBLIC_KEY:
        if (!is_public_key(text))
            return conf_rule_refuse(
                key,
                "public keys of 64 hexadecimal digits, as `cache keygen` "
                "prints them",
                text, err);
        break;
    case CONF_CHOICE:
        if (conf_rule_word(key, text, err) < 0)
            return -1;
        break;
    case CONF_VARIABLE:
        if (check_variable(key, text, err) != 0)
            return -1;
        break;
    case CONF_ASSIGNMENT:
        if (check_assignment(key, text, err) != 0)
            return -1;
        break;
    case CONF_STATUS:
        if (check_status(key, text, err) != 0)
            return -1;
        break;
    }
    *out = arena_str(arena, text);
    return 0;
}
