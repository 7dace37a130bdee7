/* SPDX-License-Identifier: MIT */
#include "core/plan/effective.h"

#include <string.h>

#include "core/sys/file.h"
#include "core/sys/path.h"

/* An option or setting that lets a tool see more. */
struct raise_row {
    const char *tool;
    const char *option;  /* on the command line */
    const char *setting; /* in a file */
    bool off;            /* the setting counts if it is switched off */
    enum level level;
};

static const struct raise_row raises[] = {
    {"mypy", "--no-local-partial-types", "local_partial_types", true,
     LEVEL_CODE},
    {"mypy", NULL, "plugins", false, LEVEL_CONTENT},
    {"pylint", "--load-plugins", "load-plugins", false, LEVEL_CONTENT},
};

/* Where a tool looks for settings at the root, and its sections there. */
struct settings_row {
    const char *tool;
    const char *file;
    const char *section; /* part of a section's name; NULL: any */
};

static const struct settings_row settings[] = {
    {"mypy", "mypy.ini", NULL},
    {"mypy", ".mypy.ini", NULL},
    {"mypy", "setup.cfg", "mypy"},
    {"mypy", "pyproject.toml", "mypy"},
    {"pylint", "pylintrc", NULL},
    {"pylint", ".pylintrc", NULL},
    {"pylint", "pylintrc.toml", NULL},
    {"pylint", ".pylintrc.toml", NULL},
    {"pylint", "setup.cfg", "pylint"},
    {"pylint", "tox.ini", "pylint"},
    {"pylint", "pyproject.toml", "pylint"},
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { SETTINGS_MAX_BYTES = 1 << 24 };

struct raising {
    struct arena *arena;
    struct str root;
    struct str tool;
    struct effective_level result;
};

static void
raise_to(struct raising *raising, enum level level, const char *where,
         const char *what)
{
    if (level > raising->result.level) {
        raising->result.level = level;
        raising->result.because =
            arena_printf(raising->arena, "%s: %s", where, what);
    }
}

static bool
contains(struct str text, const char *part)
{
    struct str wanted = str_from(part);
    for (size_t i = 0; i + wanted.len <= text.len; i++) {
        if (str_starts_with(str_slice(text, i, text.len), wanted)) {
            return true;
        }
    }
    return false;
}

/* `False`, `no`, `0`, in any case and quotes. */
static bool
is_off(struct str value)
{
    static const char *const words[] = {"false", "no", "off", "0"};
    char text[8] = {0};
    size_t len = 0;
    for (size_t i = 0; i < value.len && value.data[i] != '#'; i++) {
        char byte = value.data[i];
        if (byte == '"' || byte == '\'' || byte == ' ' || byte == '\r') {
            continue;
        }
        if (len + 1 == sizeof(text)) {
            return false;
        }
        text[len++] =
            byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
    }
    for (size_t i = 0; i < LENGTH(words); i++) {
        if (strcmp(text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* "key = value" or "key: value"; false if the line is something else. */
static bool
split_setting(struct str line, struct str *key, struct str *value)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] == '=' || line.data[i] == ':') {
            *key = str_trim(str_slice(line, 0, i));
            *value = str_trim(str_slice(line, i + 1, line.len));
            return true;
        }
    }
    return false;
}

/* mypy takes a dash for an underscore, and so does pylint. */
static bool
is_key(struct str key, const char *name)
{
    if (key.len != strlen(name)) {
        return false;
    }
    for (size_t i = 0; i < key.len; i++) {
        char a = key.data[i] == '-' ? '_' : key.data[i];
        char b = name[i] == '-' ? '_' : name[i];
        if (a != b) {
            return false;
        }
    }
    return true;
}

static void
look_at_line(struct raising *raising, struct str line, const char *file)
{
    struct str key;
    struct str value;
    if (!split_setting(line, &key, &value)) {
        return;
    }
    for (size_t i = 0; i < LENGTH(raises); i++) {
        const struct raise_row *row = &raises[i];
        if (str_equal(raising->tool, str_from(row->tool)) &&
            is_key(key, row->setting) && (!row->off || is_off(value))) {
            raise_to(raising, row->level, file, row->setting);
        }
    }
}

static void
look_into(struct raising *raising, const char *path, const char *name,
          const char *section)
{
    struct buf bytes;
    struct err err;
    bool inside = section == NULL;
    buf_init(&bytes, SETTINGS_MAX_BYTES);
    if (file_read(FILE_HERE, path, &bytes, NULL, &err) == 0) {
        struct str rest = buf_view(&bytes);
        while (rest.data) {
            struct str line = str_trim(str_split(&rest, '\n'));
            if (line.len > 0 && line.data[0] == '[') {
                inside = !section || contains(line, section);
            } else if (inside) {
                look_at_line(raising, line, name);
            }
        }
    }
    buf_release(&bytes);
}

static void
look_at_args(struct raising *raising, const struct conf_list *args)
{
    for (size_t i = 0; i < args->len; i++) {
        struct str arg = args->items[i];
        for (size_t k = 0; k < LENGTH(raises); k++) {
            const struct raise_row *row = &raises[k];
            if (row->option && str_equal(raising->tool, str_from(row->tool)) &&
                str_starts_with(arg, str_from(row->option))) {
                raise_to(raising, row->level, "args", row->option);
            }
        }
        struct str option = STR("--config-file=");
        if (str_starts_with(arg, option)) {
            struct str path = path_join(raising->arena, raising->root,
                                        str_slice(arg, option.len, arg.len));
            look_into(raising, path.data, path.data, NULL);
        }
    }
}

struct effective_level
effective_level(struct arena *arena, struct str root, struct str tool,
                const struct conf_list *args, enum level own)
{
    struct raising raising = {
        .arena = arena, .root = root, .tool = tool, .result = {.level = own}};
    look_at_args(&raising, args);
    for (size_t i = 0; i < LENGTH(settings); i++) {
        const struct settings_row *row = &settings[i];
        if (str_equal(tool, str_from(row->tool))) {
            struct str path = path_join(arena, root, str_from(row->file));
            look_into(&raising, path.data, row->file, row->section);
        }
    }
    return raising.result;
}
