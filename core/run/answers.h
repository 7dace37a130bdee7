/* SPDX-License-Identifier: MIT */
/*
 * answers - what one analyzer says of each of its files, by key.
 *
 * A stored answer is valid iff it was stored under today's key of the file:
 * the key of its level (keys.h), the analyzer's identity and all that
 * configures it (design.md, 1).
 *
 * What the run before had is found in one file (last_answers.h), the rest in
 * the store, row by row.
 *
 * Ownership: owns its arrays; texts of findings live in its arena or in what
 * it has read.
 * Threads: one at a time.
 * Calling sequence: answers_init; answers_add for each file, sorted by path;
 * answers_find; answers_set for what was run; answers_keep; release.
 */
#ifndef CORE_RUN_ANSWERS_H
#define CORE_RUN_ANSWERS_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/conf/conf.h"
#include "core/run/diagnostic.h"
#include "core/run/last_answers.h"
#include "core/store/db.h"
#include "core/sys/tree.h"

enum answer_state {
    ANSWER_UNKNOWN,  /* nothing valid is stored */
    ANSWER_REPLAYED, /* from the store */
    ANSWER_FRESH,    /* of a process of this run */
};

struct answer {
    file_id file; /* NO_FILE: of the whole tree */
    struct str path;
    struct digest key;
    enum answer_state state;
    bool candidate;       /* to be analyzed if it is unknown */
    bool verify;          /* replayed, and run all the same */
    bool kept;            /* a fresh one that may be stored */
    uint64_t duration_us; /* of the process that gave it, its share */
    size_t first;         /* in `diagnostics` */
    size_t len;
};

struct answers {
    struct arena arena;
    struct str analyzer;
    struct {
        VEC_FIELDS(struct answer); /* sorted by path */
    } items;
    struct diagnostic_list diagnostics;
    const char *last_path; /* NULL: there is no such file */
    struct last_answers last;
    bool from_last; /* all were found there, and nothing else is */
    bool partial;   /* not of the whole tree: the file stays as it is */
};

/*
 * The file of last answers of an analyzer over the tree at `root`.  Each
 * namespace has its own: it would give away what the store keeps apart.
 */
const char *answers_path(struct arena *arena, struct str cache_dir,
                         struct str root, const struct conf *conf,
                         struct str analyzer);

/* `last_path` may be NULL, and lives as long as the answers. */
void answers_init(struct answers *answers, struct str analyzer,
                  const char *last_path);
void answers_release(struct answers *answers);

/* The path is borrowed. */
struct answer *answers_add(struct answers *answers, file_id file,
                           struct str path, const struct digest *key);

/* Look all of them up; `db` may be NULL. */
void answers_find(struct answers *answers, struct db *db);

/* The answer for `path`, or NULL. */
struct answer *answers_of(struct answers *answers, struct str path);

/*
 * A fresh answer.  The findings are those of the file, in any order; texts
 * are copied.
 */
void answers_set(struct answers *answers, struct answer *answer,
                 const struct diagnostic *findings, size_t len,
                 uint64_t duration_us);

/* Store what is fresh and kept; `db` may be NULL. */
void answers_keep(struct answers *answers, struct db *db);

/* Has the store to be told that they are wanted, though the file has them all?
   Once a day. */
bool answers_are_due(const struct answers *answers);

/* How many are in that state. */
size_t answers_count(const struct answers *answers, enum answer_state state);

#endif
