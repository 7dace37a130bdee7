/* SPDX-License-Identifier: MIT */
/*
 * run - runs analyzers only where something they can see has changed, and
 * replays every other answer (design.md, 4).
 *
 *     view → tasks (one per analyzer: files, keys, what the store has)
 *          → tier by tier: execute what is unknown
 *          → second view: what may be stored → store → report
 *
 * Ownership: a run owns all it holds until run_release.
 * Threads: one at a time.
 */
#ifndef CORE_RUN_RUN_H
#define CORE_RUN_RUN_H

#include "core/run/candidates.h"
#include "core/run/execute.h"
#include "core/run/settled.h"
#include "core/run/tiers.h"
#include "core/store/db_runs.h"

struct run_options {
    const struct disk_options *disk;
    char *const *environment;
    struct str cache_dir; /* absolute, NUL-terminated */
    unsigned owner;       /* number of our process */
    const char *tier;     /* or NULL */
    struct conf_list only;
    const struct str *paths; /* files and folders, relative; 0: all */
    size_t paths_len;
    /* Only these files may be analyzed, sorted; all others are what they are.
       NULL: any. */
    const struct str *wanted;
    size_t wanted_len;
    bool takes_all;                  /* execute.h */
    const struct base_options *base; /* candidates differ from it; or NULL */
    const struct disk_options *base_disk; /* of the project, where `disk` is a
                                             copy of what is staged */
    bool base_if_needed;     /* `base` is asked for if an answer is unknown */
    struct settled *settled; /* told the keys, see `only_settled`; or NULL */
    bool only_settled; /* report what is known if all answers are, without the
                          store and under keys that are settled; else nothing
                          (`unsettled`).  Opening the store takes 3 ms. */
    bool no_cache;     /* neither look up nor store */
    bool dry_run;
    unsigned verify_percent; /* of replayed answers, run all the same */
    void (*progress)(void *context, struct str analyzer, size_t done,
                     size_t total);
    void *context; /* of `progress` */
};

struct run {
    const struct run_options *options;
    struct arena arena;
    struct view view;
    struct db *db; /* NULL: no store */
    struct identities *identities;
    struct tier_list tiers;
    struct task **tasks; /* in the order of the tiers */
    size_t tasks_len;
    size_t *tier_of; /* by task: place in `tiers` */
    struct candidates candidates;
    struct command_place place;
    struct buf dry;     /* the commands, with dry_run */
    int interrupted;    /* number of the signal, or 0 */
    bool undisturbed;   /* no file changed while the tools ran */
    bool unsettled;     /* nothing was done, by `only_settled` */
    struct digest keys; /* of all answers together, for `settled` */

    /* What came of it. */
    struct diagnostic_list diagnostics; /* sorted */
    struct report_analyzer *analyzers;  /* by task */
    size_t files;                       /* looked at by some analyzer */
    size_t analyzed;                    /* of them, by at least one */
    size_t replayed;                    /* of the others, those with answers */
    bool complete;
    bool differs; /* a verified answer was wrong */
    uint64_t began_ms;
    struct db_run counts; /* what goes into the store's statistics */
};

int run_perform(const struct run_options *options, struct run *run,
                struct err *err);
void run_release(struct run *run);

/* What report.h writes; the caller adds what is about output. */
void run_report(const struct run *run, struct report *report);

#endif
