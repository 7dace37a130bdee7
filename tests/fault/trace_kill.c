/* SPDX-License-Identifier: MIT */
/*
 * trace_kill - run a program and kill it as its K-th system call begins.
 *
 *     trace_kill FILE K PROGRAM ARGUMENT…
 *
 * Counted are the calls of all its threads, not of the processes it starts,
 * from when the loader has mapped the libraries: what was before is not the
 * program's doing.  How many came is written to FILE, as text.  The exit
 * status is the program's, or 137 if it was killed.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SYSCALL_STOP = SIGTRAP | 0x80, KILLED = 128 + SIGKILL, TROUBLE = 125 };

struct trace {
    pid_t program;
    uint64_t kill_at;
    uint64_t count;
    bool loaded;
};

static void
see_call(struct trace *trace, pid_t thread)
{
    struct __ptrace_syscall_info info;
    const long all =
        ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(info), &info);

    if (all <= 0 || info.op != PTRACE_SYSCALL_INFO_ENTRY)
        return;
    if (!trace->loaded) {
        trace->loaded = info.entry.nr == SYS_set_robust_list;
        return;
    }
    trace->count++;
    if (trace->count == trace->kill_at)
        kill(trace->program, SIGKILL);
}

/* What a thread that stopped is to go on with. */
static int
signal_of(struct trace *trace, pid_t thread, int status)
{
    int number = WSTOPSIG(status);

    if (number == SYSCALL_STOP) {
        see_call(trace, thread);
        return 0;
    }
    /* The stops of a new thread, and of the program's beginning. */
    return number == SIGSTOP || number == SIGTRAP ? 0 : number;
}

/* The program's status in the end. */
static int
follow(struct trace *trace)
{
    for (;;) {
        int status;
        pid_t thread = waitpid(-1, &status, __WALL);
        if (thread < 0 && errno == EINTR)
            continue;
        if (thread < 0)
            return TROUBLE;
        if (WIFSTOPPED(status)) {
            ptrace(PTRACE_SYSCALL, thread, 0, signal_of(trace, thread, status));
        } else if (thread == trace->program) {
            return WIFEXITED(status) ? WEXITSTATUS(status)
                                     : 128 + WTERMSIG(status);
        }
    }
}

static pid_t
start(char **argv)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        execv(argv[0], argv);
        _exit(TROUBLE);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
        return -1;
    long options =
        PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACECLONE;
    if (ptrace(PTRACE_SETOPTIONS, child, 0, options) < 0 ||
        ptrace(PTRACE_SYSCALL, child, 0, 0) < 0)
        return -1;
    return child;
}

int
main(int argc, char **argv)
{
    if (argc < 4)
        return TROUBLE;
    struct trace trace = {
        .kill_at = strtoull(argv[2], NULL, 10),
        .program = start(argv + 3),
    };
    if (trace.program < 0)
        return TROUBLE;
    int status = follow(&trace);
    FILE *file = fopen(argv[1], "w");
    if (!file)
        return TROUBLE;
    (void)fprintf(file, "%llu\n", (unsigned long long)trace.count);
    (void)fclose(file);
    return status;
}
