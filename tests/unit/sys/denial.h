/* SPDX-License-Identifier: MIT */
/*
 * denial - a system that refuses one call with an error of the test's choice
 * (seccomp(2), which needs no rights).
 *
 * It holds for the calling thread and what it starts, for good: use it in a
 * child.  Not a layer: only unit tests include this.
 *
 *     int failed = denied(SYS_inotify_add_watch, ENOSPC, body, context);
 */
#ifndef TESTS_UNIT_SYS_DENIAL_H
#define TESTS_UNIT_SYS_DENIAL_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static inline bool
deny(unsigned call, unsigned os_errno)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | os_errno),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof(rules) / sizeof(rules[0]), rules};

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* The exit status of a child in which `body` returned it, or -1. */
static inline int
denied(unsigned call, unsigned os_errno, int (*body)(void *context),
       void *context)
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(deny(call, os_errno) ? body(context) : 100);
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

#endif
