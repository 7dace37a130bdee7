/* SPDX-License-Identifier: MIT */
#include "core/sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "core/sys/path.h"

static const int64_t NS_PER_S = 1000000000;

_Static_assert(FILE_HERE == AT_FDCWD, "the header gives its value");

struct stat_sig
stat_sig_from(const struct stat *st)
{
    return (struct stat_sig){
        .mtime_ns = st->st_mtim.tv_sec * NS_PER_S + st->st_mtim.tv_nsec,
        .ctime_ns = st->st_ctim.tv_sec * NS_PER_S + st->st_ctim.tv_nsec,
        .size = (uint64_t)st->st_size,
        .inode = st->st_ino,
        .mode = st->st_mode,
    };
}

/*
 * O_NONBLOCK keeps the opening of a FIFO from waiting for a writer; it means
 * nothing for the regular files that pass the check.
 */
static int
open_regular(int at, const char *path, struct stat *st, struct err *err)
{
    int fd = openat(at, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    int failed = 0;

    if (fd < 0)
        return err_system(err, errno, "cannot read %s", path);
    if (fstat(fd, st) < 0)
        failed = err_system(err, errno, "cannot read %s", path);
    else if (S_ISDIR(st->st_mode))
        failed = err_system(err, EISDIR, "cannot read %s", path);
    else if (!S_ISREG(st->st_mode))
        failed = err_set(err, ERR_IO, "cannot read %s: not a file", path);
    if (!failed)
        return fd;
    close(fd);
    return -1;
}

/*
 * The buffer has a byte more than the file, so a read that ends right at the
 * size seen by fstat was cut short by the end of the file: one read is
 * enough.  Everything else (files that change, files below /proc whose size
 * is 0) is read until there is no more.
 */
static int
read_to_end(int fd, uint64_t size, struct buf *out)
{
    while (out->len <= out->max) {
        char *at = buf_reserve(out, 0);
        size_t room = out->cap - out->len;
        ssize_t got = read(fd, at, room);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return (int)got;
        out->len += (size_t)got;
        if ((size_t)got < room && out->len == size)
            return 0;
    }
    out->full = true;
    return 0;
}

int
file_read(int at, const char *path, struct buf *out, struct stat_sig *sig,
          struct err *err)
{
    struct stat st;
    int failed = 0;
    int fd = open_regular(at, path, &st, err);

    buf_clear(out);
    if (fd < 0)
        return -1;
    if (buf_reserve(out, (size_t)st.st_size) &&
        read_to_end(fd, (uint64_t)st.st_size, out) < 0)
        failed = err_system(err, errno, "cannot read %s", path);
    else if (out->full)
        failed =
            err_set(err, ERR_LIMIT, "cannot read %s: larger than %zu bytes",
                    path, out->max);
    else if (sig)
        *sig = stat_sig_from(&st);
    if (failed)
        buf_clear(out);
    close(fd);
    return failed;
}

/* Did mkdir fail only because the folder is there? */
static bool
is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool
file_signature(const char *path, struct stat_sig *sig)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return false;
    *sig = stat_sig_from(&st);
    return true;
}

static int
make_folder(const char *path, struct err *err)
{
    int os_errno;

    if (mkdir(path, 0777) == 0)
        return 0;
    os_errno = errno;
    if (is_folder(path))
        return 0;
    return err_system(err, os_errno == EEXIST ? ENOTDIR : os_errno,
                      "cannot make folder %s", path);
}

int
file_make_folders(const char *path, struct err *err)
{
    char *copy;
    int failed = 0;

    if (*path == '\0' || is_folder(path))
        return 0;
    copy = strdup(path);
    if (!copy)
        memory_exhausted();
    for (char *at = copy + 1; !failed && *at; at++) {
        if (*at != '/' || at[-1] == '/')
            continue;
        *at = '\0';
        failed = make_folder(copy, err);
        *at = '/';
    }
    if (!failed)
        failed = make_folder(copy, err);
    free(copy);
    return failed;
}

