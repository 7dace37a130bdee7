/* SPDX-License-Identifier: MIT */
/*
 * root - where the project begins (contract.md, "What is read").
 *
 * `--root`, else the nearest folder upwards that holds depstamp.yaml, else
 * the nearest that holds `.git` (a folder, or the file of a worktree or
 * submodule), else the current folder.
 *
 * Ownership: results live in the arena given.  Threads: safe everywhere.
 */
#ifndef CORE_CLI_ROOT_H
#define CORE_CLI_ROOT_H

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/str.h"

/*
 * The root, absolute and clean, without a slash at its end ("/" but for
 * that), NUL-terminated.  `option` is the value of --root, or NULL.  ERR_USAGE
 * if that is no folder.
 */
int root_find(struct arena *arena, const char *option, struct str *root,
              struct err *err);

/*
 * The configuration that belongs to `root`: its depstamp.yaml, or NULL if
 * there is none.
 */
const char *root_config(struct arena *arena, struct str root);

#endif
