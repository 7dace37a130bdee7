/* SPDX-License-Identifier: MIT */
/*
 * proc - runs a short-lived program (git) and takes what it prints.
 *
 * Threads: safe everywhere.
 */
#ifndef CORE_SYS_PROC_H
#define CORE_SYS_PROC_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"

struct proc_options {
    const char *folder;      /* run there; NULL for the current one */
    struct str input;        /* its standard input */
    struct buf *output;      /* its standard output; NULL for /dev/null */
    struct buf *diagnostics; /* its standard error; NULL for /dev/null */
    /* Extra environment, "NAME=value", NULL-terminated; may be NULL. */
    const char *const *environment;
};

/*
 * Run argv[0], found on PATH, and wait.  Input is written while output is
 * read, so neither side can block the other.  Sets `*status` to the exit
 * status, or 128 + the signal.  ERR_ABSENT if there is no such program,
 * ERR_LIMIT if a buffer is full (the program is killed then).
 */
int proc_run(const char *const *argv, const struct proc_options *options,
             int *status, struct err *err);

#endif
