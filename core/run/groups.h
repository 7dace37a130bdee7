/* SPDX-License-Identifier: MIT */
/*
 * groups - which files one process may be given together.
 *
 * Some tools take their configuration from above all files that are named
 * (black); for them files belong together whose nearest folder with such a
 * file is the same (`batch_by: nearest`).  Others refuse two files with the
 * same module name (`batch_by: module`): of these the stub goes with all
 * other files, and each further one into another group.
 *
 * Ownership: the caller's array.  Threads: one at a time.
 */
#ifndef CORE_RUN_GROUPS_H
#define CORE_RUN_GROUPS_H

#include "core/run/task.h"

/* By answer, from 0 on; NULL if all may be together. */
uint32_t *groups_find(struct arena *arena, const struct task *task);

#endif
