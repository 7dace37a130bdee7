/* SPDX-License-Identifier: MIT */
/*
 * index_mark - which state of git's index this is, found without git.
 *
 * git ends its index with a checksum over all before it, so two indexes with
 * the same one are the same.  Reading it takes microseconds where asking git
 * takes some milliseconds, and comparing an index with the disk 80 for Home
 * Assistant: enough to notice in a hook that has nothing to do.
 *
 * Where the index lies is found in the plain cases only: GIT_INDEX_FILE, or
 * a .git folder or file at the root or above it.  git's other variables, and
 * an index without a checksum (index.skipHash), give no mark.
 *
 * Threads: safe everywhere.
 */
#ifndef CORE_SYS_INDEX_MARK_H
#define CORE_SYS_INDEX_MARK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/str.h"

enum { INDEX_MARK_BYTES = 20 };

struct index_mark {
    struct str path; /* of the index; NUL-terminated, in the arena */
    unsigned char bytes[INDEX_MARK_BYTES];
};

/* `root` is absolute, of the project.  False if there is no mark. */
bool index_mark_read(struct arena *arena, struct str root,
                     char *const *environment, struct index_mark *mark);

bool index_mark_equal(const struct index_mark *a, const struct index_mark *b);

#endif
