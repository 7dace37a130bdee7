/* SPDX-License-Identifier: MIT */
/*
 * upkeep - which rows of the store a tree needs, and what of it may go.
 *
 * A run finds nearly all it needs in files of the tree (last_answers.h,
 * symbol_table.h) and asks the store for nothing, which costs no time and
 * tells the store nothing.  So before anything is removed or saved it is
 * told, from these files, what the last runs over the tree used.
 *
 * Ownership: none.  Threads: one at a time.
 */
#ifndef CORE_RUN_UPKEEP_H
#define CORE_RUN_UPKEEP_H

#include "core/plan/symbol_cache.h"
#include "core/store/db_upkeep.h"

struct upkeep {
    struct db *db;
    struct str cache_dir;
    struct str root;
    struct symbol_cache *symbols; /* may be NULL */
};

/* Say what is in use. */
void upkeep_mark(const struct upkeep *upkeep);

/* Put answers back that the store has lost. */
void upkeep_complete(const struct upkeep *upkeep);

/* Days of `cache.max_age`, at least one. */
uint64_t upkeep_days(uint64_t max_age_ms);

#endif
