/* SPDX-License-Identifier: MIT */
#include "core/run/detect.h"

#include "core/run/analyzer.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "core/sys/toml.h"

enum { SETTINGS_MAX_BYTES = 1 << 24 };

/* What in a project says that it uses a tool. */
enum sign {
    SIGN_FILE, /* a file of this name */
    SIGN_TOML, /* a table of pyproject.toml, or a part of it */
    SIGN_INI,  /* a section of setup.cfg or tox.ini, or a part of its name
                  before a dot or colon */
    SIGN_HOOK, /* an id of .pre-commit-config.yaml */
};

struct sign_row {
    const char *preset; /* sorted */
    enum sign sign;
    const char *text;
};

static const struct sign_row signs[] = {
    {"bandit", SIGN_FILE, ".bandit"},
    {"bandit", SIGN_TOML, "tool.bandit"},
    {"bandit", SIGN_HOOK, "bandit"},
    {"black", SIGN_TOML, "tool.black"},
    {"black", SIGN_HOOK, "black"},
    {"black", SIGN_HOOK, "black-jupyter"},
    {"flake8", SIGN_FILE, ".flake8"},
    {"flake8", SIGN_INI, "flake8"},
    {"flake8", SIGN_HOOK, "flake8"},
    {"mypy", SIGN_FILE, "mypy.ini"},
    {"mypy", SIGN_FILE, ".mypy.ini"},
    {"mypy", SIGN_TOML, "tool.mypy"},
    {"mypy", SIGN_INI, "mypy"},
    {"mypy", SIGN_HOOK, "mypy"},
    {"pylint", SIGN_FILE, "pylintrc"},
    {"pylint", SIGN_FILE, "pylintrc.toml"},
    {"pylint", SIGN_FILE, ".pylintrc"},
    {"pylint", SIGN_FILE, ".pylintrc.toml"},
    {"pylint", SIGN_TOML, "tool.pylint"},
    {"pylint", SIGN_INI, "pylint"},
    {"pylint", SIGN_HOOK, "pylint"},
    {"pyrefly", SIGN_FILE, "pyrefly.toml"},
    {"pyrefly", SIGN_FILE, ".pyrefly.toml"},
    {"pyrefly", SIGN_TOML, "tool.pyrefly"},
    {"pyrefly", SIGN_HOOK, "pyrefly-check"},
    {"pyright", SIGN_FILE, "pyrightconfig.json"},
    {"pyright", SIGN_TOML, "tool.pyright"},
    {"pyright", SIGN_HOOK, "pyright"},
    {"ruff", SIGN_FILE, "ruff.toml"},
    {"ruff", SIGN_FILE, ".ruff.toml"},
    {"ruff", SIGN_TOML, "tool.ruff"},
    {"ruff", SIGN_HOOK, "ruff"},
    {"ruff", SIGN_HOOK, "ruff-check"},
    {"ruff-format", SIGN_TOML, "tool.ruff.format"},
    {"ruff-format", SIGN_HOOK, "ruff-format"},
    {"ty", SIGN_FILE, "ty.toml"},
    {"ty", SIGN_TOML, "tool.ty"},
    {"ty", SIGN_HOOK, "ty"},
    {"ty", SIGN_HOOK, "ty-check"},
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct detection {
    struct arena *arena;
    struct str root;
    bool found[LENGTH(signs)];
};

static struct str
read_text(struct arena *arena, struct str root, const char *name)
{
    struct str path = path_join(arena, root, str_from(name));
    struct str text = {0};
    struct buf bytes;
    struct err err;
    buf_init(&bytes, SETTINGS_MAX_BYTES);
    if (file_read(FILE_HERE, path.data, &bytes, NULL, &err) == 0) {
        text = arena_str(arena, buf_view(&bytes));
    }
    buf_release(&bytes);
    return text;
}

static void
look_for_files(struct detection *detection)
{
    for (size_t i = 0; i < LENGTH(signs); i++) {
        if (signs[i].sign == SIGN_FILE) {
            struct str path = path_join(detection->arena, detection->root,
                                        str_from(signs[i].text));
            detection->found[i] = file_exists(path.data);
        }
    }
}

/* ---- sections */

/* Is `name` the section `wanted`, or a part of it ("mypy-a", "mypy.plugins")?
 */
static bool
is_part(struct str name, struct str wanted)
{
    if (!str_starts_with(name, wanted)) {
        return false;
    }
    return name.len == wanted.len ||
           memchr(".:- ]", name.data[wanted.len], 5) != NULL;
}

/* "[flake8]", "[ tool.ruff ]", "[[tool.ty.overrides]]" give
   what stands inside; other lines nothing. */
static struct str
section_of(struct str line)
{
    struct str text = str_trim(line);
    if (text.len == 0 || text.data[0] != '[') {
        return (struct str){0};
    }
    while (text.len > 0 && (text.data[0] == '[' || text.data[0] == ' ')) {
        text = str_slice(text, 1, text.len);
    }
    ptrdiff_t end = str_find_byte(text, ']');
    return end < 0 ? (struct str){0}
                   : str_trim(str_slice(text, 0, (size_t)end));
}

/* Tables are found by their heads, since an empty one has no values. */
static void
look_for_sections(struct detection *detection, struct str text, enum sign sign)
{
    while (text.data) {
        struct str section = section_of(str_split(&text, '\n'));
        for (size_t i = 0; i < LENGTH(signs) && section.len > 0; i++) {
            if (signs[i].sign == sign &&
                is_part(section, str_from(signs[i].text))) {
                detection->found[i] = true;
            }
        }
    }
}

static void
take_toml(void *context, const struct toml_path *path, struct str value,
          bool is_text)
{
    struct detection *detection = context;
    (void)value;
    (void)is_text;
    for (size_t i = 0; i < LENGTH(signs); i++) {
        if (signs[i].sign == SIGN_TOML &&
            toml_path_starts(path, signs[i].text)) {
            detection->found[i] = true;
        }
    }
}

/* ---- hooks */

static bool
starts_word(struct str line, size_t at)
{
    return at == 0 || memchr(" {,-\t", line.data[at - 1], 5) != NULL;
}

/* The id that the line gives a hook, in block or flow style. */
static struct str
hook_id(struct str line)
{
    struct str key = STR("id:");
    for (size_t at = 0; at + key.len <= line.len; at++) {
        struct str rest = str_slice(line, at, line.len);
        if (rest.data[0] == '#') {
            break;
        }
        if (!str_starts_with(rest, key) || !starts_word(line, at)) {
            continue;
        }
        rest = str_trim(str_slice(rest, key.len, rest.len));
        size_t from = rest.len > 0 && memchr("\"'", rest.data[0], 2) != NULL;
        size_t to = from;
        while (to < rest.len && !memchr(" \t\"',}#", rest.data[to], 7)) {
            to++;
        }
        return str_slice(rest, from, to);
    }
    return (struct str){0};
}

static void
look_for_hooks(struct detection *detection, struct str text)
{
    while (text.data) {
        struct str id = hook_id(str_split(&text, '\n'));
        for (size_t i = 0; i < LENGTH(signs) && id.len > 0; i++) {
            if (signs[i].sign == SIGN_HOOK &&
                str_equal(id, str_from(signs[i].text))) {
                detection->found[i] = true;
            }
        }
    }
}

void
analyzer_detect(struct arena *arena, struct str root, struct conf_list *names)
{
    struct detection detection = {.arena = arena, .root = root};
    struct str text = read_text(arena, root, "pyproject.toml");
    toml_walk(text, take_toml, &detection);
    look_for_sections(&detection, text, SIGN_TOML);
    text = read_text(arena, root, "setup.cfg");
    look_for_sections(&detection, text, SIGN_INI);
    text = read_text(arena, root, "tox.ini");
    look_for_sections(&detection, text, SIGN_INI);
    text = read_text(arena, root, ".pre-commit-config.yaml");
    look_for_hooks(&detection, text);
    look_for_files(&detection);
    *names = (struct conf_list){
        .items = ARENA_ARRAY(arena, struct str, LENGTH(signs))};
    for (size_t i = 0; i < LENGTH(signs); i++) {
        struct str preset = str_from(signs[i].preset);
        bool is_new =
            names->len == 0 || !str_equal(names->items[names->len - 1], preset);
        if (detection.found[i] && is_new) {
            names->items[names->len++] = preset;
        }
    }
}

/* ---- one table */

struct table_search {
    const char *table;
    bool found;
};

static void
take_table(void *context, const struct toml_path *path, struct str value,
           bool is_text)
{
    struct table_search *search = context;
    (void)value;
    (void)is_text;
    search->found |= toml_path_starts(path, search->table);
}

bool
detect_table(struct arena *arena, struct str root, const char *table)
{
    struct table_search search = {.table = table};
    toml_walk(read_text(arena, root, "pyproject.toml"), take_table, &search);
    return search.found;
}
