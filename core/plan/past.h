/* SPDX-License-Identifier: MIT */
/*
 * past - the state that a baseline was made of, as far as it can be told.
 *
 * A baseline has no import statements, but it has the paths: today's files
 * without those that are new, and with those that are gone, resolve to what
 * they resolved to then.  So an import that leads elsewhere can be named,
 * and the file that came or went with it.
 */
#ifndef CORE_PLAN_PAST_H
#define CORE_PLAN_PAST_H

#include "core/plan/disk.h"
#include "core/plan/stamps.h"

/* Loaded and resolved; the caller's to free. */
int past_load(const struct disk_options *disk, const struct baseline *baseline,
              struct state **state, struct err *err);

/* Enter a file that does not exist, with the folders on its way. */
void past_add_file(struct state *state, struct str path);

#endif
