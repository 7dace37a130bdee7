/* SPDX-License-Identifier: MIT */
/*
 * err - what went wrong, in words for the user and a code for the caller.
 *
 * Functions that can fail return 0 or -1 (or NULL) and take a
 * `struct err *err` last.  The message says what we could not do, to which
 * file, and why: "cannot read .depstamp/index: Permission denied".  Each
 * layer may add its context once, in front.
 *
 * Ownership: plain data without pointers, so calls chain with ||.
 * Threads: one struct per thread.
 */
#ifndef CORE_BASE_ERR_H
#define CORE_BASE_ERR_H

#include <stdbool.h>

/* A code exists only where some caller acts on it. */
enum err_code {
    ERR_NONE = 0,
    ERR_IO,     /* the system refused; os_errno says why */
    ERR_ABSENT, /* the file does not exist */
    ERR_FORMAT, /* bytes that are not what they should be */
    ERR_LIMIT,  /* larger than a named limit */
    ERR_USAGE,  /* the user's words are off: show how to say it */
    ERR_GIT,    /* git is missing, refused, or has no such commit */
};

enum { ERR_TEXT_MAX = 1024 };

struct err {
    enum err_code code;
    int os_errno; /* with ERR_IO and ERR_ABSENT; else 0 */
    char text[ERR_TEXT_MAX];
};

/* Set code and message; always returns -1, so `return err_set(…)`. */
int err_set(struct err *err, enum err_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The same for a failed system call: appends ": " and strerror(os_errno).
 * The code is ERR_ABSENT for ENOENT and ENOTDIR, else ERR_IO.  Returns -1.
 */
int err_system(struct err *err, int os_errno, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "context: " in front of the message; code stays.  Returns -1. */
int err_context(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * True if a system call that failed with this says nothing of its file: the
 * machine is in trouble or short of something, and may not be the next time.
 * What was seen then must not be taken for how things are.
 */
bool err_is_passing(int os_errno);

void err_clear(struct err *err);

#endif
