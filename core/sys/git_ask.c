/* SPDX-License-Identifier: MIT */
#include "core/sys/git_ask.h"

#include <stdarg.h>
#include <stdio.h>

/*
 * The file system monitor would start a program of the user's, which may
 * write; stat is what we trust.  Recursion into submodules is our own.
 */
static const char *const program[] = {
    "git", "--no-pager",           "-c", "core.quotePath=false",
    "-c",  "core.fsmonitor=false", "-c", "submodule.recurse=false",
};

enum { PROGRAM_LEN = sizeof(program) / sizeof(program[0]) };

/*
 * Paths are never patterns.  The other three are errors beside the first,
 * so they are switched off if the user has them (git(1), "Environment
 * Variables").
 */
static const char *const fixed[] = {
    "GIT_OPTIONAL_LOCKS=0",    "LC_ALL=C",
    "GIT_LITERAL_PATHSPECS=1", "GIT_GLOB_PATHSPECS=0",
    "GIT_NOGLOB_PATHSPECS=0",  "GIT_ICASE_PATHSPECS=0",
};

/*
 * `git rev-parse --local-env-vars`, less GIT_CONFIG_PARAMETERS and
 * GIT_CONFIG_COUNT, which git itself hands on to submodules.
 */
static const char *const local[] = {
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
};

enum {
    FIXED_LEN = sizeof(fixed) / sizeof(fixed[0]),
    LOCAL_LEN = sizeof(local) / sizeof(local[0]),
    WORDS_MAX = 768, /* of git's, with room for ours in an err */
};

void
git_answer_init(struct git_answer *answer)
{
    buf_init(&answer->output, GIT_OUTPUT_MAX);
    buf_init(&answer->diagnostics, GIT_DIAGNOSTICS_MAX);
    answer->status = 0;
}

void
git_answer_release(struct git_answer *answer)
{
    buf_release(&answer->output);
    buf_release(&answer->diagnostics);
}

static size_t
append(const char **all, const char *const *strings, size_t len)
{
    for (size_t i = 0; i < len; i++)
        all[i] = strings[i];
    return len;
}

const char *const *
git_environment(struct arena *arena, bool foreign, const char *const *extra)
{
    size_t extra_len = 0;
    size_t len = 0;
    const char **all;

    while (extra && extra[extra_len])
        extra_len++;
    all =
        ARENA_ARRAY(arena, const char *, FIXED_LEN + LOCAL_LEN + extra_len + 1);
    len += append(all, fixed, FIXED_LEN);
    if (foreign)
        len += append(all + len, local, LOCAL_LEN);
    append(all + len, extra, extra_len);
    return all;
}

static int
run(const char *const *arguments, const struct proc_options *options,
    int *status, struct err *err)
{
    const char *argv[GIT_ARGUMENTS_MAX + 1];
    size_t len = append(argv, program, PROGRAM_LEN);

    for (size_t i = 0; arguments[i]; i++) {
        if (len == GIT_ARGUMENTS_MAX)
            return err_set(err, ERR_LIMIT,
                           "cannot run git: more than %d arguments",
                           GIT_ARGUMENTS_MAX);
        argv[len++] = arguments[i];
    }
    argv[len] = NULL;
    if (proc_run(argv, options, status, err) == 0)
        return 0;
    if (err->code == ERR_ABSENT)
        err->code = ERR_GIT;
    return -1;
}

int
git_ask(const struct git_place *place, const char *const *arguments,
        struct git_answer *answer, struct err *err)
{
    struct proc_options options = {
        .folder = place->folder,
        .output = &answer->output,
        .diagnostics = &answer->diagnostics,
        .environment = place->environment,
    };

    return run(arguments, &options, &answer->status, err);
}

int
git_ask_stream(const struct git_place *place, const char *const *arguments,
               const struct git_stream *stream, struct git_answer *answer,
               struct err *err)
{
    struct proc_options options = {
        .folder = place->folder,
        .input = stream->input,
        .diagnostics = &answer->diagnostics,
        .take = stream->take,
        .context = stream->context,
        .environment = place->environment,
    };

    return run(arguments, &options, &answer->status, err);
}

const char *
git_words(struct git_answer *answer, struct arena *arena)
{
    struct str words = str_trim(buf_view(&answer->diagnostics));

    if (str_starts_with(words, STR("fatal: ")))
        words = str_slice(words, sizeof("fatal: ") - 1, words.len);
    if (words.len == 0)
        return arena_printf(arena, "git ended with status %d", answer->status);
    return arena_cstr(arena, str_slice(words, 0, WORDS_MAX));
}

int
git_refused(struct git_answer *answer, struct err *err, const char *what, ...)
{
    struct arena arena;
    char text[ERR_TEXT_MAX - WORDS_MAX];
    va_list arguments;

    va_start(arguments, what);
    (void)vsnprintf(text, sizeof(text), what, arguments);
    va_end(arguments);
    arena_init(&arena);
    err_set(err, ERR_GIT, "%s: %s", text, git_words(answer, &arena));
    arena_release(&arena);
    return -1;
}

int
git_not_understood(struct err *err, const char *command)
{
    return err_set(err, ERR_FORMAT, "cannot understand what git %s prints",
                   command);
}
