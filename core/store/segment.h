/* SPDX-License-Identifier: MIT */
/*
 * segment - some rows of the store in one piece, which proves by itself that
 * it is whole, and who signed it.
 *
 *     offset  bytes
 *          0      8  "dsseg1\n" and a zero
 *          8      1  algorithm of the keys: 0 xxh3, 1 sha256
 *          9      1  length of the namespace, 1 to SEGMENT_NAMESPACE_MAX
 *         10      2  zero
 *         12      4  number of rows
 *         16      8  length of the rows before compression
 *         24      8  length of the frame
 *         32     32  SHA-256 of all bytes before and from 160 on
 *         64     32  public key of who signed, or zeros
 *         96     64  Ed25519 over "depstamp segment 1" and the SHA-256; or
 *                    zeros
 *        160      n  namespace
 *                 …  one frame of zstd, to the end
 *
 *     the rows: count times u32 kind, u32 length; count times the key, of 16
 *     (xxh3) or 32 (sha256) bytes; the values one behind the other
 *
 * Numbers are little-endian.  Rows ascend strictly by kind and key.  Columns
 * and not records, since kinds and lengths are alike and keys are noise: 9 %
 * smaller for small values.  The signature is over a digest, so that a
 * segment can be signed later without being written anew.
 *
 * Ownership: what is read points into the caller's buffers.
 * Threads: one squeeze per thread.
 */
#ifndef CORE_STORE_SEGMENT_H
#define CORE_STORE_SEGMENT_H

#include "core/base/buf.h"
#include "core/base/hash.h"
#include "core/base/vec.h"
#include "core/store/db.h"
#include "core/store/sign.h"
#include "core/store/squeeze.h"

enum {
    SEGMENT_VERSION = 1,
    /* As much as zstd looks back over at level 3, twice: more in one piece
       is hardly smaller, and more is lost with it. */
    SEGMENT_TARGET = 4 << 20,
    SEGMENT_ROWS_MAX = 1 << 17,
    /* One value of the largest size, and a full segment before it. */
    SEGMENT_RAW_MAX = DB_VALUE_MAX + 2 * SEGMENT_TARGET,
    SEGMENT_BYTES_MAX = SEGMENT_RAW_MAX + (1 << 20),
    SEGMENT_NAMESPACE_MAX = 128,
};

/* Rows on their way into a segment. */
struct segment_rows {
    enum hash_algorithm algorithm;
    VEC_FIELDS(struct segment_row);
    struct buf values;
};

struct segment_row {
    uint32_t kind;
    uint32_t len;
    struct digest key;
};

void segment_rows_init(struct segment_rows *rows,
                       enum hash_algorithm algorithm);
void segment_rows_release(struct segment_rows *rows);
void segment_rows_clear(struct segment_rows *rows);
/* In the order of kinds and keys. */
void segment_rows_add(struct segment_rows *rows, const struct segment_row *row,
                      struct str value);
bool segment_rows_is_full(const struct segment_rows *rows);

/* The segment, appended to `out`; not signed. */
bool segment_write(const struct segment_rows *rows, struct str namespace,
                   struct squeeze *squeeze, struct buf *out);

/* Sign a whole segment in place. */
bool segment_sign(struct buf *segment, size_t from,
                  const struct sign_key *secret);

/* What a segment says about itself, once its checksum is right. */
struct segment {
    enum hash_algorithm algorithm;
    struct str namespace;
    bool is_signed; /* rightly; else there is no signature */
    struct sign_key signer;
    uint32_t count;
    uint64_t raw_len;
    struct str frame;
};

/* False for anything that is not a whole segment with right checksum and, if
   it has one, right signature. */
bool segment_read(struct str bytes, struct segment *segment);

typedef void segment_each_row(void *context, const struct segment_row *row,
                              struct str value);
/*
 * Unpack the rows into `raw`, which is cleared and of at least
 * SEGMENT_RAW_MAX, and tell each of them.  False, and none was told, if they
 * are not as they have to be.
 */
bool segment_each(const struct segment *segment, struct squeeze *squeeze,
                  struct buf *raw, segment_each_row *each, void *context);

#endif
