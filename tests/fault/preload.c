/* SPDX-License-Identifier: MIT */
#include "tests/fault/preload.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct fault fault;

static const char *const kinds[FAULT_KINDS] = {
    [FAULT_MALLOC] = "malloc", [FAULT_OPEN] = "open",
    [FAULT_READ] = "read",     [FAULT_WRITE] = "write",
    [FAULT_SYNC] = "fsync",    [FAULT_RENAME] = "rename",
    [FAULT_LINK] = "link",     [FAULT_UNLINK] = "unlink",
    [FAULT_MKDIR] = "mkdir",   [FAULT_TRUNCATE] = "truncate",
    [FAULT_STAT] = "stat",     [FAULT_LOCK] = "lock",
    [FAULT_THREAD] = "thread",
};

enum { COUNTS = 64 };

/* ---- which call fails */

static int64_t
number(const char *name)
{
    const char *text = getenv(name);

    return text ? strtoll(text, NULL, 10) : 0;
}

static void
read_settings(void)
{
    const char *kind = getenv("FAULT_KIND");

    fault.kind = -1;
    for (int i = 0; kind && i < FAULT_KINDS; i++) {
        if (strcmp(kind, kinds[i]) == 0)
            fault.kind = i;
    }
    fault.nth = (uint64_t)number("FAULT_NTH");
    fault.os_errno = (int)number("FAULT_ERRNO");
    fault.stays = number("FAULT_STAYS") != 0;
    fault.read_only = number("FAULT_READONLY") != 0;
    fault.limited = getenv("FAULT_ROOM") != NULL;
    fault.room = number("FAULT_ROOM");
    fault.clock = number("FAULT_CLOCK");
}

/* The processes that are started know nothing of it. */
static void
forget_settings(void)
{
    static const char *const names[] = {
        "LD_PRELOAD", "FAULT_COUNTS",   "FAULT_KIND",
        "FAULT_NTH",  "FAULT_ERRNO",    "FAULT_STAYS",
        "FAULT_ROOM", "FAULT_READONLY", "FAULT_CLOCK",
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        unsetenv(names[i]);
}

__attribute__((constructor)) static void
begin(void)
{
    const char *path = getenv("FAULT_COUNTS");
    int fd = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR) : -1;
    void *counts = MAP_FAILED;

    if (fd >= 0) {
        counts = mmap(NULL, COUNTS * sizeof(uint64_t), PROT_READ | PROT_WRITE,
                      MAP_SHARED, fd, 0);
        close(fd);
    }
    read_settings();
    forget_settings();
    if (counts != MAP_FAILED)
        fault.counts = counts;
}

bool
fault_meets(enum fault_kind kind)
{
    if (!fault.counts)
        return false;
    uint64_t count = atomic_fetch_add(&fault.counts[kind], 1) + 1;
    if ((int)kind != fault.kind || count < fault.nth ||
        (count > fault.nth && !fault.stays))
        return false;
    errno = fault.os_errno;
    return true;
}

/*
 * libcrypto 3.0 uses locks that it has failed to make.  What that looks like
 * is none of our business.
 */
static bool
is_libcrypto(void *caller)
{
    Dl_info info;

    return dladdr(caller, &info) && info.dli_fname &&
           strstr(info.dli_fname, "libcrypto");
}

bool
fault_meets_change(enum fault_kind kind)
{
    if (fault_meets(kind))
        return true;
    if (!fault.counts || !fault.read_only)
        return false;
    errno = EROFS;
    return true;
}

/* ---- memory */

/* Of whoever calls the function that this stands in. */
#define NO_MEMORY                                                              \
    (fault_meets(FAULT_MALLOC) && !is_libcrypto(__builtin_return_address(0)))

extern void *__libc_malloc(size_t len);
extern void *__libc_calloc(size_t count, size_t len);
extern void *__libc_realloc(void *old, size_t len);

void *
malloc(size_t len)
{
    return NO_MEMORY ? NULL : __libc_malloc(len);
}

void *
calloc(size_t count, size_t len)
{
    return NO_MEMORY ? NULL : __libc_calloc(count, len);
}

void *
realloc(void *old, size_t len)
{
    return NO_MEMORY ? NULL : __libc_realloc(old, len);
}

/* ---- threads, locks, the clock */

/* What libc has under this name; a function's address is no data in ISO C. */
#define REAL(type, name)                                                       \
    type real;                                                                 \
    do {                                                                       \
        void *address = dlsym(RTLD_NEXT, name);                                \
        memcpy(&real, &address, sizeof(real));                                 \
    } while (0)

typedef int create_thread(pthread_t *thread, const pthread_attr_t *traits,
                          void *(*start)(void *), void *context);

int
pthread_create(pthread_t *thread, const pthread_attr_t *traits,
               void *(*start)(void *), void *context)
{
    REAL(create_thread *, "pthread_create");
    return fault_meets(FAULT_THREAD) ? EAGAIN
                                     : real(thread, traits, start, context);
}

int
flock(int fd, int how)
{
    return fault_meets(FAULT_LOCK) ? -1 : (int)syscall(SYS_flock, fd, how);
}

int
clock_gettime(clockid_t clock, struct timespec *now)
{
    int status = (int)syscall(SYS_clock_gettime, clock, now);

    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
        now->tv_sec += fault.clock;
    return status;
}

time_t
time(time_t *out)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

int
gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    struct timespec now;

    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    *out = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return 0;
}
