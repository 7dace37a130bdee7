/* SPDX-License-Identifier: MIT */
/*
 * db_runs - what runs found in the store, a row each.
 *
 * Runs are numbered from 1 as they begin; entries remember in which run they
 * came and were last wanted, which is a finer clock than days.  The numbers
 * are told by the caller and mean nothing here.  The last DB_RUNS_KEPT runs
 * are kept, all before are added up in the row 0.
 *
 * Ownership: plain data.  Threads: as the handle.
 */
#ifndef CORE_STORE_DB_RUNS_H
#define CORE_STORE_DB_RUNS_H

#include "core/base/vec.h"
#include "core/store/db.h"

enum { DB_RUNS_KEPT = 100 };

/* Why there was no answer. */
enum db_miss {
    DB_MISS_UNSEEN,     /* nobody asked before */
    DB_MISS_FILE,       /* the file itself differs */
    DB_MISS_DEPENDENCY, /* what it can see differs */
    DB_MISS_TOOL,       /* version or settings of the analyzer do */
    DB_MISS_LOST,       /* nothing differs: damaged, pruned, or never kept */
    DB_MISSES,
};
extern const char *const db_miss_names[DB_MISSES];

struct db_run {
    int64_t number; /* 0: the sum of all */
    int64_t began;  /* seconds since 1970; of the sum: of the first */
    uint64_t ms;
    uint64_t hits;
    uint64_t saved_ms;
    uint64_t misses[DB_MISSES];
};

struct db_run_list {
    VEC_FIELDS(struct db_run); /* newest first */
};

/*
 * A new run, whose number is given to all that comes or is wanted from now
 * on.  0 if that cannot be written, and nobody has to hear about it: what
 * cannot be stored either is told then.
 */
int64_t db_run_begin(struct db *db);
/* What came of the run `run->number`; 0 is ignored. */
void db_run_end(struct db *db, const struct db_run *run);

/* The newest `most` runs, and the sum of all that ever were. */
void db_runs_read(struct db *db, size_t most, struct db_run_list *list,
                  struct db_run *total, uint64_t *count);
void db_run_list_release(struct db_run_list *list);

/* When the run before `number` began, in seconds since 1970; 0: there is
   none. */
int64_t db_run_before(struct db *db, int64_t number);

/* The number of the newest run, 0 if there is none. */
int64_t db_run_newest(struct db *db);

#endif
