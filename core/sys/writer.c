/* SPDX-License-Identifier: MIT */
#include "core/sys/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "core/sys/file.h"
#include "core/sys/leftover.h"

enum {
    /* Leaves room for the dots and digits within NAME_MAX. */
    TEMPORARY_NAME_MAX = 200,
    /* A name of 64 random bits that is taken is no accident. */
    TEMPORARY_TRIES = 8,
};

static void
temporary_name(const char *path, struct buf *name)
{
    const char *slash = strrchr(path, '/');
    const char *last = slash ? slash + 1 : path;
    uint64_t random = 0;

    /* Without entropy O_EXCL still keeps us off the files of others. */
    if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
        random = (uint64_t)getpid();
    buf_clear(name);
    buf_append(name, path, (size_t)(last - path));
    buf_printf(name, ".%.*s.%016" PRIx64 ".tmp", TEMPORARY_NAME_MAX, last,
               random);
}

static int
make_folders_above(const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    char *folder;
    int failed;

    if (!slash || slash == path)
        return 0;
    folder = strndup(path, (size_t)(slash - path));
    if (!folder)
        memory_exhausted();
    failed = file_make_folders(folder, err);
    free(folder);
    return failed;
}

static int
open_temporary(const char *path, struct buf *name, struct err *err)
{
    int fd = -1;
    bool made = false;

    for (int i = 0; fd < 0 && i < TEMPORARY_TRIES; i++) {
        temporary_name(path, name);
        fd =
            open(buf_cstr(name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 && !leftover_claim(fd)) {
            close(fd);
            fd = -1;
            continue;
        }
        if (fd >= 0 || errno == EEXIST || errno == EINTR)
            continue;
        if (errno != ENOENT || made)
            break;
        if (make_folders_above(path, err) < 0)
            return -1;
        made = true;
    }
    return fd < 0 ? err_system(err, errno, "cannot write %s", path) : fd;
}

/* A device, pipe or socket (/dev/null, /dev/stdout) takes what is written. */
static bool
is_special(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static int
open_special(const char *path, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);

    return fd < 0 ? err_system(err, errno, "cannot write %s", path) : fd;
}

int
writer_open(struct writer *writer, const char *path, struct err *err)
{
    *writer = (struct writer){.path = path};
    buf_init(&writer->name, BUF_UNLIMITED);
    writer->fd = is_special(path) ? open_special(path, err)
                                  : open_temporary(path, &writer->name, err);
    if (writer->fd < 0) {
        buf_release(&writer->name);
        return -1;
    }
    return 0;
}

void
writer_append(struct writer *writer, struct str piece)
{
    while (piece.len > 0 && writer->os_errno == 0) {
        ssize_t done = write(writer->fd, piece.data, piece.len);
        if (done >= 0)
            piece = str_slice(piece, (size_t)done, piece.len);
        else if (errno != EINTR)
            writer->os_errno = errno;
    }
}

int
writer_close(struct writer *writer, struct err *err)
{
    const char *name = writer->name.len > 0 ? buf_cstr(&writer->name) : NULL;

    if (close(writer->fd) < 0 && writer->os_errno == 0)
        writer->os_errno = errno;
    if (name && writer->os_errno == 0 && rename(name, writer->path) < 0)
        writer->os_errno = errno;
    if (name && writer->os_errno != 0)
        unlink(name);
    buf_release(&writer->name);
    return writer->os_errno != 0 ? err_system(err, writer->os_errno,
                                              "cannot write %s", writer->path)
                                 : 0;
}

int
file_replace(const char *path, const void *data, size_t len, struct err *err)
{
    struct writer writer;

    if (writer_open(&writer, path, err) != 0)
        return -1;
    writer_append(&writer, (struct str){data, len});
    return writer_close(&writer, err);
}
