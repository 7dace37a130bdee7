/* SPDX-License-Identifier: MIT */
/*
 * command - the program, arguments and variables for one batch of files.
 *
 * In the row's command {files} stands for the files, {file} for one, {args}
 * for the row's `args` (which come before the files, or at the end, if the
 * command does not say where), {root} for the root folder, {cache} for our
 * cache folder.  In `env_set` also {roots}: the import roots, as PATH has
 * its folders; and {inherited}: what the variable says already.  If that is
 * nothing, no ":" in front of it stays.
 *
 * A list that is longer than the system lets a program have goes into a file
 * or to standard input if the tool can read it from there; else the batch
 * has to be split.
 *
 * Ownership: all texts live in the arena given.  Threads: safe.
 */
#ifndef CORE_RUN_COMMAND_H
#define CORE_RUN_COMMAND_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/run/analyzer.h"

/* What is the same for all batches of a run. */
struct command_place {
    struct str root;                /* absolute */
    struct str cache;               /* the same; made if it is not there */
    const struct str *import_roots; /* relative, in order */
    size_t import_roots_len;
    char *const *environment;
    unsigned owner; /* number of our process: lists are called by it */
};

struct command {
    const char **argv; /* NULL-terminated */
    const char **environment;
    struct str input; /* for standard input */
    const char *list; /* file with the names, to be removed, or NULL */
};

/* What a command is to be made of. */
struct command_request {
    const struct command_place *place;
    const struct analyzer *analyzer;
    struct str program;      /* argv[0] */
    const struct str *files; /* relative paths, sorted */
    size_t len;
    bool dry; /* nothing is written */
};

/*
 * ERR_LIMIT if the list is too long for one command; ERR_IO if the file for
 * it cannot be written.
 */
int command_make(struct arena *arena, const struct command_request *request,
                 struct command *command, struct err *err);

/* Remove what was written for it. */
void command_finish(const struct command *command);

/* Does a variable of `env_set` go on with what it was before? */
bool command_inherits(struct str assignment);

/* The variables alone, for asking the tool for its version. */
const char **command_environment(struct arena *arena,
                                 const struct command_place *place,
                                 const struct analyzer *analyzer);

/* As one would type it, for --dry-run and messages. */
void command_text(const struct command *command, struct buf *out);

#endif
