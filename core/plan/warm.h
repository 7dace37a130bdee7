/* SPDX-License-Identifier: MIT */
/*
 * warm - what comparisons with a revision will ask for, worked out before.
 *
 * A revision's sources are parsed from git's blobs and kept by content in
 * the store; the work tree is only looked at, never written.
 */
#ifndef CORE_PLAN_WARM_H
#define CORE_PLAN_WARM_H

#include "core/plan/disk.h"

/*
 * Fill the tier `symbols` of all that somebody imports in `revision`, and
 * tell how many subjects it has.  ERR_GIT as for comparisons.
 */
int warm_revision(const struct disk_options *disk, const char *revision,
                  size_t *subjects, struct err *err);

#endif
