/* SPDX-License-Identifier: MIT */
/*
 * bundle - the archive that one CI run leaves and the next one finds: rows
 * of the store in one file.
 *
 *     a tar (tape.h) of plain files in this order
 *         depstamp-archive       one line: "depstamp-archive1 ALGORITHM
 *                                NAMESPACE", for people; not read
 *         segment-00000000       segment.h
 *         segment-00000001       …
 *
 * Each segment says by itself what it is of, so damage loses what it hits,
 * and segments of several archives may be put into one.  Compressed are the
 * segments and not the tar: libarchive's zstd filter reads on over a flipped
 * byte without a word, and what it writes depends on the number of threads.
 * The same rows are the same bytes, with any number of threads, on any
 * machine with the same libzstd: nothing is in it of when rows were used.
 *
 * What is restored goes row by row through db_add, is never unpacked to
 * disk, and takes no one's place.  Damage, other formats, and segments that
 * are not trusted are misses, counted and never errors.
 *
 * Ownership: none.  Threads: one at a time, `jobs` of its own.
 */
#ifndef CORE_STORE_BUNDLE_H
#define CORE_STORE_BUNDLE_H

#include "core/store/db.h"
#include "core/store/sign.h"

enum { BUNDLE_VERSION = 1 };

struct bundle_source {
    struct db *db;
    struct str namespace; /* that `db` was opened for */
    enum hash_algorithm algorithm;
    unsigned level; /* of zstd */
    unsigned jobs;
    struct timeline *timeline;     /* or NULL */
    int64_t born_since;            /* rows of this run and later; 0: all */
    const struct sign_key *secret; /* NULL: not signed */
};

struct bundle_saved {
    uint64_t segments;
    uint64_t rows;
    uint64_t raw_bytes; /* of values */
    uint64_t bytes;     /* of the archive */
};

/*
 * Write the archive `name` into `folder`, in one step.  ERR_IO, and then a
 * file that was there before is still there.
 */
int bundle_save(const struct bundle_source *source, struct str folder,
                const char *name, struct bundle_saved *saved, struct err *err);

struct bundle_target {
    struct db *own;  /* opened for `namespace` */
    struct db *main; /* the same file for "main"; NULL if that is `own` */
    struct str namespace;
    enum hash_algorithm algorithm;
    uint64_t max_bytes; /* of the store: what comes beyond is left */
    bool must_be_signed;
    const struct sign_key *keys; /* public; whose signatures are good */
    size_t keys_len;
};

struct bundle_restored {
    uint64_t segments; /* that were taken */
    uint64_t rows;     /* in them */
    uint64_t added;    /* of these, new to the store */
    uint64_t damaged;  /* segments that are not whole, or not of this version */
    uint64_t untrusted;
    uint64_t foreign; /* of other namespaces */
    uint64_t hashed;  /* with the other algorithm */
    bool cut;         /* the archive ends before its end, or is none */
    bool full;        /* the store is, so that the rest was left */
};

/* ERR_ABSENT or ERR_IO if the file cannot be read; all else is counted. */
int bundle_restore(const struct bundle_target *target, const char *path,
                   struct bundle_restored *restored, struct err *err);

/* Sign every segment of an archive and write it as `name` into `folder`.
   ERR_FORMAT if it is not whole. */
int bundle_sign(const char *path, const struct sign_key *secret,
                struct str folder, const char *name, struct err *err);

#endif
