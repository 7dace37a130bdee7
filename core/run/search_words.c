/* SPDX-License-Identifier: MIT */
#include "core/run/search_words.h"

#include <ctype.h>
#include <stddef.h>
#include <strings.h>

#include "core/sys/path.h"

enum { WORD_MAX_BYTES = 1024, KEY_MAX_BYTES = 40 };

/* Without "-", "_" and capitals. */
static const char *const keys[] = {
    "customtypesheddir",
    "extrapaths",
    "extrasearchpath",
    "inithook",
    "mypypath",
    "paths",
    "python",
    "pythonexecutable",
    "pythoninterpreter",
    "pythoninterpreterpath",
    "pythonpath",
    "root",
    "searchpath",
    "sitepackagepath",
    "sourceroots",
    "src",
    "srcpaths",
    "stubpath",
    "typeshed",
    "typeshedpath",
    "venv",
    "venvpath",
};

static const char *const shared_files[] = {"pyproject.toml", "setup.cfg",
                                           "tox.ini"};

/* Whose sections a tool reads, besides those of its own name. */
static const struct {
    const char *tool;
    const char *section;
} borrowed[] = {
    {"pylint", "main"},
    {"pylint", "master"},
    {"pyrefly", "mypy"},
    {"pyrefly", "pyright"},
    {"basedpyright", "pyright"},
    {"pyright-python", "pyright"},
    {"pyright-langserver", "pyright"},
    {"dmypy", "mypy"},
    {"mypyc", "mypy"},
};

