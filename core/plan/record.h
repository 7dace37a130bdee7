/* SPDX-License-Identifier: MIT */
/*
 * record - what the imports of a file resolve to, as a digest.
 *
 * The record of a reference is the name as written, the paths it leads to
 * and how, and the folder facts that decide it:
 *
 *   K1  whether the first folder of an absolute name, or a module of that
 *       name, stands at the root, in src/ or beside the project files above;
 *   K2  above `names`, the names of the submodules of each package bound.
 *
 * Above `names` the record of a file also holds what it reaches through the
 * names that it imports (submodules.h).
 *
 * What was probed and absent is not hashed: had it been there, the paths
 * would differ.
 *
 * Ownership: a recorder borrows the state.  Threads: one at a time.
 */
#ifndef CORE_PLAN_RECORD_H
#define CORE_PLAN_RECORD_H

#include "core/base/hash.h"
#include "core/plan/level.h"
#include "core/plan/state.h"

struct recorder {
    struct state *state;
    enum level level;
    struct hasher hasher;      /* of records */
    struct hasher part_hasher; /* of their parts */
    struct edge_list beside;   /* of the file at hand */
    struct digest *references; /* by reference_id, once known */
    unsigned char *known;
    struct {
        VEC_FIELDS(struct digest); /* by dir: K2 */
    } submodules;
    struct {
        VEC_FIELDS(unsigned char);
    } submodules_known;
};

void recorder_init(struct recorder *recorder, struct state *state,
                   enum level level);
void recorder_release(struct recorder *recorder);

/* The record of all imports of `file`, its parents and what it depends on. */
void record_file(struct recorder *recorder, file_id file,
                 struct digest *digest);

/* The record of one reference; valid as long as the recorder. */
const struct digest *record_reference(struct recorder *recorder,
                                      reference_id id);

#endif
