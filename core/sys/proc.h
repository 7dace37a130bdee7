/* SPDX-License-Identifier: MIT */
/*
 * proc - runs a short-lived program (git) and takes what it prints.
 *
 * What it prints is collected, or given away piece by piece while it runs,
 * which is for output that is larger than memory should hold at once.
 *
 * Ownership: a proc_stop is the caller's.
 * Threads: safe everywhere; a proc_stop is what another thread ends a program
 * by.
 */
#ifndef CORE_SYS_PROC_H
#define CORE_SYS_PROC_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"

/*
 * Takes a piece of the program's output, as long as the pipe happened to
 * give; the bytes are valid for the call.  Returns 0, or -1 with `err` set:
 * then the program is killed and proc_run fails with that error.
 */
typedef int proc_take(void *context, struct str bytes, struct err *err);

/* Ends a program that runs, or keeps it from being started. */
struct proc_stop;

struct proc_stop *proc_stop_new(void);
void proc_stop_free(struct proc_stop *stop);

/*
 * The program that runs with `stop`, if one does, gets SIGTERM; those that
 * are started with it from now on get it at once.
 */
void proc_stop_now(struct proc_stop *stop);

struct proc_options {
    const char *folder;      /* run there; NULL for the current one */
    struct str input;        /* its standard input */
    struct buf *output;      /* its standard output; NULL for /dev/null */
    struct buf *diagnostics; /* its standard error; NULL for /dev/null */
    proc_take *take;         /* its standard output, instead of `output` */
    void *context;           /* for `take` */
    struct proc_stop *stop;  /* may be NULL */
    /* "NAME=value" to set a variable for it, "NAME" to take one away;
       NULL-terminated; may be NULL. */
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
