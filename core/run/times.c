/* SPDX-License-Identifier: MIT */
#include "core/run/times.h"

#include <stdlib.h>
#include <string.h>

struct time {
    uint64_t path; /* its hash */
    uint64_t us;
};

struct times {
    VEC_FIELDS(struct time);
};

/* 20 bytes a microsecond: pylint takes that long, others less. */
enum { BYTES_PER_US = 20, SMALLEST_US = 1000 };

static void
key_of(struct str analyzer, struct digest *key)
{
    struct hasher hasher;
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "times");
    hasher_text(&hasher, 'n', analyzer);
    hasher_end(&hasher, key);
    hasher_release(&hasher);
}

static uint64_t
hash_of(struct str path)
{
    return hash_64(path.data, path.len);
}

static int
compare(const void *a, const void *b)
{
    const struct time *x = a;
    const struct time *y = b;
    return (x->path > y->path) - (x->path < y->path);
}

static void
load(struct db *db, struct str analyzer, struct times *times)
{
    struct digest key;
    struct buf bytes;
    key_of(analyzer, &key);
    buf_init(&bytes, DB_VALUE_MAX);
    if (db && db_get(db, DB_TIMES, &key, &bytes) == 1) {
        VEC_RESERVE(times, bytes.len / sizeof(struct time) + 1);
        times->len = bytes.len / sizeof(struct time);
        memcpy(times->items, bytes.data, times->len * sizeof(struct time));
        qsort(times->items, times->len, sizeof(struct time), compare);
    }
    buf_release(&bytes);
}

static const struct time *
find(const struct times *times, struct str path)
{
    struct time wanted = {.path = hash_of(path)};
    if (times->len == 0) {
        return NULL;
    }
    return bsearch(&wanted, times->items, times->len, sizeof(wanted), compare);
}

static uint64_t
guess(uint64_t size, uint64_t known_us, uint64_t known_bytes)
{
    if (known_bytes == 0) {
        return SMALLEST_US + size / BYTES_PER_US;
    }
    return SMALLEST_US +
           (uint64_t)((double)size * (double)known_us / (double)known_bytes);
}

void
times_read(struct db *db, const struct answers *answers,
           const struct tree *tree, uint64_t *costs)
{
    struct times times = {0};
    uint64_t known_us = 0;
    uint64_t known_bytes = 0;
    load(db, answers->analyzer, &times);
    for (size_t i = 0; i < answers->items.len; i++) {
        const struct answer *answer = &answers->items.items[i];
        const struct time *time = find(&times, answer->path);
        costs[i] = time ? time->us + 1 : 0;
        if (time && answer->file != NO_FILE) {
            known_us += time->us;
            known_bytes += tree->files.items[answer->file].sig.size;
        }
    }
    for (size_t i = 0; i < answers->items.len; i++) {
        const struct answer *answer = &answers->items.items[i];
        if (costs[i] == 0) {
            uint64_t size = answer->file == NO_FILE
                                ? 0
                                : tree->files.items[answer->file].sig.size;
            costs[i] = guess(size, known_us, known_bytes);
        }
    }
    VEC_RELEASE(&times);
}

void
times_write(struct db *db, const struct answers *answers)
{
    struct times old = {0};
    struct times new = {0};
    struct digest key;
    if (!db || answers_count(answers, ANSWER_FRESH) == 0) {
        return;
    }
    load(db, answers->analyzer, &old);
    for (size_t i = 0; i < answers->items.len; i++) {
        const struct answer *answer = &answers->items.items[i];
        const struct time *time = find(&old, answer->path);
        if (answer->state == ANSWER_FRESH) {
            VEC_PUSH(&new,
                     (struct time){hash_of(answer->path), answer->duration_us});
        } else if (time) {
            VEC_PUSH(&new, *time);
        }
    }
    qsort(new.items, new.len, sizeof(*new.items), compare);
    key_of(answers->analyzer, &key);
    db_put(db, DB_TIMES, &key,
           (struct str){(const char *)new.items, new.len * sizeof(*new.items)});
    VEC_RELEASE(&old);
    VEC_RELEASE(&new);
}
