/* SPDX-License-Identifier: MIT */
/* preload_files - calls about files that fail. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/fault/preload.h"

#define DEVICES "/dev/"

/* ---- files: opened, */

static int
open_at(int at, const char *path, int flags, mode_t mode)
{
    bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT);

    /* Devices and the like can be written on any disk. */
    writes = writes && strncmp(path, DEVICES, sizeof(DEVICES) - 1) != 0;
    if (writes ? fault_meets_change(FAULT_OPEN) : fault_meets(FAULT_OPEN))
        return -1;
    return (int)syscall(SYS_openat, at, path, flags, mode);
}

#define MODE_OF(flags)                                                         \
    mode_t mode = 0;                                                           \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                     \
        va_list rest;                                                          \
        va_start(rest, flags);                                                 \
        mode = va_arg(rest, mode_t);                                           \
        va_end(rest);                                                          \
    }

int
open(const char *path, int flags, ...)
{
    MODE_OF(flags)
    return open_at(AT_FDCWD, path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
    MODE_OF(flags)
    return open_at(AT_FDCWD, path, flags, mode);
}

int
openat(int at, const char *path, int flags, ...)
{
    MODE_OF(flags)
    return open_at(at, path, flags, mode);
}

int
openat64(int at, const char *path, int flags, ...)
{
    MODE_OF(flags)
    return open_at(at, path, flags, mode);
}

int
__open_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}

int
__open64_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}

int
__openat_2(int at, const char *path, int flags)
{
    return open_at(at, path, flags, 0);
}

int
__openat64_2(int at, const char *path, int flags)
{
    return open_at(at, path, flags, 0);
}

/* What libc has under this name; a function's address is no data in ISO C. */
#define REAL(type, name)                                                       \
    type real;                                                                 \
    do {                                                                       \
        void *address = dlsym(RTLD_NEXT, name);                                \
        memcpy(&real, &address, sizeof(real));                                 \
    } while (0)

typedef FILE *open_stream(const char *path, const char *mode);
typedef DIR *open_folder(const char *path);

FILE *
fopen(const char *path, const char *mode)
{
    REAL(open_stream *, "fopen");
    bool reads = strpbrk(mode, "wa+") == NULL;
    return (reads ? fault_meets(FAULT_OPEN) : fault_meets_change(FAULT_OPEN))
               ? NULL
               : real(path, mode);
}

FILE *
fopen64(const char *path, const char *mode)
{
    return fopen(path, mode);
}

DIR *
opendir(const char *path)
{
    REAL(open_folder *, "opendir");
    return fault_meets(FAULT_OPEN) ? NULL : real(path);
}

/* read, */

ssize_t
read(int fd, void *to, size_t len)
{
    return fault_meets(FAULT_READ) ? -1
                                   : (ssize_t)syscall(SYS_read, fd, to, len);
}

ssize_t
__read_chk(int fd, void *to, size_t len, size_t room)
{
    return len > room ? -1 : read(fd, to, len);
}

ssize_t
pread64(int fd, void *to, size_t len, off64_t at)
{
    return fault_meets(FAULT_READ)
               ? -1
               : (ssize_t)syscall(SYS_pread64, fd, to, len, at);
}

ssize_t
pread(int fd, void *to, size_t len, off_t at)
{
    return pread64(fd, to, len, at);
}

ssize_t
__pread64_chk(int fd, void *to, size_t len, off64_t at, size_t room)
{
    return len > room ? -1 : pread64(fd, to, len, at);
}

ssize_t
__pread_chk(int fd, void *to, size_t len, off_t at, size_t room)
{
    return len > room ? -1 : pread64(fd, to, len, at);
}

/* written, */

