/* SPDX-License-Identifier: MIT */
/*
 * pending - rows on their way into the store, kept in memory.
 *
 * A transaction that stays open while files are parsed would keep all other
 * processes from writing.  So rows wait here and are written in one go when
 * there are enough of them.
 *
 * Ownership: it owns copies of what was put.  Threads: one at a time.
 */
#ifndef CORE_STORE_PENDING_H
#define CORE_STORE_PENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/hash.h"
#include "core/base/map.h"
#include "core/base/str.h"
#include "core/base/vec.h"

/*
 * Enough to make a transaction's own cost vanish (15 us a row of 2.5 KB,
 * 20 with 512 KB), little enough to be written within some 20 ms.
 */
enum { PENDING_BYTES = 4 << 20, PENDING_ROWS = 16384 };

/* What a row is found by. */
struct row_name {
    uint32_t kind;
    struct digest key;
};

/* A value as it is stored. */
struct packed {
    struct str bytes;
    uint64_t raw; /* its length before it was compressed; 0: it was not */
};

struct pending_row {
    struct row_name name;
    uint64_t sum; /* row_sum */
    uint64_t raw;
    size_t offset;
    size_t len;
};

struct pending {
    VEC_FIELDS(struct pending_row); /* in the order of the puts */
    struct buf values;
    struct map places; /* from the start of a key to its latest row */
};

void pending_init(struct pending *pending);
void pending_release(struct pending *pending);
void pending_clear(struct pending *pending);

/* The checksum of a row: over its kind, key and what is stored. */
uint64_t row_sum(const struct row_name *name, struct packed value);

void pending_put(struct pending *pending, const struct row_name *name,
                 struct packed value);
/* The latest value put under this name; borrowed until the next put. */
bool pending_get(const struct pending *pending, const struct row_name *name,
                 struct packed *value);
/* The value of one of its rows. */
struct packed pending_value(const struct pending *pending,
                            const struct pending_row *row);

static inline bool
pending_is_full(const struct pending *pending)
{
    return pending->values.len >= PENDING_BYTES || pending->len >= PENDING_ROWS;
}

#endif
