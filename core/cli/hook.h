/* SPDX-License-Identifier: MIT */
/*
 * hook - what a hook is about, as git and the programs that run hooks tell.
 *
 *     git commit                    the index against HEAD
 *     git push, and the like        PRE_COMMIT_FROM_REF against ..._TO_REF
 *     git push of a whole history   all of PRE_COMMIT_LOCAL_BRANCH
 *     pre-commit run --all-files    all of the index
 *
 * That nobody tells which files `--all-files` stands for is why the last is
 * known by this: a hook that no git runs, with nothing staged.  Such a run is
 * about everything or about nothing, and the first of them is CI.
 *
 * Ownership: texts are the environment's.  Threads: one at a time.
 */
#ifndef CORE_CLI_HOOK_H
#define CORE_CLI_HOOK_H

#include "core/cli/comparing.h"

struct hook {
    const char *whole; /* all of this revision, without a base; or NULL */
    bool by_hand;      /* pre-commit or prek run it, git did not */
};

/* Fills `base` unless it says something already. */
struct hook hook_find(char *const *environment, struct base_values *base);

#endif
