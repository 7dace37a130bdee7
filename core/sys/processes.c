/* SPDX-License-Identifier: MIT */
#include "core/sys/processes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "core/sys/processes_loop.h"

enum {
    /* Looking at the families takes at most a fiftieth of our time. */
    LOOK_EVERY_MS = 200,
    LOOK_EVERY_MAX_MS = 2000,
    LOOK_SHARE = 50,
    /* Nobody hands down descriptors beyond it. */
    INHERITED_MAX = 4096,
};

static const uint64_t ns_per_ms = 1000 * 1000;

const char *const process_end_names[PROCESS_ENDS] = {
    "exited",  "signalled", "absent", "refused",
    "timeout", "memory",    "output", "interrupted",
};

struct processes *
processes_new(const struct processes_options *options)
{
    struct processes *processes = memory_zero(sizeof(*processes));

    processes->options = *options;
    return processes;
}

void
processes_free(struct processes *processes)
{
    if (!processes)
        return;
    VEC_RELEASE(&processes->queue);
    VEC_RELEASE(&processes->living);
    VEC_RELEASE(&processes->finished);
    VEC_RELEASE(&processes->families);
    free(processes);
}

void
processes_add(struct processes *processes,
              const struct process_request *request)
{
    VEC_PUSH(&processes->queue, request);
}

int
processes_interrupted(const struct processes *processes)
{
    return processes->interrupted;
}

const char *
processes_library_version(void)
{
    return uv_version_string();
}

/* ---- ten times a second */

static void
doom_expired(struct processes *processes)
{
    uint64_t now = uv_now(&processes->loop);
    uint64_t passed = now - processes->ticked_ms;

    processes->ticked_ms = now;
    if (passed > PROCESSES_TICK_MAX_MS)
        passed = PROCESSES_TICK_MAX_MS;
    for (size_t i = 0; i < processes->living.len; i++) {
        struct child *child = processes->living.items[i];
        child->spent_ms += passed;
        if (child->request->timeout_ms &&
            child->spent_ms >= child->request->timeout_ms)
            child_doom(child, PROCESS_TIMEOUT);
    }
}

static void
doom_large(struct processes *processes)
{
    uint64_t began = uv_hrtime();
    uint64_t pause;

    if (began < processes->look_ns)
        return;
    families_look(&processes->families);
    pause = (uv_hrtime() - began) * LOOK_SHARE;
    if (pause < LOOK_EVERY_MS * ns_per_ms)
        pause = LOOK_EVERY_MS * ns_per_ms;
    if (pause > LOOK_EVERY_MAX_MS * ns_per_ms)
        pause = LOOK_EVERY_MAX_MS * ns_per_ms;
    processes->look_ns = began + pause;
    for (size_t i = 0; i < processes->living.len; i++) {
        struct child *child = processes->living.items[i];
        if (child->request->memory_bytes &&
            child->family.bytes > child->request->memory_bytes)
            child_doom(child, PROCESS_MEMORY);
    }
}

static void
kill_doomed(struct processes *processes)
{
    for (size_t i = 0; i < processes->families.len; i++)
        if (processes->families.items[i]->doomed) {
            families_kill(&processes->families);
            return;
        }
}

static void
on_tick(uv_timer_t *timer)
{
    struct processes *processes = timer->data;
    struct processes_options *options = &processes->options;

    doom_expired(processes);
    doom_large(processes);
    kill_doomed(processes);
    for (size_t i = 0; i < processes->living.len; i++)
        child_tick(processes->living.items[i]);
    if (options->tick && processes->living.len > 0)
        options->tick(options->context, processes->living.len,
                      processes->queue.len - processes->next);
}

static void
on_interrupt(uv_signal_t *handle, int number)
{
    struct processes *processes = handle->data;

    if (!processes->interrupted)
        processes->interrupted = number;
    for (size_t i = 0; i < processes->living.len; i++)
        child_doom(processes->living.items[i], PROCESS_INTERRUPTED);
    kill_doomed(processes);
}

/* ---- the queue */

static void
start_waiting(struct processes *processes)
{
    if (processes->interrupted)
        processes->next = processes->queue.len;
    while (processes->next < processes->queue.len && !processes->starved &&
           processes->living.len < processes->options.jobs)
        child_start(processes, processes->queue.items[processes->next++]);
}

/* What could not be started for want of resources stands in front again;
   until something ends it would fail as before. */
static void
deliver(struct processes *processes, struct child *child)
{
    const struct processes_options *options = &processes->options;

    if (child->again) {
        processes->queue.items[--processes->next] = child->request;
        processes->starved = processes->living.len > 0;
        return;
    }
    processes->starved = false;
    start_waiting(processes);
    options->done(options->context, child->request, &child->result);
}

static void
deliver_finished(struct processes *processes)
{
    while (processes->finished.len > 0) {
        struct child *child = processes->finished.items[0];
        processes->finished.len--;
        memmove(processes->finished.items, processes->finished.items + 1,
                processes->finished.len * sizeof(struct child *));
        deliver(processes, child);
        child_free(child);
    }
}

/* ---- the loop */

/* Whoever started us may wait for the end of a descriptor that an analyzer's
   forgotten child would keep. */
static void
keep_descriptors(void)
{
    long most = sysconf(_SC_OPEN_MAX);

    for (int fd = STDERR_FILENO + 1; fd < most && fd < INHERITED_MAX; fd++)
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static int
open_loop(struct processes *processes)
{
    int failed = uv_loop_init(&processes->loop);

    if (failed)
        return failed;
    signals_catch(processes, on_interrupt);
    (void)uv_timer_init(&processes->loop, &processes->timer);
    processes->timer.data = processes;
    processes->ticked_ms = uv_now(&processes->loop);
    return uv_timer_start(&processes->timer, on_tick, PROCESSES_TICK_MS,
                          PROCESSES_TICK_MS);
}

static void
close_loop(struct processes *processes)
{
    signals_hold();
    (void)uv_run(&processes->loop, UV_RUN_NOWAIT);
    uv_close((uv_handle_t *)&processes->timer, NULL);
    for (int i = 0; i < PROCESSES_SIGNALS; i++)
        uv_close((uv_handle_t *)&processes->signals[i], NULL);
    (void)uv_run(&processes->loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(&processes->loop);
    signals_restore(processes);
}

/* Without even a loop nothing can be started. */
static void
refuse_all(struct processes *processes, int os_errno)
{
    const struct processes_options *options = &processes->options;
    char why[128];
    struct process_result result = {.end = PROCESS_REFUSED,
                                    .os_errno = os_errno};

    (void)snprintf(why, sizeof(why), "cannot start processes: %s",
                   strerror(os_errno));
    result.why = str_from(why);
    while (processes->next < processes->queue.len)
        options->done(options->context,
                      processes->queue.items[processes->next++], &result);
}

static void
run(struct processes *processes)
{
    while (true) {
        start_waiting(processes);
        deliver_finished(processes);
        if (processes->living.len == 0 && processes->finished.len == 0 &&
            processes->next == processes->queue.len)
            return;
        if (processes->living.len > 0)
            (void)uv_run(&processes->loop, UV_RUN_ONCE);
    }
}

void
processes_run(struct processes *processes)
{
    int failed;

    if (processes->interrupted || processes->next == processes->queue.len)
        return;
    keep_descriptors();
    failed = open_loop(processes);
    if (failed) {
        refuse_all(processes, -failed);
        return;
    }
    run(processes);
    close_loop(processes);
}
