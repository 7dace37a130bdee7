/* SPDX-License-Identifier: MIT */
#include "core/sys/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/sys/file.h"
#include "core/sys/leftover.h"

enum { NAME_TRIES = 16, DRAFT_MODE = 0666 };

/* A name that nobody else has; the folder decides if not. */
static void
fresh_name(struct draft *draft)
{
    uint64_t number = 0;
    if (getrandom(&number, sizeof(number), GRND_NONBLOCK) < 0) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        number = (uint64_t)now.tv_nsec * 65536 + (uint64_t)getpid();
    }
    snprintf(draft->temporary, sizeof(draft->temporary), ".%016llx.tmp",
             (unsigned long long)number);
}

static int
open_named(struct draft *draft, int folder)
{
    for (int i = 0; i < NAME_TRIES; i++) {
        fresh_name(draft);
        int fd = openat(folder, draft->temporary,
                        O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, DRAFT_MODE);
        if (fd >= 0 && !leftover_claim(fd)) {
            close(fd);
        } else if (fd >= 0 || errno != EEXIST) {
            return fd;
        }
    }
    return -1;
}

int
draft_begin(struct draft *draft, struct str folder, struct err *err)
{
    struct stat st;
    memset(draft, 0, sizeof(*draft));
    draft->folder = folder;
    draft->fd = open(folder.data, O_TMPFILE | O_WRONLY | O_CLOEXEC, DRAFT_MODE);
    if (draft->fd < 0) {
        int at = open(folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        draft->fd = at < 0 ? -1 : open_named(draft, at);
        int saved = errno;
        if (at >= 0) {
            close(at);
        }
        errno = saved;
    }
    if (draft->fd < 0) {
        return err_system(err, errno, "cannot write in %s", folder.data);
    }
    if (fstat(draft->fd, &st) != 0) {
        int saved = errno;
        draft_discard(draft);
        return err_system(err, saved, "cannot write in %s", folder.data);
    }
    draft->since_ns = stat_sig_from(&st).mtime_ns;
    return 0;
}

static int
write_all(int fd, struct str data)
{
    while (data.len > 0) {
        ssize_t n = write(fd, data.data, data.len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return -1;
        }
        data = str_slice(data, (size_t)n, data.len);
    }
    return 0;
}

/* Give the nameless file a name, so that it can be renamed. */
static int
name_draft(struct draft *draft, int folder)
{
    char link[64];
    if (draft->temporary[0]) {
        return 0;
    }
    leftover_claim_nameless(draft->fd);
    snprintf(link, sizeof(link), "/proc/self/fd/%d", draft->fd);
    for (int i = 0; i < NAME_TRIES; i++) {
        fresh_name(draft);
        if (linkat(AT_FDCWD, link, folder, draft->temporary,
                   AT_SYMLINK_FOLLOW) == 0) {
            return 0;
        }
        if (errno != EEXIST) {
            break;
        }
    }
    draft->temporary[0] = '\0';
    return -1;
}

static int
write_parts(int fd, const struct str *parts, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (write_all(fd, parts[i]) != 0) {
            return -1;
        }
    }
    return 0;
}

int
draft_append(struct draft *draft, struct str bytes, struct err *err)
{
    return write_all(draft->fd, bytes) == 0
               ? 0
               : err_system(err, errno, "cannot write in %s",
                            draft->folder.data);
}

/* Give the draft, which is written, its name. */
static int
put_in_place(struct draft *draft, int folder, const char *name)
{
    return name_draft(draft, folder) != 0
               ? -1
               : renameat(folder, draft->temporary, folder, name);
}

int
draft_commit(struct draft *draft, const char *name, const struct str *parts,
             size_t len, struct err *err)
{
    int folder = open(draft->folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = -1;
    if (folder >= 0 && write_parts(draft->fd, parts, len) == 0) {
        result = put_in_place(draft, folder, name);
    }
    int saved = errno;
    if (folder >= 0) {
        close(folder);
    }
    if (result == 0) {
        draft->temporary[0] = '\0';
    }
    draft_discard(draft);
    return result == 0 ? 0
                       : err_system(err, saved, "cannot write %s/%s",
                                    draft->folder.data, name);
}

void
draft_discard(struct draft *draft)
{
    if (draft->fd < 0) {
        return;
    }
    close(draft->fd);
    draft->fd = -1;
    if (draft->temporary[0]) {
        int folder =
            open(draft->folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder >= 0) {
            unlinkat(folder, draft->temporary, 0);
            close(folder);
        }
    }
}