/* Of them it is known which sections they read; others may read any. */
static const char *const known[] = {
    "bandit", "basedpyright", "black",   "flake8", "isort", "mypy",
    "pylint", "pyrefly",      "pyright", "ruff",   "ty",
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct scan {
    const struct search_text *file;
    search_sink *sink;
    void *context;
    size_t at;
    bool json;
    bool inside;   /* a section that counts */
    bool expected; /* the value of a key that counts */
};

bool
search_words_expected(struct str key)
{
    char plain[KEY_MAX_BYTES];
    size_t len = 0;
    for (size_t i = 0; i < key.len; i++) {
        if (memchr("-_", key.data[i], 2)) {
            continue;
        }
        if (len + 1 == sizeof(plain)) {
            return false;
        }
        plain[len++] = (char)tolower((unsigned char)key.data[i]);
    }
    for (size_t i = 0; i < LENGTH(keys); i++) {
        if (str_equal((struct str){plain, len}, str_from(keys[i]))) {
            return true;
        }
    }
    return false;
}

/* ---- values */

static void
give(struct str word, search_sink *sink, void *context)
{
    if (word.len > 0 && word.len <= WORD_MAX_BYTES &&
        !memchr(word.data, '\0', word.len)) {
        sink(context, word);
    }
}

/* A path may have spaces in it, and some lists have them between paths. */
static void
give_piece(struct str piece, search_sink *sink, void *context)
{
    struct str whole = str_trim(piece);
    size_t from = 0;
    give(whole, sink, context);
    for (size_t at = 0; at <= whole.len; at++) {
        if (at == whole.len || memchr(" \t", whole.data[at], 2)) {
            if (at - from < whole.len) {
                give(str_slice(whole, from, at), sink, context);
            }
            from = at + 1;
        }
    }
}

void
search_words_split(struct str value, search_sink *sink, void *context)
{
    static const char ends[] = "\"'`,:;()[]{}<>=|\r\n";
    size_t from = 0;
    for (size_t at = 0; at <= value.len; at++) {
        if (at == value.len || memchr(ends, value.data[at], sizeof(ends) - 1)) {
            give_piece(str_slice(value, from, at), sink, context);
            from = at + 1;
        }
    }
}

static void
take_value(const struct scan *scan, struct str value)
{
    if (scan->inside && scan->expected) {
        search_words_split(value, scan->sink, scan->context);
    }
}

/* ---- sections */

static bool
is_one_of(struct str text, const char *const *words, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (str_equal(text, str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

/* "mypy", "mypy-x.*", "flake8:local-plugins", "pylint.main". */
static bool
is_called(struct str section, struct str name)
{
    return section.len >= name.len &&
           strncasecmp(section.data, name.data, name.len) == 0 &&
           (section.len == name.len ||
            memchr(".:-", section.data[name.len], 3));
}

static bool
counts(const struct search_text *file, struct str section)
{
    if (!is_one_of(path_name(file->name), shared_files, LENGTH(shared_files)) ||
        !is_one_of(file->tool, known, LENGTH(known)) ||
        str_equal(section, STR("tool"))) {
        return true;
    }
    if (str_starts_with(section, STR("tool."))) {
        section = str_slice(section, 5, section.len);
    }
    bool found = is_called(section, file->tool);
    for (size_t i = 0; i < LENGTH(borrowed) && !found; i++) {
        found = str_equal(file->tool, str_from(borrowed[i].tool)) &&
                is_called(section, str_from(borrowed[i].section));
    }
    return found;
}

static struct str
section_name(struct str line)
{
    while (line.len > 0 && memchr("[ \t", line.data[0], 3)) {
        line = str_slice(line, 1, line.len);
    }
    ptrdiff_t end = str_find_byte(line, ']');
    return str_trim(end < 0 ? line : str_slice(line, 0, (size_t)end));
}

/* ---- TOML and JSON */

static struct str
rest_of(const struct scan *scan)
{
    return str_slice(scan->file->text, scan->at, scan->file->text.len);
}

static struct str
take_line(struct scan *scan)
{
    struct str rest = rest_of(scan);
    ptrdiff_t end = str_find_byte(rest, '\n');
    size_t len = end < 0 ? rest.len : (size_t)end;
    scan->at += len;
    return str_slice(rest, 0, len);
}

static bool
are_quotes(struct str text, size_t width)
{
    bool same = text.len >= width;
    for (size_t i = 1; i < width && same; i++) {
        same = text.data[i] == text.data[0];
    }
    return same;
}

/* What is between quotes, one or three of a kind. */
static struct str
take_string(struct scan *scan)
{
    struct str rest = rest_of(scan);
    char quote = rest.data[0];
    size_t width = !scan->json && are_quotes(rest, 3) ? 3 : 1;
    size_t at = width;
    while (at < rest.len) {
        bool end = rest.data[at] == quote &&
                   are_quotes(str_slice(rest, at, rest.len), width);
        if (end || (rest.data[at] == '\n' && width == 1)) {
            break;
        }
        at += rest.data[at] == '\\' && quote == '"' ? 2 : 1;
    }
    size_t len = at < rest.len ? at : rest.len;
    scan->at += len + width < rest.len ? len + width : rest.len;
    return len < width ? (struct str){0} : str_slice(rest, width, len);
}

static bool
is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) || (byte & 0x80) ||
           memchr("_-.", byte, 3) != NULL;
}

static struct str
take_word(struct scan *scan)
{
    struct str rest = rest_of(scan);
    size_t len = 0;
    while (len < rest.len && is_word_byte(rest.data[len])) {
        len++;
    }
    scan->at += len;
    return str_slice(rest, 0, len);
}

/* A key is what stands before "=", in JSON before ":". */
static bool
is_key(const struct scan *scan)
{
    struct str rest = rest_of(scan);
    size_t at = 0;
    while (at < rest.len &&
           (memchr(" \t", rest.data[at], 2) ||
            (scan->json && memchr("\r\n", rest.data[at], 2)))) {
        at++;
    }
    return at < rest.len && rest.data[at] == (scan->json ? ':' : '=');
}

static void
take_text(struct scan *scan, struct str text)
{
    if (is_key(scan)) {
        ptrdiff_t dot = str_find_last_byte(text, '.');
        scan->expected =
            search_words_expected(str_slice(text, (size_t)(dot + 1), text.len));
    } else {
        take_value(scan, text);
    }
}

static bool
is_at_line_start(const struct scan *scan)
{
    size_t at = scan->at;
    while (at > 0 && memchr(" \t", scan->file->text.data[at - 1], 2)) {
        at--;
    }
    return at == 0 || scan->file->text.data[at - 1] == '\n';
}

/* A header of TOML has a name and no value in it: "[tool.ty]". */
static bool
is_header(const struct scan *scan)
{
    struct str rest = rest_of(scan);
    size_t skip = rest.len > 1 && rest.data[1] == '[' ? 2 : 1;
    return !scan->json && is_at_line_start(scan) && rest.len > skip &&
           (isalpha((unsigned char)rest.data[skip]) || rest.data[skip] == '_');
}

static void
take_any(struct scan *scan)
{
    char byte = scan->file->text.data[scan->at];
    struct str rest = rest_of(scan);
    bool comment = scan->json ? str_starts_with(rest, STR("//")) : byte == '#';
    if (comment) {
        take_line(scan);
    } else if (byte == '[' && is_header(scan)) {
        scan->inside = counts(scan->file, section_name(take_line(scan)));
        scan->expected = false;
    } else if (byte == '"' || (byte == '\'' && !scan->json)) {
        take_text(scan, take_string(scan));
    } else if (is_word_byte(byte)) {
        take_text(scan, take_word(scan));
    } else {
        scan->at++;
    }
}

/* ---- INI */

/* An indented line goes on with the value before it. */
static void
take_ini_line(struct scan *scan, struct str line)
{
    struct str trimmed = str_trim(line);
    if (trimmed.len == 0 || memchr("#;", trimmed.data[0], 2)) {
        return;
    }
    if (memchr(" \t", line.data[0], 2)) {
        take_value(scan, line);
        return;
    }
    if (line.data[0] == '[') {
        scan->inside = counts(scan->file, section_name(line));
        scan->expected = false;
        return;
    }
    size_t len = 0;
    while (len < line.len && !memchr("=:", line.data[len], 2)) {
        len++;
    }
    scan->expected = search_words_expected(str_trim(str_slice(line, 0, len)));
    if (len < line.len) {
        take_value(scan, str_slice(line, len + 1, line.len));
    }
}

void
search_words_find(const struct search_text *file, search_sink *sink,
                  void *context)
{
    struct scan scan = {.file = file, .sink = sink, .context = context};
    scan.json = str_ends_with(file->name, STR(".json"));
    scan.inside = true;
    if (scan.json || str_ends_with(file->name, STR(".toml"))) {
        while (scan.at < file->text.len) {
            take_any(&scan);
        }
        return;
    }
    while (scan.at < file->text.len) {
        take_ini_line(&scan, take_line(&scan));
        scan.at++;
    }
}
