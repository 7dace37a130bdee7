/* SPDX-License-Identifier: MIT */
#include "core/conf/conf_table.h"

#include "core/conf/conf.h"

#define KIB UINT64_C(1024)
#define MIB (KIB * 1024)
#define GIB (MIB * 1024)
#define TIB (GIB * 1024)
#define SECOND UINT64_C(1000)
#define DAY (86400 * SECOND)

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const char *const python_versions[] = {
    "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15", NULL};
static const char *const hash_words[] = {"xxh3", "sha256", NULL};
static const char *const sign_words[] = {"optional", "required", NULL};
static const char *const level_words[] = {
    "none", "names", "declared", "inferred", "code", "content", NULL};
static const char *const scope_words[] = {"file", "project", NULL};
static const char *const precision_words[] = {"file", "symbol", NULL};
static const char *const per_batch_words[] = {"file", "chunk", "fixed", "whole",
                                              NULL};
static const char *const files_words[] = {"arguments", "at-file", "stdin",
                                          NULL};
static const char *const stream_words[] = {"stdout", "stderr", NULL};
static const char *const on_words[] = {"changed", "affected", "all", NULL};
static const char *const after_words[] = {"any", "clean", NULL};

/* The last two are built in and need nothing installed. */
const char *const conf_presets[] = {"ruff",    "flake8", "pylint",  "mypy",
                                    "pyright", "ty",     "pyrefly", "bandit",
                                    "black",   "syntax", "imports", NULL};
const size_t conf_presets_len = LENGTH(conf_presets) - 1;

#define AT(field) .offset = offsetof(struct conf, field), .since = "0.1"

