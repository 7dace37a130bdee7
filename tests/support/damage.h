/* SPDX-License-Identifier: MIT */
/*
 * damage - breaks a source the way editors, merges and bad disks do.
 *
 * Cuts the end off, takes ranges out, overwrites bytes, and puts brackets,
 * quotes and the like in odd places: one to three of these.  The same seed
 * does the same damage everywhere.
 */
#ifndef TESTS_SUPPORT_DAMAGE_H
#define TESTS_SUPPORT_DAMAGE_H

#include <stdint.h>

#include "core/base/buf.h"

/* The next of a sequence of random numbers (splitmix64). */
uint64_t damage_random(uint64_t *state);

void damage_apply(uint64_t seed, struct buf *text);

#endif
