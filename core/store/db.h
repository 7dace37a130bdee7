/* SPDX-License-Identifier: MIT */
/*
 * db - the store: what was worked out once, found again by what it was
 * worked out from.
 *
 * One SQLite file, "store.db", in the cache folder.  It is a cache: whatever
 * is wrong with it is a miss, and a file that is damaged or of another
 * version is emptied and filled anew.  A row proves by itself that it is
 * whole and belongs to its key, so neither a flipped bit nor two processes
 * that disagree about the file can make one answer look like another.
 *
 *     entry    kind, key -> payload, sum, raw, size, day, run, born, space
 *     payload  id -> value                   in the order in which they came
 *     run      id -> when it began, what it found (db_runs.h)
 *
 *     sum      XXH3-64 over kind, key and the value as it is stored
 *     raw      bytes of the value before zstd; 0: it is stored as it is
 *     size     bytes of the value as it is stored
 *     day      the last day on which it was wanted, in days since 1970 (UTC)
 *     run      the last run that is known to have wanted it
 *     born     the run in which it came
 *     space    XXH3-64 of the namespace that wrote it; 0: main
 *
 * Two tables for the rows, because what chooses those to go (day, run, size)
 * is then read and written without the values: a new day costs, over 15,000
 * rows of 2.5 KB,
 * 0.9 MB of writing instead of 40.  Values are appended, so that pages are
 * full and a run reads them in the order in which one before put them; keyed
 * by digest they would lie all over the file (90 us a row instead of 15).
 * 16 KB pages: 42 MB for 37.5 MB of values, against 62 with 4 KB.
 *
 * There is no waiting for the disk (synchronous=OFF): a killed process loses
 * the batch in flight, and after a power cut the sums and SQLite's own
 * checks tell what is left.  With fsync a put cost twice as much, and now
 * and then the whole command seconds on a busy disk.  Nothing is mapped
 * (mmap_size=0): it gains nothing here, and a file that shrinks under a
 * mapping kills the process.
 *
 * In WAL mode readers and one writer never wait for each other.  Where
 * processes cannot share memory, as on network file systems, a rollback
 * journal takes its place.
 *
 * Ownership: the handle owns everything.  It must not be used across fork.
 * Nobody else may open and close the file while a handle is open: POSIX
 * drops all of a process's locks then.
 * Threads: one at a time.  Processes: any number.
 * Calling sequence: db_open, db_get and db_put in any order, db_close.
 */
#ifndef CORE_STORE_DB_H
#define CORE_STORE_DB_H

#include <stdbool.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/hash.h"
#include "core/base/str.h"

struct db;

/* What a row holds.  Numbers are on disk: never reused. */
enum db_kind {
    DB_SYMBOLS = 1, /* facts of the tier symbols, by content */
    DB_RESULT = 2,  /* an analyzer's answer for one file, by its key */
    DB_TIMES = 3,   /* how long an analyzer took per file, by its name */
};

/* A larger value is not stored. */
enum { DB_VALUE_MAX = 64 << 20 };

/*
 * Open or create the store in the folder `dir`, which is made if need be.
 * Where it cannot be written it still answers: the file is read as it
 * stands (immutable=1) and puts are dropped.  A database of another program
 * is moved to "store.db.foreign".  NULL with ERR_IO when the store can be
 * neither written nor read; the caller then goes on without one.
 */
struct db *db_open(const char *dir, struct err *err);

/*
 * Only look: the file is read as it stands, nothing is made or mended, and
 * what a running process has not yet put into the file itself is not seen.
 * NULL with ERR_IO if it is none of ours or cannot be read at all.
 */
struct db *db_open_to_look(const char *dir, struct err *err);

/* Is the file's structure whole?  Reads it all. */
bool db_is_sound(struct db *db);

/*
 * The same for a namespace: what is put belongs to it, and rows of others
 * than itself and "main" are not seen.  It keeps honest branches apart that
 * share a folder, no more.
 */
struct db *db_open_as(const char *dir, struct str namespace, struct err *err);

/* What a namespace is called in rows. */
int64_t db_space(struct str namespace);

/* Commits what was put; NULL is fine. */
void db_close(struct db *db);

/* False on read-only media, and after trouble with writing. */
bool db_writable(const struct db *db);

/*
 * Append the value to `out`.  1: found, puts of this handle included; 0: not
 * there, or damaged (then it is forgotten), or it did not fit into `out`.
 */
int db_get(struct db *db, enum db_kind kind, const struct digest *key,
           struct buf *out);

/*
 * Store a copy of `value`, in place of what was there.  Puts are collected
 * and written some megabytes at a time, in short transactions, so other
 * processes never wait long.  After the first trouble (full, read-only,
 * busy for long) db_problem tells, and puts are dropped from then on.
 */
void db_put(struct db *db, enum db_kind kind, const struct digest *key,
            struct str value);

/*
 * The same for what others worked out: only where there is no sound row that
 * is seen.  False if there is, or if nothing can be written.
 */
bool db_add(struct db *db, enum db_kind kind, const struct digest *key,
            struct str value);

/* Is there a row, sound or not? */
bool db_has(struct db *db, enum db_kind kind, const struct digest *key);

/* Say that a row is wanted, whose value was known from elsewhere. */
void db_use(struct db *db, enum db_kind kind, const struct digest *key);

/*
 * Write what was put, and let go of the snapshot that gets read from.  Worth
 * calling before a long time without gets: while a snapshot is held, what
 * other processes write piles up in the WAL.
 */
void db_flush(struct db *db);

/* NULL, or the first trouble with writing: "cannot write … : …". */
const char *db_problem(const struct db *db);

/* SQLite's version, as "3.40.1". */
const char *db_version(void);

#endif
