/* SPDX-License-Identifier: MIT */
/*
 * timeline - what a command did when, on which thread, and for how long.
 *
 * Whoever wants to know makes one and hands it down; without one (NULL)
 * nothing is measured and every call returns at once.  Phases are the steps
 * of core/README.md.  They may lie in each other: a phase's own time is less
 * what the phases inside of it took, so that all of them add up.
 *
 *     struct span span = span_begin(state->timeline, PHASE_KEYS);
 *     …
 *     span_end(&span);
 *
 * Only so many events are kept, so that a run of weeks (--watch) needs no
 * more memory than one of seconds; times are added up all the same.
 *
 * Ownership: owns all it keeps; texts are copied.
 * Threads: spans and processes belong to the command's thread; workers call
 * timeline_spend and timeline_worked.  It is read when all are done.
 */
#ifndef CORE_SYS_TIMELINE_H
#define CORE_SYS_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

enum phase {
    PHASE_INDEX,   /* the index is mapped, what it knows is checked by stat */
    PHASE_WALK,    /* folders are listed, what is new in them is read */
    PHASE_READ,    /* in walks, on all threads: whole files, their digests */
    PHASE_SCAN,    /* in walks, on all threads: from bytes to facts */
    PHASE_GIT,     /* git is asked, sides of a comparison are loaded */
    PHASE_RESOLVE, /* facts to places */
    PHASE_SYMBOLS, /* whole files are parsed */
    PHASE_UNITS,   /* names are linked */
    PHASE_KEYS,
    PHASE_COMPARE, /* keys of two states, and the reasons */
    PHASE_PLAN,    /* what there is to do: tools, settings, candidates */
    PHASE_REPLAY,  /* known answers are found */
    PHASE_ANALYZE, /* analyzers run */
    PHASE_CHECK,   /* whether anything changed meanwhile */
    PHASE_STORE,   /* what is new is kept */
    PHASE_ARCHIVE, /* the store is saved or restored */
    PHASE_REPORT,  /* results are written */
    PHASES,
};
extern const char *const phase_names[PHASES];

/* Of several threads together, within another phase. */
static inline bool
phase_is_shared(enum phase phase)
{
    return phase == PHASE_READ || phase == PHASE_SCAN;
}

enum {
    TIMELINE_EVENTS_MAX = 1 << 16,
    TIMELINE_PROCESSES_MAX = 1 << 12,
    TIMELINE_COMMAND_MAX = 1 << 10, /* bytes of a command that are kept */
    TIMELINE_DEPTH_MAX = 16,
};

struct timeline_event {
    uint64_t began_ns;
    uint64_t ended_ns;
    uint16_t phase;  /* enum phase */
    uint16_t worker; /* 0: the thread of the command */
};

/* An analyzer's process. */
struct timeline_process {
    struct str analyzer;
    struct str command;
    size_t files;
    const char *end; /* "exited", "timed out"; lives for ever */
    int status;      /* exit status, or the signal's number */
    uint64_t peak_bytes;
    uint64_t began_ns;
    uint64_t duration_ns;
};

struct timeline;

/* Made by the thread whose phases it will have. */
struct timeline *timeline_new(void);
void timeline_free(struct timeline *timeline);
/* Forget what was kept, and begin anew. */
void timeline_clear(struct timeline *timeline);

/* The monotonic clock that all times are of. */
uint64_t timeline_now_ns(void);

struct span {
    struct timeline *timeline; /* NULL: nothing is measured */
    enum phase phase;
    unsigned depth;
    uint64_t began_ns;
};

struct span span_begin(struct timeline *timeline, enum phase phase);
/* Phases that were begun inside of it and not ended are forgotten. */
void span_end(const struct span *span);

/* What a shared phase took on one thread. */
void timeline_spend(struct timeline *timeline, enum phase phase, uint64_t ns);

/* Worker `worker`, not 0, helped since `began_ns` in the phase that the
   command's thread is in. */
void timeline_worked(struct timeline *timeline, unsigned worker,
                     uint64_t began_ns);

/* A process has ended; texts are copied. */
void timeline_process(struct timeline *timeline,
                      const struct timeline_process *process);

/* What came of it, in the order of their ends; borrowed. */
struct timeline_kept {
    uint64_t began_ns; /* timeline_new */
    const struct timeline_event *events;
    size_t events_len;
    const struct timeline_process *processes;
    size_t processes_len;
    size_t dropped; /* events and processes beyond what is kept */
    uint64_t spent_ns[PHASES];
    uint64_t processes_peak_bytes; /* of the largest one */
};
void timeline_read(const struct timeline *timeline, struct timeline_kept *kept);

#endif
