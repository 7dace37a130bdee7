/* SPDX-License-Identifier: MIT */
/*
 * unit_delta - who is affected between two states that differ in little,
 * without any key.
 *
 * A key differs iff the file differs by itself, or something that its text
 * refers to, at any distance, does.  Where all files have the same paths and
 * imports lead where they led, and the files that changed bind the same names
 * by the same imports, who sees what is the same in both states but for what
 * these files themselves refer to.  Then it is enough to know which nodes
 * differ, by their stamps and what they refer to, and to walk back from them:
 * no digests, no components, one graph instead of two.  Over Home Assistant
 * that takes a third of the time of keys of both sides.
 *
 * `affected FILE…` is such a case: nothing differs, but some files count as
 * changed in every respect.
 */
#ifndef CORE_PLAN_UNIT_DELTA_H
#define CORE_PLAN_UNIT_DELTA_H

#include "core/plan/keys.h"

/*
 * Fill `affected`, by file of `after`, zero before; both keys have been begun.
 * False, and nothing is filled, if that takes keys: keys_finish for both.
 */
bool unit_delta_find(struct keys *before, struct keys *after,
                     const unsigned char *touched, unsigned char *affected);

#endif
