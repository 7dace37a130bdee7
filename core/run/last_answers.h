/* SPDX-License-Identifier: MIT */
/*
 * last_answers - all answers of an analyzer's last run over this tree, in
 * one file beside the index.
 *
 * Most answers of a run are those of the run before.  Reading them from here
 * takes 1 ms for a megabyte; a row of the store for each takes 10 us, so
 * 70 ms for Home Assistant.  The store stays the truth that is shared and
 * archived, this file is of one tree and may vanish.
 *
 *     char magic[8] "dsansw1\n", u32 byte order, u32 count,
 *     u64 bytes of the rows, u64 XXH3-64 of all that follows
 *     count times: digest key, u64 offset, u64 length
 *     the rows (result.h)
 *
 * Whatever is wrong with it means that it is empty.
 *
 * Ownership: owns the bytes, which rows borrow.  Threads: many readers.
 */
#ifndef CORE_RUN_LAST_ANSWERS_H
#define CORE_RUN_LAST_ANSWERS_H

#include <stdbool.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/hash.h"
#include "core/base/map.h"
#include "core/base/vec.h"

/* A larger file is neither written nor read. */
enum { LAST_ANSWERS_MAX_BYTES = 512 << 20 };

struct last_answers {
    struct buf bytes;
    struct map by_key; /* first half of the key -> place */
    uint32_t count;
    const char *entries;
    struct str rows;
    int64_t day; /* on which it was written, in days since 1970 */
};

/* Never fails: without a usable file there are no rows. */
void last_answers_read(struct last_answers *last, const char *path);
void last_answers_release(struct last_answers *last);

/* The row stored under `key`; false if there is none. */
bool last_answers_find(const struct last_answers *last,
                       const struct digest *key, struct str *row);

/* The key and the row at `place`, below `count`; false if it is not whole. */
bool last_answers_at(const struct last_answers *last, uint32_t place,
                     struct digest *key, struct str *row);

/* What is to be written: rows one behind the other, with their keys. */
struct last_row {
    struct digest key;
    uint64_t offset;
    uint64_t len;
};

struct last_rows {
    VEC_FIELDS(struct last_row);
    struct buf bytes;
};

/* Replaces the file. */
int last_answers_write(const char *path, const struct last_rows *rows,
                       struct err *err);

#endif
