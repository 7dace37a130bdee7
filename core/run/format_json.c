/* SPDX-License-Identifier: MIT */
#include "core/run/format_json.h"

#include <jansson.h>

#include "core/base/buf.h"

/* Keys that we ask for: of our tables, and names that a SARIF file has. */
enum { KEY_MAX_BYTES = 1024 };

static const json_t *
in(const struct value *value)
{
    return (const json_t *)value;
}

static const struct value *
out(const json_t *value)
{
    return json_is_null(value) ? NULL : (const struct value *)value;
}

/* The code unit of an escape, "\ud83d", or 0 if none begins here. */
static unsigned
escaped_unit(struct str text, size_t at)
{
    unsigned unit = 0;

    if (at + 6 > text.len || text.data[at] != '\\' || text.data[at + 1] != 'u')
        return 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        unsigned char c = (unsigned char)text.data[i];
        unsigned lower = c | 0x20u;
        if (c >= '0' && c <= '9')
            unit = unit * 16 + (c - '0');
        else if (lower >= 'a' && lower <= 'f')
            unit = unit * 16 + (lower - 'a' + 10);
        else
            return 0;
    }
    return unit;
}

static bool
is_high(unsigned unit)
{
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool
is_low(unsigned unit)
{
    return unit >= 0xdc00 && unit <= 0xdfff;
}

/* Length of what begins at a backslash, to be copied as it is, or 0 if it is
   half of a pair. */
static size_t
escape_len(struct str text, size_t at)
{
    unsigned unit = escaped_unit(text, at);

    if (unit == 0)
        return at + 2 <= text.len ? 2 : 1;
    if (is_high(unit))
        return is_low(escaped_unit(text, at + 6)) ? 12 : 0;
    return is_low(unit) ? 0 : 6;
}

/* `text` with lone surrogates replaced; `copy` stays empty if it has none. */
static struct str
without_lone_surrogates(struct str text, struct buf *copy)
{
    size_t done = 0;
    size_t at = 0;

    while (at < text.len) {
        const char *found = memchr(text.data + at, '\\', text.len - at);
        if (!found)
            break;
        at = (size_t)(found - text.data);
        size_t len = escape_len(text, at);
        if (len == 0) {
            buf_str(copy, str_slice(text, done, at));
            buf_text(copy, "\\ufffd");
            len = 6;
            done = at + len;
        }
        at += len;
    }
    if (done == 0)
        return text;
    buf_str(copy, str_slice(text, done, text.len));
    return buf_view(copy);
}

/* What jansson quotes of the text may be anything. */
static void
make_printable(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || (unsigned char)*text >= 0x7f)
            *text = '?';
}

/* What else begins is refused unseen: it may be 100 MB of anything. */
static bool
begins_json(struct str text)
{
    text = str_trim(text);
    return text.len > 0 && (text.data[0] == '{' || text.data[0] == '[');
}

struct value *
value_parse(struct str text, size_t first_line, struct err *err)
{
    json_error_t error;
    struct buf copy;
    struct str clean;
    json_t *tree;

    if (!begins_json(text)) {
        (void)err_set(err, ERR_FORMAT, "(line %zu): neither { nor [",
                      first_line);
        return NULL;
    }
    buf_init(&copy, BUF_UNLIMITED);
    clean = without_lone_surrogates(text, &copy);
    tree = json_loadb(clean.data, clean.len,
                      JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    buf_release(&copy);
    if (!tree) {
        size_t line = error.line > 0 ? (size_t)error.line - 1 : 0;
        make_printable(error.text);
        (void)err_set(err, ERR_FORMAT, "(line %zu): %s", first_line + line,
                      error.text);
    }
    return (struct value *)tree;
}

void
value_free(struct value *tree)
{
    json_decref((json_t *)tree);
}

bool
value_is_object(const struct value *value)
{
    return json_is_object(in(value));
}

bool
value_is_array(const struct value *value)
{
    return json_is_array(in(value));
}

const struct value *
value_member(const struct value *value, struct str key)
{
    char text[KEY_MAX_BYTES];

    if (key.len >= sizeof(text))
        return NULL;
    if (key.len > 0)
        memcpy(text, key.data, key.len);
    text[key.len] = '\0';
    return out(json_object_get(in(value), text));
}

const struct value *
value_find(const struct value *value, const char *keys)
{
    struct str rest = str_from(keys);

    while (rest.data && value)
        value = value_member(value, str_split(&rest, '.'));
    return value;
}

size_t
value_len(const struct value *value)
{
    return json_array_size(in(value));
}

const struct value *
value_at(const struct value *value, size_t i)
{
    return out(json_array_get(in(value), i));
}

bool
value_text(const struct value *value, struct str *text)
{
    if (!json_is_string(in(value)))
        return false;
    *text = (struct str){json_string_value(in(value)),
                         json_string_length(in(value))};
    return true;
}

bool
value_number(const struct value *value, int64_t *number)
{
    if (!json_is_integer(in(value)))
        return false;
    *number = json_integer_value(in(value));
    return true;
}

bool
value_is_false(const struct value *value)
{
    return json_is_false(in(value));
}

const char *
format_json_version(void)
{
    return JANSSON_VERSION;
}
