/* SPDX-License-Identifier: MIT */
/*
 * symbol_diff - which declarations of a file changed, in words.
 *
 *     "signature of f, body of C.m, x is new"
 *
 * Only what importers at the level see is named.
 */
#ifndef CORE_PLAN_SYMBOL_DIFF_H
#define CORE_PLAN_SYMBOL_DIFF_H

#include "core/base/arena.h"
#include "core/python/symbols.h"

/* Nothing else differs: what changed stands between the declarations. */
#define SYMBOL_DIFF_OTHER "its other statements"

struct str symbol_diff(struct arena *arena, const struct symbols *before,
                       const struct symbols *after, enum stamp_level level);

#endif
