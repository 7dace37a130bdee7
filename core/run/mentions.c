/* SPDX-License-Identifier: MIT */
#include "core/run/mentions.h"

#include <ctype.h>

#include "core/base/buf.h"
#include "core/sys/path.h"

/* Settings of several tools; others belong to one. */
static const char *const shared_files[] = {"pyproject.toml", "setup.cfg",
                                           "tox.ini"};

static const char *const endings[] = {".toml", ".ini", ".cfg", ".json",
                                      ".yaml", ".yml", ".py",  ".pyi",
                                      ".txt",  ".rc",  ".dic", "rc"};

/* The first part of a section's name, behind "tool." in TOML. */
static const char *const tools[] = {"ruff",
                                    "pylint",
                                    "mypy",
                                    "pyright",
                                    "ty",
                                    "pyrefly",
                                    "bandit",
                                    "black",
                                    "flake8",
                                    "isort",
                                    "MAIN",
                                    "MASTER",
                                    "MESSAGES CONTROL"};

/* Keys whose values are modules, or files of Python. */
static const char *const plugin_keys[] = {
    "plugins", "load-plugins", "load_plugins", "extension",
    "report",  "init-hook",    "init_hook"};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct finding {
    mention_sink *sink;
    void *context;
    size_t found;
    bool ini;     /* an indented line goes on with the one before */
    bool plugins; /* this line and those that go on with it name modules */
};

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

bool
mentions_expected(struct str name)
{
    static const char *const kinds[] = {".toml", ".ini",  ".cfg",
                                        ".json", ".yaml", ".yml"};
    for (size_t i = 0; i < LENGTH(kinds); i++) {
        if (str_ends_with(name, str_from(kinds[i]))) {
            return true;
        }
    }
    return str_ends_with(name, STR("pylintrc")) ||
           str_equal(name, STR(".flake8")) || str_equal(name, STR(".bandit"));
}

static void
give(struct finding *finding, struct str path)
{
    if (finding->found < MENTIONS_MAX) {
        finding->found++;
        finding->sink(finding->context, path);
    }
}

/* ---- words */

static bool
is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) || (byte & 0x80) ||
           memchr("_./-+~@", byte, 7) != NULL;
}

static bool
looks_like_a_file(struct str word)
{
    if (str_find_byte(word, '/') >= 0) {
        return true;
    }
    for (size_t i = 0; i < LENGTH(endings); i++) {
        if (str_ends_with(word, str_from(endings[i])) &&
            word.len > strlen(endings[i])) {
            return true;
        }
    }
    return false;
}

/* Sources are named to be excluded, or ignored in part; their edits are for
   their own keys. */
static bool
is_source(struct str word)
{
    return str_ends_with(word, STR(".py")) || str_ends_with(word, STR(".pyi"));
}

/* "tools.checks" may be tools/checks.py or tools/checks/__init__.py. */
static void
give_module(struct finding *finding, struct str word)
{
    struct buf path;
    buf_init(&path, BUF_UNLIMITED);
    for (size_t i = 0; i < word.len; i++) {
        buf_byte(&path, word.data[i] == '.' ? '/' : word.data[i]);
    }
    size_t len = path.len;
    buf_text(&path, ".py");
    give(finding, buf_view(&path));
    path.len = len;
    buf_text(&path, "/__init__.py");
    give(finding, buf_view(&path));
    buf_release(&path);
}

static void
take_word(struct finding *finding, struct str word)
{
    while (word.len > 0 && word.data[word.len - 1] == '.') {
        word.len--;
    }
    if (str_starts_with(word, STR("./"))) {
        word = str_slice(word, 2, word.len);
    }
    if (word.len == 0 || word.len > 1024) {
        return;
    }
    if (!finding->plugins && is_source(word)) {
        return;
    }
    if (looks_like_a_file(word)) {
        give(finding, word);
    } else if (finding->plugins &&
               (isalpha((unsigned char)word.data[0]) || word.data[0] == '_')) {
        give_module(finding, word);
    }
}

static void
take_words(struct finding *finding, struct str text)
{
    size_t from = 0;
    for (size_t at = 0; at <= text.len; at++) {
        if (at < text.len && is_word_byte(text.data[at])) {
            continue;
        }
        if (at > from) {
            take_word(finding, str_slice(text, from, at));
        }
        from = at + 1;
    }
}

/* ---- lines */

/* "[tool.ruff.lint]" and "[flake8:local-plugins]": does it belong to an
   analyzer? */
static bool
is_of_a_tool(struct str section)
{
    if (str_starts_with(section, STR("tool."))) {
        section = str_slice(section, 5, section.len);
    }
    for (size_t i = 0; i < LENGTH(tools); i++) {
        struct str tool = str_from(tools[i]);
        if (str_starts_with(section, tool) &&
            (section.len == tool.len ||
             memchr(".:-", section.data[tool.len], 3))) {
            return true;
        }
    }
    return false;
}

static bool
take_section(struct str line, struct str *section)
{
    struct str text = str_trim(line);
    if (line.len == 0 || line.data[0] != '[' ||
        text.data[text.len - 1] != ']') {
        return false;
    }
    while (text.len > 0 && memchr("[ ", text.data[0], 2)) {
        text = str_slice(text, 1, text.len);
    }
    while (text.len > 0 && memchr("] ", text.data[text.len - 1], 2)) {
        text.len--;
    }
    *section = text;
    return true;
}

/* A key at the start of a line begins a setting, whose value is returned; a
   line that has none goes on. */
static struct str
take_key(struct finding *finding, struct str line)
{
    size_t len = 0;
    struct str text = str_trim(line);
    if (finding->ini && memchr(" \t", line.data[0], 2)) {
        return line;
    }
    if (text.len > 0 && memchr("\"'", text.data[0], 2)) {
        text = str_slice(text, 1, text.len);
    }
    while (len < text.len && (isalnum((unsigned char)text.data[len]) ||
                              memchr("_-.", text.data[len], 3))) {
        len++;
    }
    struct str key = str_slice(text, 0, len);
    struct str rest = str_trim(str_slice(text, len, text.len));
    if (rest.len > 0 && memchr("\"'", rest.data[0], 2)) {
        rest = str_trim(str_slice(rest, 1, rest.len));
    }
    if (len == 0 || rest.len == 0 || !memchr("=:", rest.data[0], 2)) {
        return line;
    }
    ptrdiff_t dot = str_find_last_byte(key, '.');
    finding->plugins = is_one_of(str_slice(key, (size_t)(dot + 1), key.len),
                                 plugin_keys, LENGTH(plugin_keys));
    return rest;
}

void
mentions_find(struct str name, struct str text, mention_sink *sink,
              void *context)
{
    struct finding finding = {.sink = sink, .context = context};
    bool shared =
        is_one_of(path_name(name), shared_files, LENGTH(shared_files));
    bool inside = !shared;
    finding.ini = !str_ends_with(name, STR(".toml")) &&
                  !str_ends_with(name, STR(".json"));
    while (text.data && finding.found < MENTIONS_MAX) {
        struct str line = str_split(&text, '\n');
        struct str section;
        struct str start = str_trim(line);
        if (start.len == 0 || memchr("#;", start.data[0], 2)) {
            continue;
        }
        if (take_section(line, &section)) {
            inside = !shared || is_of_a_tool(section);
            finding.plugins = str_ends_with(section, STR("plugins"));
            continue;
        }
        if (inside) {
            take_words(&finding, take_key(&finding, line));
        }
    }
}
