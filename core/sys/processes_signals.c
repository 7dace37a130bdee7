/* SPDX-License-Identifier: MIT */
#include "core/sys/processes_loop.h"

static const int interrupts[PROCESSES_SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

static void
set_disposition(int number, void (*handler)(int), struct sigaction *before)
{
    struct sigaction action = {.sa_handler = handler};

    sigemptyset(&action.sa_mask);
    (void)sigaction(number, &action, before);
}

/*
 * What was ignored stays so: nohup and shells that start us in the
 * background mean it.  libuv learns of ended children by SIGCHLD, which
 * whoever started us may have blocked.
 */
void
signals_catch(struct processes *processes, uv_signal_cb caught)
{
    struct processes_before *before = &processes->before;
    sigset_t child;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    (void)pthread_sigmask(SIG_UNBLOCK, &child, &before->mask);
    (void)sigaction(SIGCHLD, NULL, &before->child);
    set_disposition(SIGPIPE, SIG_IGN, &before->pipe);
    for (int i = 0; i < PROCESSES_SIGNALS; i++) {
        (void)sigaction(interrupts[i], NULL, &before->actions[i]);
        (void)uv_signal_init(&processes->loop, &processes->signals[i]);
        processes->signals[i].data = processes;
        if (before->actions[i].sa_handler != SIG_IGN)
            (void)uv_signal_start(&processes->signals[i], caught,
                                  interrupts[i]);
    }
}

/* From here on none comes between the last look and the old disposition. */
void
signals_hold(void)
{
    sigset_t held;

    sigemptyset(&held);
    for (int i = 0; i < PROCESSES_SIGNALS; i++)
        sigaddset(&held, interrupts[i]);
    (void)pthread_sigmask(SIG_BLOCK, &held, NULL);
}

void
signals_restore(const struct processes *processes)
{
    const struct processes_before *before = &processes->before;

    for (int i = 0; i < PROCESSES_SIGNALS; i++)
        (void)sigaction(interrupts[i], &before->actions[i], NULL);
    (void)sigaction(SIGCHLD, &before->child, NULL);
    (void)sigaction(SIGPIPE, &before->pipe, NULL);
    (void)pthread_sigmask(SIG_SETMASK, &before->mask, NULL);
}
