/* SPDX-License-Identifier: MIT */
/*
 * processes - runs programs beside each other, each within bounds (libuv).
 *
 * Every process leads a session of its own, and all that came from it is
 * killed when its time is up, when it needs too much memory, prints too
 * much, or when we are interrupted: analyzers start children (family.h).
 * Standard input is `input`, or nothing.  Both output streams are collected.
 * Of our descriptors, dispositions and blocked signals nothing is inherited.
 *
 * Once a process ended by itself, what it left running in its group may
 * print for another half second and is killed then; daemons, which
 * have sessions of their own, stay.
 *
 * Memory is the resident sum of all that came from a process, what they
 * share counted once, sampled a few times a second from /proc: an
 * address-space limit kills node at its start, and cgroups need rights.
 *
 * Time that we ourselves were stopped, or busy in `done`, is not counted.
 *
 * SIGINT, SIGTERM and SIGHUP to us, unless they were ignored, stop everything
 * at once; processes_run then returns and processes_interrupted tells.  What
 * had ended by itself keeps its own end.  The dispositions found are restored
 * when processes_run returns.
 *
 * Descriptors that we ourselves were started with, beyond the standard
 * streams, are marked close-on-exec by the first processes_run.
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
    PROCESS_REFUSED,   /* it is there, but could not be started */
    PROCESS_TIMEOUT,
    PROCESS_MEMORY,
    PROCESS_OUTPUT,      /* it printed more than output_max_bytes */
    PROCESS_INTERRUPTED, /* we were */
};
enum { PROCESS_ENDS = PROCESS_INTERRUPTED + 1 };
extern const char *const process_end_names[PROCESS_ENDS];

struct process_request {
    const char *const *argv; /* argv[0] is found on PATH; NULL-terminated */
    const char *folder;      /* its current folder; NULL: ours */
    /* All of its variables, as environ; NULL: ours. */
    const char *const *environment;
    struct str input;
    uint64_t timeout_ms;     /* 0: none */
    uint64_t memory_bytes;   /* 0: no limit */
    size_t output_max_bytes; /* of each stream; 0: no limit */
    void *context;           /* the caller's */
};

struct process_result {
    enum process_end end;
    int status;   /* exit status, or the signal's number */
    int os_errno; /* with PROCESS_ABSENT and PROCESS_REFUSED */
    /* With these: why, in words: "bin/mypy needs /opt/bin/python3, which is
       missing"; else empty. */
    struct str why;
    struct str out; /* standard output as far as it was read */
    struct str errors;
    uint64_t began_ns; /* on the clock of timeline.h; 0: it was not */
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
   ran, and not for what waited.  Nothing is started after that. */
void processes_run(struct processes *processes);
/* 0, or the signal that stopped us. */
int processes_interrupted(const struct processes *processes);

/* What the system charges for an argument of a program. */
static inline size_t
processes_argument_bytes(struct str argument)
{
    return argument.len + 1 + sizeof(char *);
}

/*
 * How many bytes of arguments (processes_argument_bytes of each) a program
 * takes together with `environment` (NULL: ours), by the system's limits
 * (execve(2)), with room left for an interpreter that its first line names.
 */
size_t processes_argument_room(const char *const *environment);

/* "1.44.2", of the library that runs processes. */
const char *processes_library_version(void);

#endif
