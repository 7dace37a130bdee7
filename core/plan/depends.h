/* SPDX-License-Identifier: MIT */
/*
 * depends - edges that no import shows: `depends:` in the configuration
 * (globs of subjects to globs of data files) and `# depstamp: depends X`.
 */
#ifndef CORE_PLAN_DEPENDS_H
#define CORE_PLAN_DEPENDS_H

#include "core/plan/state.h"

/* Append the edges of `file` to state->depends. */
void depends_add(struct state *state, file_id file);

#endif