static const struct conf_key settings[] = {
    {.path = "roots",
     .type = CONF_TEXTS,
     .rule = CONF_FOLDER,
     AT(roots),
     .example = "[src, tests]",
     .help = "import roots, nearest first; detected if absent"},
    {.path = "exclude",
     .type = CONF_TEXTS,
     AT(exclude),
     .example = "[\"build/\", \"**/migrations/**\"]",
     .scan = true,
     .help = "files and folders that are not analyzed, in gitignore syntax"},
    {.path = "include",
     .type = CONF_TEXTS,
     AT(include),
     .example = "[\"bin/*\"]",
     .scan = true,
     .help = "globs of further subjects, such as scripts without .py"},
    {.path = "gitignore",
     .type = CONF_BOOL,
     AT(gitignore),
     .fallback = "true",
     .scan = true,
     .help = "leave out what .gitignore files and .git/info/exclude ignore"},
    {.path = "python_version",
     .type = CONF_TEXT,
     .rule = CONF_CHOICE,
     AT(python_version),
     .example = "\"3.12\"",
     .words = python_versions,
     .help = "narrows the standard library to one version; all if absent"},
    {.path = "string_imports",
     .type = CONF_SECTION,
     .since = "0.1",
     .help = "dotted names in strings that count as imports"},
    {.path = "string_imports.enabled",
     .type = CONF_BOOL,
     AT(string_imports.enabled),
     .fallback = "false",
     .scan = true,
     .help = "look at strings at all"},
    {.path = "string_imports.min_dots",
     .type = CONF_COUNT,
     AT(string_imports.min_dots),
     .fallback = "2",
     .min = 1,
     .max = 16,
     .scan = true,
     .help = "dots that a string must have to be looked at"},
    {.path = "string_imports.ignore",
     .type = CONF_TEXTS,
     AT(string_imports.ignore),
     .example = "[\"django.conf.*\"]",
     .scan = true,
     .help = "globs of dotted names that are no imports"},
    {.path = "depends",
     .type = CONF_DEPENDS,
     AT(depends),
     .example = "{\"app/models.py\": [\"app/schema/*.json\"]}",
     .help = "data files that Python files depend on, by globs"},
    {.path = "analyzers",
     .type = CONF_ANALYZERS,
     AT(analyzers),
     .example = "{mypy: {preset: mypy, args: [--strict]}}",
     .help = "the tools to run; those that the project configures if absent"},
    {.path = "tiers",
     .type = CONF_TIERS,
     AT(tiers),
     .example = "[{name: quick, analyzers: [ruff], on: changed}]",
     .help = "the order of the analyzers, from quick to thorough"},
    {.path = "cache",
     .type = CONF_SECTION,
     .since = "0.1",
     .help = "where answers are kept and for how long"},
    {.path = "cache.dir",
     .type = CONF_TEXT,
     AT(cache.dir),
     .fallback = ".depstamp",
     .help = "folder of the cache, relative to the root, or absolute"},
    {.path = "cache.max_size",
     .type = CONF_SIZE,
     AT(cache.max_size_bytes),
     .fallback = "2GiB",
     .min = MIB,
     .max = 1024 * TIB,
     .help = "the cache stays below it; old entries go first"},
    {.path = "cache.max_age",
     .type = CONF_DURATION,
     AT(cache.max_age_ms),
     .fallback = "30d",
     .min = 60 * SECOND,
     .max = 36500 * DAY,
     .help = "entries unused for longer go"},
    {.path = "cache.hash",
     .type = CONF_WORD,
     AT(cache.hash),
     .fallback = "xxh3",
     .words = hash_words,
     .scan = true,
     .help = "algorithm; sha256 is for caches from people you do not trust"},
    {.path = "cache.compression",
     .type = CONF_COUNT,
     AT(cache.compression),
     .fallback = "3",
     .min = 1,
     .max = 19,
     .help = "level of zstd"},
    {.path = "cache.namespace",
     .type = CONF_TEXT,
     .rule = CONF_NAMESPACE,
     AT(cache.namespace),
     .fallback = "main",
     .help = "results of one namespace are not seen in another"},
    {.path = "cache.sign",
     .type = CONF_WORD,
     AT(cache.sign),
     .fallback = "optional",
     .words = sign_words,
     .help = "whether archives must be signed"},
    {.path = "limits",
     .type = CONF_SECTION,
     .since = "0.1",
     .help = "how much is done at once; never changes an answer"},
    {.path = "limits.jobs",
     .type = CONF_COUNT,
     AT(limits.jobs),
     .fallback = "auto",
     .min = 1,
     .max = CONF_JOBS_MAX,
     .zero_word = "auto",
     .help = "threads and processes at once; auto is one per processor"},
    {.path = "limits.chunk",
     .type = CONF_COUNT,
     AT(limits.chunk),
     .fallback = "auto",
     .min = 1,
     .max = 100000,
     .zero_word = "auto",
     .help = "files given to one process of an analyzer"},
    {.path = "limits.timeout",
     .type = CONF_DURATION,
     AT(limits.timeout_ms),
     .fallback = "10min",
     .min = SECOND,
     .max = 7 * DAY,
     .help = "time for one process of an analyzer"},
    {.path = "limits.memory",
     .type = CONF_SIZE,
     AT(limits.memory_bytes),
     .fallback = "1GiB",
     .min = 16 * MIB,
     .max = 1024 * TIB,
     .help = "resident memory of one process of an analyzer"},
};

const struct conf_table conf_settings = {settings, LENGTH(settings)};

#undef AT
#define AT(field)                                                              \
    .offset = offsetof(struct conf_analyzer, field), .since = "0.1"