static bool
is_on_disk(int fd)
{
    struct stat st;

    return syscall(SYS_fstat, fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* How much of `len` bytes can be written; 0: none, and errno is set. */
static size_t
room_for(int fd, size_t len)
{
    /* What went wrong has to be said. */
    if (fd == STDERR_FILENO)
        return len;
    if (fault_meets(FAULT_WRITE)) {
        return fault.os_errno == 0 ? (len + 1) / 2 : 0;
    }
    if (!fault.counts || !fault.limited || !is_on_disk(fd))
        return len;
    int64_t room = atomic_fetch_sub(&fault.room, (int64_t)len);
    if (room >= (int64_t)len)
        return len;
    errno = ENOSPC;
    return room > 0 ? (size_t)room : 0;
}

ssize_t
write(int fd, const void *from, size_t len)
{
    size_t part = len > 0 ? room_for(fd, len) : 0;
    return len > 0 && part == 0 ? -1
                                : (ssize_t)syscall(SYS_write, fd, from, part);
}

ssize_t
pwrite64(int fd, const void *from, size_t len, off64_t at)
{
    size_t part = len > 0 ? room_for(fd, len) : 0;
    return len > 0 && part == 0
               ? -1
               : (ssize_t)syscall(SYS_pwrite64, fd, from, part, at);
}

ssize_t
pwrite(int fd, const void *from, size_t len, off_t at)
{
    return pwrite64(fd, from, len, at);
}

ssize_t
writev(int fd, const struct iovec *parts, int len)
{
    return fault_meets(FAULT_WRITE)
               ? -1
               : (ssize_t)syscall(SYS_writev, fd, parts, len);
}

/* waited for, cut, */

int
fsync(int fd)
{
    return fault_meets(FAULT_SYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
    return fault_meets(FAULT_SYNC) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int
ftruncate64(int fd, off64_t len)
{
    return fault_meets_change(FAULT_TRUNCATE)
               ? -1
               : (int)syscall(SYS_ftruncate, fd, len);
}

int
ftruncate(int fd, off_t len)
{
    return ftruncate64(fd, len);
}

/* named. */

int
renameat(int from_at, const char *from, int to_at, const char *to)
{
    return fault_meets_change(FAULT_RENAME)
               ? -1
               : (int)syscall(SYS_renameat2, from_at, from, to_at, to, 0);
}

int
rename(const char *from, const char *to)
{
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int
linkat(int from_at, const char *from, int to_at, const char *to, int flags)
{
    return fault_meets_change(FAULT_LINK)
               ? -1
               : (int)syscall(SYS_linkat, from_at, from, to_at, to, flags);
}

int
symlink(const char *target, const char *path)
{
    return fault_meets_change(FAULT_LINK)
               ? -1
               : (int)syscall(SYS_symlinkat, target, AT_FDCWD, path);
}

int
unlinkat(int at, const char *path, int flags)
{
    return fault_meets_change(FAULT_UNLINK)
               ? -1
               : (int)syscall(SYS_unlinkat, at, path, flags);
}

int
unlink(const char *path)
{
    return unlinkat(AT_FDCWD, path, 0);
}

int
rmdir(const char *path)
{
    return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int
mkdirat(int at, const char *path, mode_t mode)
{
    return fault_meets_change(FAULT_MKDIR)
               ? -1
               : (int)syscall(SYS_mkdirat, at, path, mode);
}

int
mkdir(const char *path, mode_t mode)
{
    return mkdirat(AT_FDCWD, path, mode);
}

/* looked at. */

int
fstatat(int at, const char *path, struct stat *st, int flags)
{
    return fault_meets(FAULT_STAT)
               ? -1
               : (int)syscall(SYS_newfstatat, at, path, st, flags);
}

int
stat(const char *path, struct stat *st)
{
    return fstatat(AT_FDCWD, path, st, 0);
}

int
lstat(const char *path, struct stat *st)
{
    return fstatat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

int
fstat(int fd, struct stat *st)
{
    return fault_meets(FAULT_STAT) ? -1 : (int)syscall(SYS_fstat, fd, st);
}

int
stat64(const char *path, struct stat64 *st)
{
    return stat(path, (struct stat *)st);
}

int
lstat64(const char *path, struct stat64 *st)
{
    return lstat(path, (struct stat *)st);
}

int
fstat64(int fd, struct stat64 *st)
{
    return fstat(fd, (struct stat *)st);
}
