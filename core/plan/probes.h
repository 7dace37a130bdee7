/* SPDX-License-Identifier: MIT */
/*
 * probes - the paths that resolving a file's imports looked for in vain.
 *
 * The file is resolved once more with a sink on every look, so the list is
 * what the resolver does, not what somebody believes that it does.
 */
#ifndef CORE_PLAN_PROBES_H
#define CORE_PLAN_PROBES_H

#include "core/plan/state.h"

struct probes {
    VEC_FIELDS(struct str); /* in the arena; in no order, with repeats */
};

void probes_find(struct state *state, file_id file, struct arena *arena,
                 struct probes *probes);
void probes_release(struct probes *probes);

#endif
