/* SPDX-License-Identifier: MIT */
/*
 * rows - numbered rows for tests of the store.
 *
 * Row n has a key and a value of its own, which anybody can make again, so
 * that a value which is found can be compared with what it has to be.  Not a
 * layer: only tests of the store include this, after cmocka.
 */
#ifndef TESTS_UNIT_STORE_ROWS_H
#define TESTS_UNIT_STORE_ROWS_H

#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/hash.h"
#include "core/store/db.h"

/* Set in children, which must not run the tests that come next. */
static bool rows_in_child;

#define ROWS_FAIL(...)                                                         \
    do {                                                                       \
        if (rows_in_child)                                                     \
            _exit(99);                                                         \
        fail_msg(__VA_ARGS__);                                                 \
    } while (0)

/* In place of a length: some rows are small and some fill several pages. */
#define ROWS_MIXED ((size_t)-1)

static inline struct digest
row_key(uint32_t n)
{
    struct digest key;
    hash_bytes(HASH_XXH3, &n, sizeof(n), &key);
    return key;
}

/* `len` bytes that depend on `n`. */
static inline void
row_value(struct buf *value, uint32_t n, size_t len)
{
    uint64_t block[64];

    buf_clear(value);
    if (len == ROWS_MIXED)
        len = n % 7 == 5 ? 700 : 90;
    block[0] = hash_64(&n, sizeof(n));
    for (size_t i = 1; i < 64; i++)
        block[i] = block[i - 1] * UINT64_C(6364136223846793005) + n;
    while (value->len < len) {
        size_t left = len - value->len;
        buf_append(value, block, left < sizeof(block) ? left : sizeof(block));
        block[0]++;
    }
}

static inline struct db *
open_store(void)
{
    struct err err;
    struct db *db = db_open("cache", &err);
    if (!db)
        ROWS_FAIL("%s", err.text);
    return db;
}

static inline void
put_row(struct db *db, uint32_t n, size_t len)
{
    struct digest key = row_key(n);
    struct buf value;
    buf_init(&value, BUF_UNLIMITED);
    row_value(&value, n, len);
    db_put(db, DB_SYMBOLS, &key, buf_view(&value));
    buf_release(&value);
}

static inline void
put_rows(struct db *db, uint32_t from, uint32_t to, size_t len)
{
    for (uint32_t n = from; n < to; n++)
        put_row(db, n, len);
}

/* 1: there and right, 0: a miss.  Anything else fails the test. */
static inline int
get_row(struct db *db, uint32_t n, size_t len)
{
    struct digest key = row_key(n);
    struct buf value;
    struct buf expected;
    int found;

    buf_init(&value, BUF_UNLIMITED);
    buf_init(&expected, BUF_UNLIMITED);
    row_value(&expected, n, len);
    found = db_get(db, DB_SYMBOLS, &key, &value);
    if (found != 0 && found != 1)
        ROWS_FAIL("db_get gave %d", found);
    if (!found && value.len > 0)
        ROWS_FAIL("a miss left %zu bytes", value.len);
    if (found && !str_equal(buf_view(&value), buf_view(&expected)))
        ROWS_FAIL("row %u has another value", n);
    buf_release(&value);
    buf_release(&expected);
    return found;
}

/* How many of the rows are there. */
static inline uint32_t
get_rows(struct db *db, uint32_t from, uint32_t to, size_t len)
{
    uint32_t found = 0;
    for (uint32_t n = from; n < to; n++)
        found += (uint32_t)get_row(db, n, len);
    return found;
}

/* The same in a handle of its own. */
static inline uint32_t
count_rows(uint32_t from, uint32_t to, size_t len)
{
    struct db *db = open_store();
    uint32_t found = get_rows(db, from, to, len);
    db_close(db);
    return found;
}

/* A store with the rows 0 to n-1. */
static inline void
make_store(uint32_t n, size_t len)
{
    struct db *db = open_store();
    put_rows(db, 0, n, len);
    db_close(db);
}

#endif