static const struct conf_key analyzer_keys[] = {
    {.path = "preset",
     .type = CONF_TEXT,
     .rule = CONF_CHOICE,
     AT(preset),
     .words = conf_presets,
     .help = "a tool that depstamp knows; the row's name if that is one"},
    {.path = "command",
     .type = CONF_TEXTS,
     AT(command),
     .help = "program and arguments; {files} stands for the files"},
    {.path = "args", .type = CONF_TEXTS, AT(args), .help = "further arguments"},
    {.path = "output",
     .type = CONF_TEXT,
     .rule = CONF_NAME,
     AT(output),
     .fallback = "gcc",
     .help = "format of its findings: gcc, or that of a preset"},
    {.path = "stream",
     .type = CONF_WORD,
     AT(stream),
     .fallback = "stdout",
     .words = stream_words,
     .help = "where its findings are written"},
    {.path = "level",
     .type = CONF_WORD,
     AT(level),
     .fallback = "content",
     .words = level_words,
     .help = "how much of other files it can see"},
    {.path = "scope",
     .type = CONF_WORD,
     AT(scope),
     .fallback = "file",
     .words = scope_words,
     .help = "whether it answers per file or once for the tree"},
    {.path = "precision",
     .type = CONF_WORD,
     AT(precision),
     .fallback = "file",
     .words = precision_words,
     .help = "whether keys follow whole files or names"},
    {.path = "paths",
     .type = CONF_TEXTS,
     AT(paths),
     .help = "globs of the files it works on; all if absent"},
    {.path = "exclude",
     .type = CONF_TEXTS,
     AT(exclude),
     .help = "files it does not work on, in gitignore syntax"},
    {.path = "inputs",
     .type = CONF_TEXTS,
     AT(inputs),
     .help = "files that configure it"},
    {.path = "env",
     .type = CONF_TEXTS,
     .rule = CONF_NAME,
     AT(env),
     .help = "environment variables that change its answers"},
    {.path = "version",
     .type = CONF_TEXTS,
     AT(version),
     .help = "command that prints its version"},
    {.path = "per_batch",
     .type = CONF_WORD,
     AT(per_batch),
     .fallback = "chunk",
     .words = per_batch_words,
     .help = "files given to one process: one, a chunk, a fixed piece, or all"},
    {.path = "list",
     .type = CONF_WORD,
     AT(list),
     .fallback = "arguments",
     .words = files_words,
     .help = "how the files are given"},
};

const struct conf_table conf_analyzer_keys = {analyzer_keys,
                                              LENGTH(analyzer_keys)};

#undef AT
#define AT(field) .offset = offsetof(struct conf_tier, field), .since = "0.1"

static const struct conf_key tier_keys[] = {
    {.path = "name",
     .type = CONF_TEXT,
     .rule = CONF_NAME,
     AT(row.name),
     .help = "what --tier calls it"},
    {.path = "analyzers",
     .type = CONF_TEXTS,
     .rule = CONF_NAME,
     AT(analyzers),
     .help = "rows of analyzers, or presets"},
    {.path = "paths",
     .type = CONF_TEXTS,
     AT(paths),
     .help = "globs of the files it looks at; all if absent"},
    {.path = "on",
     .type = CONF_WORD,
     AT(on),
     .fallback = "affected",
     .words = on_words,
     .help = "which files are candidates"},
    {.path = "after",
     .type = CONF_WORD,
     AT(after),
     .fallback = "any",
     .words = after_words,
     .help = "clean: only if the tiers before it found nothing"},
    {.path = "limit",
     .type = CONF_COUNT,
     AT(limit),
     .fallback = "none",
     .min = 1,
     .max = 10000000,
     .zero_word = "none",
     .help = "the most affected files it runs for"},
    {.path = "past_limit",
     .type = CONF_TEXT,
     .rule = CONF_NAME,
     AT(past_limit),
     .fallback = "skip",
     .help = "skip, or the tier to fall back to"},
};

const struct conf_table conf_tier_keys = {tier_keys, LENGTH(tier_keys)};

/* `given` has a bit per row. */
_Static_assert(LENGTH(settings) <= 64, "too many settings for a mask");
_Static_assert(LENGTH(analyzer_keys) <= 64, "too many keys for a mask");
_Static_assert(LENGTH(tier_keys) <= 64, "too many keys for a mask");

const struct conf_key *
conf_table_find(const struct conf_table *table, struct str path)
{
    for (size_t i = 0; i < table->len; i++)
        if (str_equal(str_from(table->keys[i].path), path))
            return &table->keys[i];
    return NULL;
}

struct str
conf_key_name(const struct conf_key *key)
{
    struct str path = str_from(key->path);
    return str_slice(path, (size_t)(str_find_last_byte(path, '.') + 1),
                     path.len);
}

struct str
conf_key_section(const struct conf_key *key)
{
    struct str path = str_from(key->path);
    ptrdiff_t dot = str_find_last_byte(path, '.');
    return str_slice(path, 0, dot < 0 ? 0 : (size_t)dot);
}
