/* SPDX-License-Identifier: MIT */
/*
 * preload - a system that fails, to be put between a program and its libc by
 * LD_PRELOAD.
 *
 *     FAULT_COUNTS=FILE   64 numbers of 8 bytes, mapped: how often each kind
 *                         of call came, in the order of `kinds`
 *     FAULT_KIND=open     the kind of call that fails,
 *     FAULT_NTH=3         the how manieth of it,
 *     FAULT_ERRNO=5       with this; 0: a write of half the bytes
 *     FAULT_STAYS=1       and all of it from then on
 *     FAULT_ROOM=4096     a disk with so many bytes: writes beyond are short,
 *                         then ENOSPC
 *     FAULT_READONLY=1    a disk that nothing can be written to
 *     FAULT_CLOCK=-3600   what is added to the time of day, in seconds
 *
 * Counted is from when main is near: what the loader does is not ours.  The
 * processes that the program starts are left alone.  Calls that libc makes
 * in itself are not seen, but for malloc.
 */
#ifndef TESTS_FAULT_PRELOAD_H
#define TESTS_FAULT_PRELOAD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* What is defined here is declared by libc, or by nobody. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

enum fault_kind {
    FAULT_MALLOC,
    FAULT_OPEN,
    FAULT_READ,
    FAULT_WRITE,
    FAULT_SYNC,
    FAULT_RENAME,
    FAULT_LINK,
    FAULT_UNLINK,
    FAULT_MKDIR,
    FAULT_TRUNCATE,
    FAULT_STAT,
    FAULT_LOCK,
    FAULT_THREAD,
    FAULT_KINDS,
};

struct fault {
    _Atomic uint64_t *counts; /* NULL: nothing fails yet */
    int kind;                 /* -1: none */
    uint64_t nth;
    int os_errno;
    bool stays;
    bool read_only;
    bool limited;
    _Atomic int64_t room;
    int64_t clock;
};

extern struct fault fault;

/* Counts a call; true if it is to fail, and then errno is set. */
bool fault_meets(enum fault_kind kind);
/* The same for what changes the disk. */
bool fault_meets_change(enum fault_kind kind);

#endif
