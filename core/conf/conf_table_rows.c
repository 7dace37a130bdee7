/* SPDX-License-Identifier: MIT */
#include "core/conf/conf_table.h"

#include "core/conf/conf.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

const char *const conf_levels[] = {"none", "names",   "declared", "inferred",
                                   "code", "content", NULL};
const char *const conf_precisions[] = {"file", "symbol", NULL};
static const char *const scope_words[] = {"file", "project", NULL};
static const char *const per_batch_words[] = {"file", "chunk", "fixed", "whole",
                                              NULL};
static const char *const batch_by_words[] = {"any", "nearest", "module", NULL};
static const char *const files_words[] = {"arguments", "at-file", "stdin",
                                          NULL};
static const char *const stream_words[] = {"stdout", "stderr", NULL};
static const char *const identity_words[] = {"python", "environment", "path",
                                             NULL};
static const char *const on_words[] = {"changed", "affected", "all", NULL};
static const char *const after_words[] = {"any", "clean", NULL};

const char *const conf_presets[] = {
    "bandit",      "black",          "flake8",  "imports", "mypy",
    "pylint",      "pylint-project", "pyrefly", "pyright", "ruff",
    "ruff-format", "syntax",         "ty",      NULL};
const size_t conf_presets_len = LENGTH(conf_presets) - 1;

const char *const conf_formats[] = {
    "bandit", "black",   "files",   "flake8", "gcc",  "gitlab", "mypy",
    "pylint", "pyrefly", "pyright", "regex",  "ruff", "sarif",  NULL};

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
     .help = "program and arguments; {files}, {file} stand for the files, "
             "{args} for `args`, {root} and {cache} for folders"},
    {.path = "args", .type = CONF_TEXTS, AT(args), .help = "further arguments"},
    {.path = "output",
     .type = CONF_TEXT,
     .rule = CONF_CHOICE,
     AT(output),
     .words = conf_formats,
     .fallback = "gcc",
     .help = "format of its findings"},
    {.path = "pattern",
     .type = CONF_TEXT,
     AT(pattern),
     .help = "regular expression of a finding, for output: regex"},
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
     .words = conf_levels,
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
     .words = conf_precisions,
     .help = "whether keys follow whole files or names"},
    {.path = "paths",
     .type = CONF_TEXTS,
     AT(paths),
     .help = "globs of the files it works on; all if absent"},
    {.path = "exclude",
     .type = CONF_TEXTS,
     AT(exclude),
     .help = "files it does not work on, in gitignore syntax"},
    {.path = "not_in_names",
     .type = CONF_TEXTS,
     AT(not_in_names),
     .help = "files with one of these texts in their path cannot be given to "
             "it and have no answer"},
    {.path = "inputs",
     .type = CONF_TEXTS,
     .adds = true,
     AT(inputs),
     .help = "files and globs that configure it, relative to the root; ~/ is "
             "the home folder; added to those of the preset"},
    {.path = "upwards",
     .type = CONF_TEXTS,
     .adds = true,
     AT(upwards),
     .help = "names of files that configure it, in the root and all folders "
             "above; added to those of the preset"},
    {.path = "nearest",
     .type = CONF_TEXTS,
     .adds = true,
     AT(nearest),
     .help = "names of files that configure it, in each file's own folder and "
             "all above; added to those of the preset"},
    {.path = "env",
     .type = CONF_TEXTS,
     .rule = CONF_VARIABLE,
     .adds = true,
     AT(env),
     .help = "environment variables that change its answers, such as TOOL_*; "
             "added to those of the preset"},
    {.path = "env_set",
     .type = CONF_TEXTS,
     .rule = CONF_ASSIGNMENT,
     .adds = true,
     AT(env_set),
     .help = "variables set for it, as NAME=value with {root}, {roots}, "
             "{cache} and {inherited} (what it was); added to those of the "
             "preset"},
    {.path = "env_unset",
     .type = CONF_TEXTS,
     .rule = CONF_VARIABLE,
     .adds = true,
     AT(env_unset),
     .help = "variables taken away from it; added to those of the preset"},
    {.path = "version",
     .type = CONF_TEXTS,
     AT(version),
     .help = "command that prints its version"},
    {.path = "identity",
     .type = CONF_TEXTS,
     .rule = CONF_CHOICE,
     AT(identity),
     .words = identity_words,
     .fallback = "python",
     .help = "what else decides its answers: the Python that runs it with "
             "what is installed there, the project's environment, the first "
             "Python on PATH"},
    {.path = "per_batch",
     .type = CONF_WORD,
     AT(per_batch),
     .fallback = "chunk",
     .words = per_batch_words,
     .help = "files given to one process: one, a chunk, a fixed piece, or all"},
    {.path = "batch_by",
     .type = CONF_WORD,
     AT(batch_by),
     .fallback = "any",
     .words = batch_by_words,
     .help = "which files share a process: any, those with the same nearest "
             "configuration, or those with different module names"},
    {.path = "list",
     .type = CONF_WORD,
     AT(list),
     .fallback = "arguments",
     .words = files_words,
     .help = "how a list too long for arguments is given: split, as @FILE, "
             "or on standard input"},
    {.path = "clean",
     .type = CONF_TEXTS,
     .rule = CONF_STATUS,
     AT(clean),
     .fallback = "0",
     .help = "exit statuses without findings; 2-9 is a range"},
    {.path = "findings",
     .type = CONF_TEXTS,
     .rule = CONF_STATUS,
     AT(findings),
     .fallback = "1",
     .help = "exit statuses with findings; any other means that it is broken"},
    {.path = "broken_if",
     .type = CONF_TEXTS,
     AT(broken_if),
     .fallback = "no-output",
     .help = "no-output: a status of findings without any, or with a traceback "
             "of Python beside them, is broken; others: texts that only a "
             "broken tool writes to its other stream"},
    {.path = "drop",
     .type = CONF_TEXTS,
     .adds = true,
     AT(drop),
     .help = "findings left out, by CODE or CODE:start of message; added to "
             "those of the preset"},
    {.path = "url",
     .type = CONF_TEXT,
     AT(url),
     .help = "address that explains a code; {code} stands for it"},
    {.path = "writes",
     .type = CONF_BOOL,
     AT(writes),
     .fallback = "false",
     .help = "it may write files of the tree"},
    {.path = "root_in_messages",
     .type = CONF_BOOL,
     AT(root_in_messages),
     .fallback = "false",
     .help = "its messages hold absolute paths"},
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
_Static_assert(LENGTH(analyzer_keys) <= 64, "too many keys for a mask");
_Static_assert(LENGTH(tier_keys) <= 64, "too many keys for a mask");
