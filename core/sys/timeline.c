/* SPDX-License-Identifier: MIT */
#include "core/sys/timeline.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/arena.h"
#include "core/base/memory.h"
#include "core/base/vec.h"

const char *const phase_names[PHASES] = {
    "index",   "walk",  "read",  "scan",    "git",    "resolve",
    "symbols", "units", "keys",  "compare", "plan",   "replay",
    "analyze", "check", "store", "archive", "report",
};

struct timeline {
    uint64_t began_ns;
    unsigned depth;                         /* spans that are open */
    enum phase phases[TIMELINE_DEPTH_MAX];  /* by depth */
    uint64_t inside_ns[TIMELINE_DEPTH_MAX]; /* of ended spans in it */
    struct arena arena;
    struct {
        VEC_FIELDS(struct timeline_process);
    } processes;
    uint64_t peak_bytes;

    pthread_mutex_t lock; /* of all that follows */
    struct {
        VEC_FIELDS(struct timeline_event);
    } events;
    size_t dropped;
    uint64_t spent_ns[PHASES];
};

uint64_t
timeline_now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

struct timeline *
timeline_new(void)
{
    struct timeline *timeline = memory_zero(sizeof(*timeline));

    timeline->began_ns = timeline_now_ns();
    arena_init(&timeline->arena);
    pthread_mutex_init(&timeline->lock, NULL);
    return timeline;
}

void
timeline_free(struct timeline *timeline)
{
    if (!timeline)
        return;
    pthread_mutex_destroy(&timeline->lock);
    arena_release(&timeline->arena);
    VEC_RELEASE(&timeline->processes);
    VEC_RELEASE(&timeline->events);
    free(timeline);
}

void
timeline_clear(struct timeline *timeline)
{
    timeline->began_ns = timeline_now_ns();
    arena_release(&timeline->arena);
    arena_init(&timeline->arena);
    timeline->processes.len = 0;
    timeline->peak_bytes = 0;
    timeline->events.len = 0;
    timeline->dropped = 0;
    memset(timeline->spent_ns, 0, sizeof(timeline->spent_ns));
}

static void
keep_event(struct timeline *timeline, const struct timeline_event *event,
           uint64_t own_ns)
{
    pthread_mutex_lock(&timeline->lock);
    timeline->spent_ns[event->phase] += own_ns;
    if (timeline->events.len < TIMELINE_EVENTS_MAX)
        VEC_PUSH(&timeline->events, *event);
    else
        timeline->dropped++;
    pthread_mutex_unlock(&timeline->lock);
}

struct span
span_begin(struct timeline *timeline, enum phase phase)
{
    struct span span = {.timeline = timeline, .phase = phase};

    if (!timeline)
        return span;
    span.depth = timeline->depth++;
    if (span.depth < TIMELINE_DEPTH_MAX) {
        timeline->phases[span.depth] = phase;
        timeline->inside_ns[span.depth] = 0;
    }
    span.began_ns = timeline_now_ns();
    return span;
}

void
span_end(const struct span *span)
{
    struct timeline *timeline = span->timeline;
    struct timeline_event event = {.phase = (uint16_t)span->phase,
                                   .began_ns = span->began_ns};
    uint64_t inside = 0;

    if (!timeline)
        return;
    event.ended_ns = timeline_now_ns();
    if (span->depth < TIMELINE_DEPTH_MAX)
        inside = timeline->inside_ns[span->depth];
    if (span->depth > 0 && span->depth <= TIMELINE_DEPTH_MAX)
        timeline->inside_ns[span->depth - 1] += event.ended_ns - event.began_ns;
    timeline->depth = span->depth;
    keep_event(timeline, &event, event.ended_ns - event.began_ns - inside);
}

void
timeline_spend(struct timeline *timeline, enum phase phase, uint64_t ns)
{
    if (!timeline)
        return;
    pthread_mutex_lock(&timeline->lock);
    timeline->spent_ns[phase] += ns;
    pthread_mutex_unlock(&timeline->lock);
}

void
timeline_worked(struct timeline *timeline, unsigned worker, uint64_t began_ns)
{
    struct timeline_event event = {.worker = (uint16_t)worker,
                                   .began_ns = began_ns};

    if (!timeline || timeline->depth == 0 ||
        timeline->depth > TIMELINE_DEPTH_MAX)
        return;
    event.phase = (uint16_t)timeline->phases[timeline->depth - 1];
    event.ended_ns = timeline_now_ns();
    keep_event(timeline, &event, 0);
}

/* What was cut off is said by the last character. */
static struct str
copy_command(struct arena *arena, struct str command)
{
    struct str start = command;

    if (command.len <= TIMELINE_COMMAND_MAX)
        return arena_str(arena, command);
    start.len = TIMELINE_COMMAND_MAX;
    while (start.len > 0 &&
           ((unsigned char)start.data[start.len] & 0xc0) == 0x80)
        start.len--;
    return str_from(arena_printf(arena, "%.*s…", (int)start.len, start.data));
}

void
timeline_process(struct timeline *timeline,
                 const struct timeline_process *process)
{
    struct timeline_process kept = *process;

    if (!timeline)
        return;
    if (process->peak_bytes > timeline->peak_bytes)
        timeline->peak_bytes = process->peak_bytes;
    if (timeline->processes.len == TIMELINE_PROCESSES_MAX) {
        timeline->dropped++;
        return;
    }
    kept.analyzer = arena_str(&timeline->arena, process->analyzer);
    kept.command = copy_command(&timeline->arena, process->command);
    VEC_PUSH(&timeline->processes, kept);
}

void
timeline_read(const struct timeline *timeline, struct timeline_kept *kept)
{
    *kept = (struct timeline_kept){
        .began_ns = timeline->began_ns,
        .events = timeline->events.items,
        .events_len = timeline->events.len,
        .processes = timeline->processes.items,
        .processes_len = timeline->processes.len,
        .dropped = timeline->dropped,
        .processes_peak_bytes = timeline->peak_bytes,
    };
    for (int phase = 0; phase < PHASES; phase++)
        kept->spent_ns[phase] = timeline->spent_ns[phase];
}
