/* SPDX-License-Identifier: MIT */
/*
 * processes - runs programs beside each other, each within bounds (libuv).
 *
 * Every process leads a group of its own, and the whole group is killed when
 * its time is up, when it needs too much memory, prints too much, or when we
 * are interrupted: analyzers start children.  Standard input is `input`, or
 * nothing.  Both output streams are collected.
 *
 * Memory is the resident sum of the group, sampled a few times a second
 * from /proc: an address-space limit kills node at its start, and cgroups
 * need rights.
 *
 * SIGINT and SIGTERM to us stop everything at once; processes_run then
 * returns and processes_interrupted tells.  The dispositions found are
 * restored at the end.
 *
 * Ownership: requests are borrowed until their `done` is called; results
 * belong to processes and are valid during the call.
 * Threads: one at a time; `done` and `tick` are called on the thread of
 * processes_run.
 */
#ifndef CORE_SYS_PROCESSES_H
#define CORE_SYS_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

enum process_end {
    PROCESS_EXITED,    /* by itself; `status` is its own */
    PROCESS_SIGNALLED, /* died of a signal that is not ours */
    PROCESS_ABSENT,    /* there is no such program */
    PROCESS_REFUSED,   /* it could not be started otherwise; os_errno */
    PROCESS_TIMEOUT,
    PROCESS_MEMORY,
    PROCESS_OUTPUT,      /* it printed more than output_max_bytes */
    PROCESS_INTERRUPTED, /* we were */
};

struct process_request {
    const char *const *argv; /* argv[0] is found on PATH; NULL-terminated */
    const char *folder;      /* its current folder */
    /* All of its variables, as environ; NULL: ours. */
    const char *const *environment;
    struct str input;
    uint64_t timeout_ms;     /* 0: none */
    uint64_t memory_bytes;   /* 0: no limit */
    size_t output_max_bytes; /* of each stream */
    void *context;           /* the caller's */
};

struct process_result {
    enum process_end end;
    int status;     /* exit status, or the signal's number */
    int os_errno;   /* with PROCESS_REFUSED */
    struct str out; /* standard output as far as it was read */
    struct str errors;
    uint64_t duration_ms;
    uint64_t peak_bytes; /* of the samples; 0 if it was too short for one */
};

struct processes;

typedef void process_done(void *context, const struct process_request *request,
                          const struct process_result *result);

struct processes_options {
    unsigned jobs;      /* processes at once, at least 1 */
    process_done *done; /* may call processes_add */
    /* Called at least ten times a second while something runs; may be NULL */
    void (*tick)(void *context, size_t running, size_t waiting);
    void *context; /* of both */
};

struct processes *processes_new(const struct processes_options *options);
void processes_free(struct processes *processes);

/* Started in the order added. */
void processes_add(struct processes *processes,
                   const struct process_request *request);
/* Until all is done, or we are interrupted; then `done` is called for what
   ran, and not for what waited. */
void processes_run(struct processes *processes);
/* 0, or the signal that stopped us. */
int processes_interrupted(const struct processes *processes);

/*
 * How many bytes of arguments a program takes together with `environment`
 * (NULL: ours), by the system's limits, with some room left.
 */
size_t processes_argument_room(const char *const *environment);

#endif
