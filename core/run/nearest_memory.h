/* SPDX-License-Identifier: MIT */
/*
 * nearest_memory - in which folders of the tree files of some names lie.
 *
 * Asking each of a thousand folders for a handful of names costs more than
 * all else in a run that has nothing to do.  But a scan trusts folders by
 * their stat, which changes when a name comes or goes.  So what was found is
 * remembered with a digest of all folders' stats, and asked for again when
 * one of them differs.  It is not remembered while a folder is younger than
 * its file system's clock can tell (racy, as in file.h).
 *
 * The answers stand in the cache folder, in `nearest` (tool_memory.h); they
 * are of this machine.
 *
 * Ownership: borrows the tree.  Threads: one at a time.
 */
#ifndef CORE_RUN_NEAREST_MEMORY_H
#define CORE_RUN_NEAREST_MEMORY_H

#include "core/base/intern.h"
#include "core/conf/conf.h"
#include "core/run/tool_memory.h"
#include "core/sys/tree.h"

struct nearest_memory;

/*
 * `tree` as a scan has left it, `cache_dir` absolute; both outlive it.
 * `root` gives the file its name, as with all that is one tree's.
 */
struct nearest_memory *nearest_memory_open(const struct tree *tree,
                                           struct str root,
                                           struct str cache_dir);
/* Writes what is new; NULL is fine. */
void nearest_memory_close(struct nearest_memory *memory);

/*
 * The folders of the tree that hold one of `names` or more, into `folders`.
 * They were looked at now, or are as they were then.
 */
void nearest_memory_find(struct nearest_memory *memory,
                         const struct conf_list *names, struct intern *folders);

/* Is it about this folder?  Others have to be looked at. */
bool nearest_memory_knows(const struct nearest_memory *memory,
                          struct str folder);

#endif
