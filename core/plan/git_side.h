/* SPDX-License-Identifier: MIT */
/*
 * git_side - one side: from a listing of blobs to a state.
 *
 * Ownership: a side's state keeps what it needs alive; the git handle, the
 * disk's state and the listing have to outlive it (git_world).
 */
#ifndef CORE_PLAN_GIT_SIDE_H
#define CORE_PLAN_GIT_SIDE_H

#include "core/plan/rules.h"
#include "core/plan/state.h"
#include "core/sys/git.h"

/* What both sides share. */
struct git_world {
    struct arena arena;
    struct git *git;
    struct str root;
    struct rules rules;
    const struct conf *conf;
    const struct log *log;
    struct state *disk; /* the work tree, not resolved */
    /* A commit whose blobs are known to lie on disk, but for `differing`. */
    struct git_listing commit;
    struct git_paths differing;
};

/* Does the disk hold this blob at this path? */
bool git_world_on_disk(const struct git_world *world,
                       const struct git_entry *entry);

int git_side_load(struct git_world *world, const struct git_listing *listing,
                  struct state **state, struct err *err);

#endif
