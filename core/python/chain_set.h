/* SPDX-License-Identifier: MIT */
/*
 * chain_set - each chain of names once, however many files have it.
 *
 * Home Assistant has 47,000 chains, 14,000 of them distinct.  What waits is
 * looked up 64 at a time, so that memory has time to answer: a set of that
 * size does not fit the nearest caches.
 *
 * Ownership: the set owns its chains until it is released, which gives them
 * to another arena.  Threads: one at a time.
 * Calling sequence, per file: chain_set_begin, chain_set_add for each chain
 * of the file, chain_set_settle; what the file has is in `found`.
 */
#ifndef CORE_PYTHON_CHAIN_SET_H
#define CORE_PYTHON_CHAIN_SET_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "core/base/vec.h"

struct chain {
    struct str text; /* dotted */
    uint32_t file;   /* number of the last file that has it */
    /* For the maker of tables: its last link in the table of that number. */
    uint32_t table;
    uint32_t link;
};

struct chain_slot {
    uint64_t hash;
    struct chain *chain; /* NULL: free */
};

struct chain_waiting {
    struct str text;
    uint64_t hash;
};

enum { CHAINS_WAITING = 64 };

struct chain_set {
    struct {
        VEC_FIELDS(struct chain *); /* of this file, each once, in order */
    } found;
    /* The rest is its own. */
    struct arena arena;
    struct chain_slot *slots;
    size_t mask;
    size_t len;
    uint32_t file; /* number of this one */
    struct chain_waiting waiting[CHAINS_WAITING];
    size_t waiting_len;
};

void chain_set_init(struct chain_set *set);
/* The chains move to `keep`. */
void chain_set_release(struct chain_set *set, struct arena *keep);

/* Another file begins. */
void chain_set_begin(struct chain_set *set);
/* The file has the chain `text`, which lives until chain_set_settle. */
void chain_set_add(struct chain_set *set, struct str text);
/* Look up what waits. */
void chain_set_settle(struct chain_set *set);

#endif
