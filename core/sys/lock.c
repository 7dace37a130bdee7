/* SPDX-License-Identifier: MIT */
#include "core/sys/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

enum lock_state
lock_take(struct lock *lock, const char *path)
{
    lock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (lock->fd < 0) {
        return LOCK_FAILED;
    }
    if (flock(lock->fd, LOCK_EX | LOCK_NB) == 0) {
        return LOCK_TAKEN;
    }
    enum lock_state state = errno == EWOULDBLOCK ? LOCK_BUSY : LOCK_FAILED;
    lock_release(lock);
    return state;
}

enum lock_state
lock_share(struct lock *lock, const char *path)
{
    int status;
    lock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (lock->fd < 0) {
        return LOCK_FAILED;
    }
    do {
        status = flock(lock->fd, LOCK_SH);
    } while (status != 0 && errno == EINTR);
    if (status != 0) {
        lock_release(lock);
        return LOCK_FAILED;
    }
    return LOCK_TAKEN;
}

void
lock_release(struct lock *lock)
{
    if (lock->fd >= 0) {
        close(lock->fd);
        lock->fd = -1;
    }
}
