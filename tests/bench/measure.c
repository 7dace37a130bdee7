/* SPDX-License-Identifier: MIT */
/*
 * measure - what one run of a command costs.
 *
 *     measure COMMAND [ARGUMENT…]
 *
 * The command's output is thrown away.  Prints one line: exit status, wall
 * time and processor time in nanoseconds, peak memory in KiB.  A program of
 * its own because a child starts with the peak of the process that it was
 * forked from: below a Python the small ones would all look alike.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TROUBLE = 2, NOT_STARTED = 127 };

static int64_t
now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t
time_ns(struct timeval time)
{
    return ((int64_t)time.tv_sec * 1000000 + time.tv_usec) * 1000;
}

_Noreturn static void
run(char **command)
{
    int nowhere = open("/dev/null", O_RDWR);

    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (dup2(nowhere, fd) < 0)
            _exit(NOT_STARTED);
    if (nowhere > STDERR_FILENO)
        close(nowhere);
    execvp(command[0], command);
    _exit(NOT_STARTED);
}

int
main(int argc, char **argv)
{
    int64_t started_ns = now_ns();
    pid_t child = argc > 1 ? fork() : -1;
    struct rusage usage;
    int status;

    if (child == 0)
        run(argv + 1);
    if (child < 0 || wait4(child, &status, 0, &usage) != child)
        return TROUBLE;
    printf("%d %lld %lld %ld\n",
           WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
           (long long)(now_ns() - started_ns),
           (long long)(time_ns(usage.ru_utime) + time_ns(usage.ru_stime)),
           usage.ru_maxrss);
    return 0;
}
