/* SPDX-License-Identifier: MIT */
/*
 * sweep - removes files of our own making that are no longer wanted.
 *
 * Folders more than 256 deep are left as they are: one descriptor is open
 * per level, and nobody's stamp files lie there.
 *
 * Threads: safe on folders of their own.
 */
#ifndef CORE_SYS_SWEEP_H
#define CORE_SYS_SWEEP_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/str.h"

/* True to remove the file; `path` is relative to the folder swept. */
typedef bool sweep_decide(void *context, struct str path);

/*
 * Ask about every plain file below `folder` and remove it, or keep it; a
 * folder that became empty by that is removed too.  Symlinks are not
 * followed.  0, or -1 if something could not be removed.
 */
int sweep_folder(const char *folder, sweep_decide *decide, void *context,
                 struct err *err);

/* Remove `folder` with all that is in it, links too, as far as possible. */
void sweep_away(const char *folder);

#endif
