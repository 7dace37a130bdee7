/* SPDX-License-Identifier: MIT */
/*
 * execute - runs the tools of some tasks over the files that are to be
 * analyzed, and takes their answers.
 *
 * The batches of all tasks go into one queue.  What comes back is split up:
 * findings about files that were asked for become their answers, those about
 * other subjects are dropped, since their own keys answer for them, and
 * those about configuration are shown and nothing of the batch is stored.
 *
 * A tool that stops because of some files (a syntax error and mypy: R1 of
 * levels.md) is run again without them and all that can see them; these stay
 * unknown.  One that crashes does not say over which file: its batch is
 * halved until that one is alone, so that all others have their answers; so is
 * one that takes too long, which may be too large as well.
 * Where answers depend on what else is in the batch, such halves are shown
 * and not stored.
 *
 * Threads: one at a time.
 */
#ifndef CORE_RUN_EXECUTE_H
#define CORE_RUN_EXECUTE_H

#include "core/run/command.h"
#include "core/run/task.h"

struct execute_options {
    const struct command_place *place;
    const struct conf *conf;
    unsigned jobs;
    struct db *db;    /* for times; may be NULL */
    bool leaves_none; /* tools are to keep nothing in our cache folder */
    /* Where batches have further files whatever is asked for (`whole`,
       `fixed`), take the answers for those too that nobody asked for. */
    bool takes_all;
    /* Called while something runs; may be NULL. */
    void (*progress)(void *context, struct str analyzer, size_t done,
                     size_t total);
    void *context;
    struct timeline *timeline; /* is told of each process; or NULL */
    struct buf *dry;           /* not NULL: commands go there, nothing is run */
};

/*
 * Analyze every candidate that is unknown, and every answer to verify.
 * Returns 0, or the number of the signal that interrupted it.
 */
int execute(struct task *const *tasks, size_t len,
            const struct execute_options *options);

#endif
