/* SPDX-License-Identifier: MIT */
#include "core/sys/requires.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/sys/file.h"
#include "core/sys/listing.h"
#include "core/sys/path.h"
#include "core/sys/toml.h"

struct output {
    requires_sink *sink;
    void *context;
};

static bool
is_alphanumeric(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

static bool
is_name_byte(char byte)
{
    return is_alphanumeric(byte) || byte == '-' || byte == '_' || byte == '.';
}

/* What may stand behind a name; "/" and ":" are those of paths and URLs. */
static bool
ends_name(struct str text, size_t at)
{
    static const char marks[] = " \t\\[(<>=!~;@,#&";

    return at == text.len ||
           memchr(marks, text.data[at], sizeof(marks) - 1) != NULL;
}

static struct str
name_at(struct str text, size_t from)
{
    size_t to = from;

    while (to < text.len && is_name_byte(text.data[to]))
        to++;
    if (to == from || !is_alphanumeric(text.data[from]) || !ends_name(text, to))
        return (struct str){0};
    while (!is_alphanumeric(text.data[to - 1]))
        to--;
    return str_slice(text, from, to);
}

static bool
is_archive(struct str name)
{
    return str_ends_with(name, STR(".whl")) ||
           str_ends_with(name, STR(".zip")) || str_ends_with(name, STR(".gz"));
}

struct str
requires_name(struct str requirement)
{
    static const char mark[] = "#egg=";
    struct str text = str_trim(requirement);
    struct str name = name_at(text, 0);
    const char *egg;

    if (name.len > 0)
        return is_archive(name) ? (struct str){0} : name;
    egg = text.len ? memmem(text.data, text.len, mark, sizeof(mark) - 1) : NULL;
    if (!egg)
        return (struct str){0};
    return name_at(text, (size_t)(egg - text.data) + sizeof(mark) - 1);
}

static void
emit(const struct output *out, struct str requirement)
{
    struct str name = requires_name(requirement);

    if (name.len > 0)
        out->sink(out->context, name);
}

/* ---- pyproject.toml */

/* Arrays of requirements; deeper paths are those of inline tables. */
static const char *const arrays[] = {
    "build-system.requires",           "project.dependencies",
    "project.optional-dependencies.*", "dependency-groups.*",
    "tool.uv.dev-dependencies",        "tool.pdm.dev-dependencies.*",
    "tool.hatch.envs.*.dependencies",  "tool.hatch.envs.*.extra-dependencies",
};

/* Tables whose keys are names. */
static const char *const tables[] = {
    "tool.poetry.dependencies.*",
    "tool.poetry.dev-dependencies.*",
    "tool.poetry.group.*.dependencies.*",
};

static size_t
count_keys(const char *dotted)
{
    size_t count = 1;

    for (; *dotted; dotted++)
        count += *dotted == '.';
    return count;
}

static void
take_value(void *context, const struct toml_path *path, struct str value,
           bool is_text)
{
    const struct output *out = context;

    for (size_t i = 0; is_text && i < sizeof(arrays) / sizeof(*arrays); i++)
        if (toml_path_starts(path, arrays[i]) &&
            path->len == count_keys(arrays[i]))
            emit(out, value);
    for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
        if (toml_path_starts(path, tables[i])) {
            struct str name = path->keys[count_keys(tables[i]) - 1];
            if (!str_equal(name, STR("python")))
                emit(out, name);
        }
}

void
requires_pyproject(struct str text, requires_sink *sink, void *context)
{
    struct output out = {sink, context};

    toml_walk(text, take_value, &out);
}

/* ---- setup.cfg */

static bool
is_section_of_extras(struct str line)
{
    return str_starts_with(line, STR("[options.extras_require]"));
}

static bool
is_list_of_options(struct str key)
{
    return str_equal(key, STR("install_requires")) ||
           str_equal(key, STR("setup_requires")) ||
           str_equal(key, STR("tests_require"));
}

/* The setting that a line starts: is it one of ours?  Its first value may
   stand on the same line. */
static bool
start_setting(const struct output *out, struct str line, bool is_extras)
{
    size_t at = 0;

    while (at < line.len && line.data[at] != '=' && line.data[at] != ':')
        at++;
    if (!is_extras && !is_list_of_options(str_trim(str_slice(line, 0, at))))
        return false;
    emit(out, str_slice(line, at + 1, line.len));
    return true;
}

void
requires_setup_cfg(struct str text, requires_sink *sink, void *context)
{
    struct output out = {sink, context};
    bool is_options = false; /* within a section of ours */
    bool is_extras = false;
    bool is_ours = false; /* within a setting of ours */

    while (text.data) {
        struct str line = str_split(&text, '\n');
        char first = line.len ? line.data[0] : '#';
        if (first == '#' || first == ';' || first == '\r')
            continue;
        if (first == ' ' || first == '\t') {
            if (is_ours)
                emit(&out, line);
            continue;
        }
        if (first == '[') {
            is_extras = is_section_of_extras(line);
            is_options = is_extras || str_starts_with(line, STR("[options]"));
            is_ours = false;
            continue;
        }
        is_ours = is_options && start_setting(&out, line, is_extras);
    }
}

/* ---- setup.py */

/* The string whose quote stands at `*at`, which moves behind it. */
static struct str
take_string(struct str text, size_t *at)
{
    char quote = text.data[(*at)++];
    size_t from = *at;
    struct str string;

    while (*at < text.len && text.data[*at] != quote && text.data[*at] != '\n')
        ++*at;
    string = str_slice(text, from, *at);
    *at += *at < text.len;
    return string;
}

/* Keys of a dictionary, which ":" follows, are names of extras. */
static bool
is_followed_by_colon(struct str text, size_t at)
{
    struct str rest = str_trim(str_slice(text, at, at + 80));

    return rest.len > 0 && rest.data[0] == ':';
}

/* The strings from the bracket at `at` to the one that closes it; returns
   where that is. */
static size_t
take_literal(const struct output *out, struct str text, size_t at)
{
    size_t depth = 0;

    while (at < text.len) {
        char byte = text.data[at];
        if (byte == '"' || byte == '\'') {
            struct str string = take_string(text, &at);
            if (!is_followed_by_colon(text, at))
                emit(out, string);
            continue;
        }
        if (byte == '#')
            while (at < text.len && text.data[at] != '\n')
                at++;
        depth += byte == '[' || byte == '{' || byte == '(';
        depth -= byte == ']' || byte == '}' || byte == ')';
        if (depth == 0)
            break;
        at++;
    }
    return at;
}

/*
 * `install_requires=[…]`, `"extras_require": {…}` and the like; what the names
 * of all such settings have in common is looked for.
 */
void
requires_setup_py(struct str text, requires_sink *sink, void *context)
{
    static const char word[] = "_require";
    struct output out = {sink, context};
    const char *found;
    size_t at = 0;

    while (at < text.len && (found = memmem(text.data + at, text.len - at, word,
                                            sizeof(word) - 1))) {
        at = (size_t)(found - text.data) + sizeof(word) - 1;
        while (at < text.len && memchr("s\"' \t=:", text.data[at], 7))
            at++;
        if (at < text.len && memchr("[{(", text.data[at], 3))
            at = take_literal(&out, text, at);
    }
}

/* ---- requirements */

void
requires_lines(struct str text, requires_sink *sink, void *context)
{
    struct output out = {sink, context};

    if (str_starts_with(text, STR("\xef\xbb\xbf")))
        text = str_slice(text, 3, text.len);
    while (text.data)
        emit(&out, str_split(&text, '\n'));
}

/* ---- files */

typedef void requires_reader(struct str text, requires_sink *sink,
                             void *context);

static void
read_one(struct str path, requires_reader *reader, const struct output *out)
{
    struct buf text;
    struct err err;

    buf_init(&text, REQUIRES_BYTES_MAX);
    if (file_read(FILE_HERE, path.data, &text, NULL, &err) == 0 && text.len > 0)
        reader(buf_view(&text), out->sink, out->context);
    buf_release(&text);
}

static int
compare_names(const void *a, const void *b)
{
    return str_compare(((const struct entry *)a)->name,
                       ((const struct entry *)b)->name);
}

static bool
is_list(const struct entry *entry, struct str word)
{
    struct str name = entry->name;

    return (entry->kind == ENTRY_FILE || entry->kind == ENTRY_FILE_LINK) &&
           (str_ends_with(name, STR(".txt")) ||
            str_ends_with(name, STR(".in"))) &&
           memmem(name.data, name.len, word.data, word.len);
}

/* All lists of requirements in `folder` that have `word` in their names. */
static void
read_lists(struct arena *arena, struct str folder, struct str word,
           const struct output *out)
{
    struct listing listing;
    int fd = open(folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return;
    listing_init(&listing);
    listing_read(&listing, fd);
    close(fd);
    if (listing.entries.len > 0)
        qsort(listing.entries.items, listing.entries.len,
              sizeof(*listing.entries.items), compare_names);
    for (size_t i = 0; i < listing.entries.len; i++) {
        const struct entry *entry = &listing.entries.items[i];
        if (is_list(entry, word))
            read_one(path_join(arena, folder, entry->name), requires_lines,
                     out);
    }
    listing_release(&listing);
}

void
requires_read(const char *root, requires_sink *sink, void *context)
{
    struct output out = {sink, context};
    struct str folder = str_from(root);
    struct arena arena;

    arena_init(&arena);
    read_one(path_join(&arena, folder, STR("pyproject.toml")),
             requires_pyproject, &out);
    read_one(path_join(&arena, folder, STR("setup.cfg")), requires_setup_cfg,
             &out);
    read_one(path_join(&arena, folder, STR("setup.py")), requires_setup_py,
             &out);
    read_lists(&arena, folder, STR("requirements"), &out);
    read_lists(&arena, path_join(&arena, folder, STR("requirements")), STR("."),
               &out);
    arena_release(&arena);
}
