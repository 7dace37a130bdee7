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
#include "core/base/vec.h"
#include "core/python/symbols.h"

/* Nothing else differs: what changed stands between the declarations. */
#define SYMBOL_DIFF_OTHER "its other statements"

struct str symbol_diff(struct arena *arena, const struct symbols *before,
                       const struct symbols *after, enum stamp_level level);

/* How a declaration changed. */
enum symbol_change_kind { CHANGE_HEAD, CHANGE_BODY, CHANGE_NEW, CHANGE_GONE };

struct symbol_change {
    struct str name;      /* "C.m"; lives in the arena or a record */
    uint32_t kind;        /* enum symbol_change_kind */
    uint32_t line_before; /* 0: there was none */
    uint32_t line_after;  /* 0: there is none */
};

struct symbol_changes {
    VEC_FIELDS(struct symbol_change);
};

/* The same as a list, by name; what imports bind is left out. */
void symbol_changes_find(struct arena *arena, const struct symbols *before,
                         const struct symbols *after, enum stamp_level level,
                         struct symbol_changes *out);

#endif
