/* SPDX-License-Identifier: MIT */
/*
 * processes_case - programs run by a test, and what came of them.
 *
 * A test that hangs is ended by its alarm.  Nothing sleeps: what has to
 * happen is waited for, and given up after ten seconds.  Not a layer: only
 * unit tests include this.
 *
 * Calling sequence: CASE_TEST(f); within f, run_one or run_all.
 */
#ifndef TESTS_UNIT_SYS_PROCESSES_CASE_H
#define TESTS_UNIT_SYS_PROCESSES_CASE_H

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "core/sys/processes.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { CASE_SECONDS = 120, CASE_PATIENCE_MS = 10 * 1000 };

struct outcome {
    unsigned times; /* `done` was called */
    struct process_result result;
    char *out; /* as in the result, NUL-terminated */
    char *errors;
    char *why;
};

static inline char *
case_copy(struct str text)
{
    char *copy = memory_new(text.len + 1);

    if (text.len > 0)
        memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    return copy;
}

static inline void
outcome_release(struct outcome *outcome)
{
    free(outcome->out);
    free(outcome->errors);
    free(outcome->why);
    *outcome = (struct outcome){0};
}

static inline void
case_done(void *context, const struct process_request *request,
          const struct process_result *result)
{
    struct outcome *outcome = request->context;

    (void)context;
    outcome->times++;
    outcome->result = *result;
    outcome->out = case_copy(result->out);
    outcome->errors = case_copy(result->errors);
    outcome->why = case_copy(result->why);
}

/* Run `count` requests, whose contexts become the outcomes; returns the
   signal that interrupted. */
static inline int
run_all(struct process_request *requests, struct outcome *outcomes,
        size_t count, unsigned jobs)
{
    struct processes_options options = {.jobs = jobs, .done = case_done};
    struct processes *processes = processes_new(&options);
    int interrupted;

    for (size_t i = 0; i < count; i++) {
        outcomes[i] = (struct outcome){0};
        requests[i].context = &outcomes[i];
        processes_add(processes, &requests[i]);
    }
    processes_run(processes);
    interrupted = processes_interrupted(processes);
    processes_free(processes);
    return interrupted;
}

static inline struct outcome
run_one(struct process_request request)
{
    struct outcome outcome;

    assert_int_equal(run_all(&request, &outcome, 1, 1), 0);
    assert_int_equal(outcome.times, 1);
    return outcome;
}

/* The argv of a script, for the block where it stands: not for longer than
   one turn of a loop. */
#define SHELL(script) ((const char *const[]){"sh", "-c", (script), NULL})
#define PYTHON(script) ((const char *const[]){"python3", "-c", (script), NULL})

static inline uint64_t
case_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static inline void
case_nap(void)
{
    struct timespec nap = {.tv_nsec = 2 * 1000 * 1000};

    (void)nanosleep(&nap, NULL);
}

/* The letter of proc_pid_stat(5), or 0 if there is no such process. */
static inline char
process_state(pid_t pid)
{
    char line[1024] = {0};
    char path[64];
    FILE *file;
    const char *end;

    (void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    file = fopen(path, "r");
    if (!file)
        return 0;
    (void)!fread(line, 1, sizeof(line) - 1, file);
    (void)fclose(file);
    end = strrchr(line, ')');
    return end && end[1] == ' ' ? end[2] : 0;
}

static inline bool
process_is_gone(pid_t pid)
{
    char state = process_state(pid);

    return state == 0 || state == 'Z' || state == 'X';
}

/* It was killed, and disappears as soon as the system finds the time. */
static inline bool
process_goes(pid_t pid)
{
    uint64_t since = case_now_ms();

    while (!process_is_gone(pid)) {
        if (case_now_ms() - since > CASE_PATIENCE_MS)
            return false;
        case_nap();
    }
    return true;
}

static inline pid_t
pid_in(const char *text)
{
    long pid = strtol(text, NULL, 10);

    assert_true(pid > 1);
    return (pid_t)pid;
}

static inline size_t
count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static inline void
write_file(const char *path, const char *text, mode_t mode)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
}

/* Who started the tests may ignore what they send themselves. */
static inline int
case_enter(void **state)
{
    static const int sent[] = {SIGINT, SIGTERM, SIGHUP, SIGALRM, SIGCHLD};
    struct sigaction usual = {.sa_handler = SIG_DFL};

    sigemptyset(&usual.sa_mask);
    for (size_t i = 0; i < sizeof(sent) / sizeof(sent[0]); i++)
        (void)sigaction(sent[i], &usual, NULL);
    (void)alarm(CASE_SECONDS);
    return scratch_enter(state);
}

static inline int
case_leave(void **state)
{
    (void)alarm(0);
    return scratch_leave(state);
}

#define CASE_TEST(f) cmocka_unit_test_setup_teardown(f, case_enter, case_leave)

#endif
