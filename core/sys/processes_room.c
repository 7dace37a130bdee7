/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/sys/processes.h"

enum {
    /* execve(2): arguments and environment may take a quarter of the stack,
       at least the first of these and at most the second. */
    ROOM_MIN = 128 * 1024,
    ROOM_MAX = 6 * 1024 * 1024,
    /* POSIX (xargs) leaves 2,048 bytes to the program.  An interpreter and
       the script's full name come on top. */
    ROOM_LEFT = 2048 + 2 * 4096,
};

static size_t
system_limit(void)
{
    struct rlimit stack;
    uint64_t limit;

    if (getrlimit(RLIMIT_STACK, &stack) < 0)
        return ROOM_MIN;
    limit = stack.rlim_cur == RLIM_INFINITY ? ROOM_MAX : stack.rlim_cur / 4;
    if (limit < ROOM_MIN)
        return ROOM_MIN;
    return limit < ROOM_MAX ? (size_t)limit : ROOM_MAX;
}

size_t
processes_argument_room(const char *const *environment)
{
    union {
        char **plain;
        const char *const *constant;
    } ours = {environ};
    size_t limit = system_limit();
    size_t used = ROOM_LEFT;

    for (environment = environment ? environment : ours.constant; *environment;
         environment++)
        used += processes_argument_bytes(str_from(*environment));
    return used < limit ? limit - used : 0;
}
