/* SPDX-License-Identifier: MIT */
/*
 * settled - staged states that were seen to be what lies on the disk.
 *
 * Whether tools may read the staged state from the disk is git's to say, and
 * asking costs more than a hook that has nothing to do may take.  What was
 * said once holds as long as git's index is the same (index_mark.h) and so
 * are the keys of all answers, which are made of all bytes that tools see:
 *
 *     keys before → git: the same → keys after, equal → remembered
 *     keys, equal to remembered ones under the same index → known
 *
 * Keys are taken on both sides of the question because a file may be written
 * while git looks.
 *
 * In the cache folder a file of the tree has the last states, 32 bytes each.
 * What is wrong with it, or cannot be written, means asking git.
 *
 * Ownership: texts live in the arena given.  Threads: one at a time.
 */
#ifndef CORE_RUN_SETTLED_H
#define CORE_RUN_SETTLED_H

#include "core/base/hash.h"
#include "core/sys/index_mark.h"

/* Hooks of one configuration each have their own states. */
enum { SETTLED_STATES = 32 };

struct settled {
    struct arena *arena;
    struct str root;
    char *const *environment;
    const char *path;       /* of the file of states */
    struct index_mark mark; /* as it was at first */
    bool has_mark;          /* without one nothing is ever known */
    bool has_keys;
    struct digest keys; /* as they were before git was asked */
};

struct settled_options {
    struct str root; /* absolute, NUL-terminated */
    struct str cache_dir;
    char *const *environment;
};

void settled_init(struct settled *settled, struct arena *arena,
                  const struct settled_options *options);

/* Takes these for the keys before git is asked, and tells if it need not. */
bool settled_knows(struct settled *settled, const struct digest *keys);

/* git has said that index and disk are the same; these are the keys after. */
void settled_remember(const struct settled *settled, const struct digest *keys);

#endif
