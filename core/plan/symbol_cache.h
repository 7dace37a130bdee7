/* SPDX-License-Identifier: MIT */
/*
 * symbol_cache - tier `symbols` for the files of any state, parsed once.
 *
 * Stamps by content are looked up in the table beside the index
 * (symbol_table.h), then in the store, whose records hold more; what neither
 * knows is parsed on all threads, largest file first, and put into both.
 * Bounded: at most SYMBOL_CHUNK sources and records are in memory at a time.
 *
 * Trouble with the cache is one warning; what is asked for is parsed then.
 *
 * Ownership: the cache owns table and store; states borrow it.
 * Threads: one at a time; symbol_cache_fill uses `jobs` of its own.
 * Calling sequence: symbol_cache_new, which reads nothing; queries;
 * symbol_cache_free, which writes what is new.
 */
#ifndef CORE_PLAN_SYMBOL_CACHE_H
#define CORE_PLAN_SYMBOL_CACHE_H

#include "core/base/log.h"
#include "core/plan/state.h"
#include "core/python/symbols.h"

enum { SYMBOL_CHUNK = 256 };

struct symbol_cache_options {
    struct str dir;       /* of the cache, absolute, NUL-terminated */
    struct str root;      /* of the work tree: tables are per tree */
    struct str namespace; /* of the store; empty: main */
    enum hash_algorithm algorithm;
    unsigned jobs;
    const struct log *log;
};

struct symbol_cache;

struct symbol_cache *symbol_cache_new(
    const struct symbol_cache_options *options);
void symbol_cache_free(struct symbol_cache *cache);

/* How many threads it may use, at least 1. */
unsigned symbol_cache_jobs(const struct symbol_cache *cache);

/*
 * See to it that the stamps of all `files` of `state` can be found, parsing
 * what has to be.  A file that cannot be read, or is not what it was when its
 * digest was taken, cannot be found afterwards.
 */
void symbol_cache_fill(struct symbol_cache *cache, struct state *state,
                       const file_id *files, size_t len);

/* The stamps, STAMPS of them, of this content; NULL if they are not known.
   Valid until the next fill. */
const struct digest *symbol_cache_stamps(struct symbol_cache *cache,
                                         const struct digest *content);

/*
 * The stamps of one file of `state`, parsed and not kept: for a look at a file
 * or two, where opening table and store takes longer.
 * False if it cannot be read, or is not what it was.
 */
bool symbol_cache_peek(struct symbol_cache *cache, struct state *state,
                       file_id file, struct digest stamps[STAMPS]);

/*
 * The same as symbol_cache_fill, and see to it that their records can be
 * viewed.
 */
void symbol_cache_fill_records(struct symbol_cache *cache, struct state *state,
                               const file_id *files, size_t len);

/* The record of this content, valid as long as the cache; no data if it is
   not known, or was never filled. */
struct str symbol_cache_view(struct symbol_cache *cache,
                             const struct digest *content);

/*
 * The record of this content as far as the cache knows it, appended to
 * `out`; false if it does not.
 */
bool symbol_cache_record(struct symbol_cache *cache,
                         const struct digest *content, struct buf *out);

struct db;

/* Tell the store (db_use) which records the table stands for. */
void symbol_cache_mark(struct symbol_cache *cache, struct db *db);

#endif
