/* SPDX-License-Identifier: MIT */
/*
 * processes_loop - what the files of processes.h share.
 *
 * Private to this layer, since it shows libuv's types.
 */
#ifndef CORE_SYS_PROCESSES_LOOP_H
#define CORE_SYS_PROCESSES_LOOP_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "core/base/buf.h"
#include "core/sys/family.h"
#include "core/sys/processes.h"

enum {
    /* Twice as often as `tick` has to be called. */
    PROCESSES_TICK_MS = 50,
    /* What may pass in one tick.  We may have been stopped, or busy with
       results; a program cannot be blamed for that. */
    PROCESSES_TICK_MAX_MS = 500,
    PROCESSES_CHUNK = 64 * 1024, /* what a pipe holds on Linux */
    PROCESSES_STREAMS = 3,
    PROCESSES_SIGNALS = 3,
};

/* A request that was started, until its `done` was called. */
struct child {
    struct processes *processes;
    const struct process_request *request;
    struct process_result result;
    struct buf why;
    struct buf output[PROCESSES_STREAMS]; /* the first is not used */

    uv_process_t process;
    uv_pipe_t streams[PROCESSES_STREAMS];
    uv_write_t write;
    unsigned open; /* handles that libuv has not closed */
    bool running;  /* and not waited for */
    bool again;    /* it could not be started for want of resources */

    struct family family;
    bool killed;
    uint64_t began_ns;
    uint64_t spent_ms;    /* while we looked */
    unsigned ticks_after; /* since it ended, or was killed */
};

struct children {
    VEC_FIELDS(struct child *);
};

/* Dispositions and the mask as they were found. */
struct processes_before {
    struct sigaction actions[PROCESSES_SIGNALS];
    struct sigaction child;
    struct sigaction pipe;
    sigset_t mask;
};

struct processes {
    struct processes_options options;
    struct {
        VEC_FIELDS(const struct process_request *);
    } queue;
    size_t next; /* in queue */
    struct children living;
    struct children finished; /* `done` is to be called */
    struct families families; /* of those that run */
    int interrupted;
    bool starved; /* start nothing until something ended */

    uv_loop_t loop;
    uv_timer_t timer;
    uv_signal_t signals[PROCESSES_SIGNALS];
    struct processes_before before;
    uint64_t ticked_ms;
    uint64_t look_ns; /* when to look at the families again */
    char chunk[PROCESSES_CHUNK];
};

/* ---- processes_child.c */

/*
 * Start it.  If that fails, `result` says why, and it finishes as others
 * do, through the loop.
 */
void child_start(struct processes *processes,
                 const struct process_request *request);
/* Mark it to be killed by the next families_kill, if it still runs. */
void child_doom(struct child *child, enum process_end why);
/* Let go of what is left after it ended or was killed, when it is time. */
void child_tick(struct child *child);
void child_free(struct child *child);

/* ---- processes_signals.c */

/* Catch what interrupts us, and let children be waited for. */
void signals_catch(struct processes *processes, uv_signal_cb caught);
/* Hold back what interrupts us until they are restored. */
void signals_hold(void);
/* All dispositions, and what is held back, as they were found. */
void signals_restore(const struct processes *processes);

/* ---- processes_refusal.c */

/* Why could it not be started?  PROCESS_ABSENT or PROCESS_REFUSED, with
   words for the user. */
enum process_end process_refusal(const struct process_request *request,
                                 int os_errno, struct buf *why);

#endif
