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
    {.path = "cache.public_keys",
     .type = CONF_TEXTS,
     .rule = CONF_PUBLIC_KEY,
     AT(cache.public_keys),
     .example = "[]",
     .help = "whose signatures are good; `cache keygen` makes keys"},
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

/* `given` has a bit per row. */
_Static_assert(LENGTH(settings) <= 64, "too many settings for a mask");

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
