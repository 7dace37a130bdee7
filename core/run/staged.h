/* SPDX-License-Identifier: MIT */
/*
 * staged - the tree that a tool has to see when the staged state, or that of
 * a commit, is asked for.
 *
 * A tool reads files from the disk.  Where the disk has just that state, it
 * may; else it runs in a copy that git writes below the cache folder, so
 * that nothing is stored under a key of bytes that the tool did not see
 * (contract.md).  Into the copy come also what no commit has and imports
 * reach all the same: ignored Python files, and links to the project's
 * environments (.venv, venv, env).  The copy has the repository's name and,
 * as links, its neighbours; what lies further up ("../../lib") is not where
 * settings say.  What a run that was killed has left is removed by the next
 * that makes a copy while nobody else has one.
 *
 * Threads: one at a time.
 */
#ifndef CORE_RUN_STAGED_H
#define CORE_RUN_STAGED_H

#include "core/plan/disk.h"
#include "core/sys/lock.h"

struct staged {
    struct str root;   /* of what tools see; NUL-terminated */
    struct str folder; /* that holds the copy; empty if there is none */
    struct lock lock;  /* shared by all who have a copy */
};

struct staged_options {
    const struct disk_options *disk; /* of the project */
    const char *revision;            /* NULL: what is staged */
    struct str cache_dir;
    unsigned owner; /* number of our process: copies are called by it */
};

int staged_open(struct arena *arena, const struct staged_options *options,
                struct staged *staged, struct err *err);
/* Does the index differ from HEAD? */
int staged_any(const char *root, bool *any, struct err *err);
/* Removes the copy. */
void staged_close(struct staged *staged);

#endif
