/* SPDX-License-Identifier: MIT */
/*
 * lock - one process at a time, or several that share, by flock(2) on a file.
 *
 * The system lets go of it when the process ends, however it does.  The file
 * stays: removing it would let two processes have it.
 *
 * Threads: safe everywhere.
 */
#ifndef CORE_SYS_LOCK_H
#define CORE_SYS_LOCK_H

enum lock_state {
    LOCK_TAKEN,
    LOCK_BUSY,   /* another process has it */
    LOCK_FAILED, /* the file cannot be made, or its system has no locks */
};

struct lock {
    int fd; /* -1: not taken */
};

/* Does not wait. */
enum lock_state lock_take(struct lock *lock, const char *path);
/* Together with others that share it; waits for one that took it alone. */
enum lock_state lock_share(struct lock *lock, const char *path);
void lock_release(struct lock *lock);

#endif