int
file_make_temporary_folder(struct arena *arena, const char *start,
                           struct str *path, struct err *err)
{
    const char *above = getenv("TMPDIR");
    if (!above || *above != '/')
        above = "/tmp";
    char *name = arena_printf(arena, "%s/%sXXXXXX", above, start);

    if (!mkdtemp(name))
        return err_system(err, errno, "cannot make a folder in %s", above);
    if (!path_real(arena, str_from(name), path))
        *path = str_from(name);
    return 0;
}

int
file_make_executable(const char *path, struct err *err)
{
    struct stat st;

    if (stat(path, &st) != 0 ||
        chmod(path, (st.st_mode & 0777) | ((st.st_mode & 0444) >> 2)) != 0)
        return err_system(err, errno, "cannot make %s executable", path);
    return 0;
}

/*
 * A new name beside `path`.  It is unique, since two processes may write the
 * same file, and hidden, so that nobody's glob finds it.
 */
int
file_update(const char *path, const void *data, size_t len, struct err *err)
{
    struct buf old;
    struct err ignored;
    bool same;

    buf_init(&old, len);
    same = file_read(AT_FDCWD, path, &old, NULL, &ignored) == 0 &&
           str_equal(buf_view(&old), (struct str){data, len});
    buf_release(&old);
    if (same)
        return 0;
    return file_replace(path, data, len, err) < 0 ? -1 : 1;
}

int
file_create_private(const char *path, const void *data, size_t len,
                    struct err *err)
{
    enum { MODE = 0600 };
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, MODE);
    if (fd < 0)
        return err_system(err, errno, "cannot make %s", path);
    ssize_t written = write(fd, data, len);
    int saved = written < 0 ? errno : ENOSPC;
    close(fd);
    if (written == (ssize_t)len)
        return 0;
    (void)unlink(path);
    return err_system(err, saved, "cannot write %s", path);
}

int
file_rename(const char *from, const char *to, struct err *err)
{
    return rename(from, to) < 0
               ? err_system(err, errno, "cannot rename %s to %s", from, to)
               : 0;
}

/*
 * A mapped file must not be cut short by anyone, or touching it kills us.
 * Ours are only ever replaced by rename, which leaves the old one whole.
 */
int
file_map_open(const char *path, struct file_map *map, struct err *err)
{
    struct stat st;
    void *data = NULL;
    int fd = open_regular(AT_FDCWD, path, &st, err);
    int failed = 0;

    if (fd < 0)
        return -1;
    if ((uint64_t)st.st_size > PTRDIFF_MAX)
        failed = err_set(err, ERR_LIMIT, "cannot map %s: too large", path);
    else if (st.st_size > 0)
        data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED)
        failed = err_system(err, errno, "cannot map %s", path);
    close(fd);
    if (failed)
        return -1;
    *map = (struct file_map){data, (size_t)st.st_size, stat_sig_from(&st)};
    return 0;
}

void
file_map_close(struct file_map *map)
{
    union {
        const char *read_only;
        void *address;
    } data = {map->data};

    if (data.address)
        munmap(data.address, map->len);
    *map = (struct file_map){0};
}

void
file_link(const char *target, const char *path)
{
    if (symlink(target, path) != 0) {
        return;
    }
}

void
file_remove(const char *path)
{
    unlink(path);
}

bool
file_exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

bool
file_is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool
file_is_special(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

int
file_read_stdin(struct buf *out, struct err *err)
{
    enum { PIECE = 1 << 16 };
    for (;;) {
        char *room = buf_reserve(out, PIECE);
        if (!room) {
            return err_set(err, ERR_LIMIT, "standard input is too large");
        }
        ssize_t n = read(STDIN_FILENO, room, PIECE);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return n == 0
                       ? 0
                       : err_system(err, errno, "cannot read standard input");
        }
        out->len += (size_t)n;
    }
}

int
file_open_folder(const char *path)
{
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void
file_close_folder(int folder)
{
    if (folder >= 0) {
        close(folder);
    }
}

bool
file_same_device(const char *a, const char *b)
{
    struct stat st_a;
    struct stat st_b;
    return stat(a, &st_a) == 0 && stat(b, &st_b) == 0 &&
           st_a.st_dev == st_b.st_dev;
}
