/* SPDX-License-Identifier: MIT */
/*
 * git_ask - one run of git: what it is told, what it says.
 *
 * Everything that makes git's answer depend on the user's settings or on
 * the terminal is fixed here, so that the callers name plumbing and its
 * arguments alone.
 *
 * Private to the files git*.c.
 *
 * Ownership: an answer owns its buffers until git_answer_release.
 * Threads: safe everywhere.
 */
#ifndef CORE_SYS_GIT_ASK_H
#define CORE_SYS_GIT_ASK_H

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"
#include "core/sys/proc.h"

enum {
    /* Of one listing; a million files are about 100 MB. */
    GIT_OUTPUT_MAX = 1 << 30,
    /* Of what git says on stderr; GIT_TRACE may stand there too. */
    GIT_DIAGNOSTICS_MAX = 16 << 20,
    /* Arguments of one call, our own included. */
    GIT_ARGUMENTS_MAX = 32,
};

/* Where git runs, and with which environment. */
struct git_place {
    const char *folder; /* NULL for the current one */
    const char *const *environment;
};

struct git_answer {
    struct buf output;
    struct buf diagnostics;
    int status; /* as proc_run sets it */
};

void git_answer_init(struct git_answer *answer);
void git_answer_release(struct git_answer *answer);

/*
 * What git is run with everywhere: `extra` in the arena with our fixed
 * settings in front.  With `foreign`, the variables that tell git where the
 * repository and its parts are, which would lead it to another one, are
 * taken away.  Both lists are as in struct proc_options.
 */
const char *const *git_environment(struct arena *arena, bool foreign,
                                   const char *const *extra);

/*
 * Run git with `arguments` (NULL-terminated, "git" itself left out).
 * Returns 0 whatever the exit status was, which is in the answer; -1 if git
 * could not be run: ERR_GIT if there is none.
 */
int git_ask(const struct git_place *place, const char *const *arguments,
            struct git_answer *answer, struct err *err);

/*
 * The same with `input`, and with the output given to `take` (see proc.h)
 * instead of the answer.
 */
struct git_stream {
    struct str input;
    proc_take *take;
    void *context;
};
int git_ask_stream(const struct git_place *place, const char *const *arguments,
                   const struct git_stream *stream, struct git_answer *answer,
                   struct err *err);

/*
 * What git said on stderr, without "fatal: " and the last line break; its
 * exit status if it said nothing.
 */
const char *git_words(struct git_answer *answer, struct arena *arena);

/* Set ERR_GIT to "WHAT: git's words".  Returns -1. */
int git_refused(struct git_answer *answer, struct err *err, const char *what,
                ...) __attribute__((format(printf, 3, 4)));

/* Set ERR_FORMAT for output of `command` that is not as its manual says.
   Returns -1. */
int git_not_understood(struct err *err, const char *command);

#endif
