/* SPDX-License-Identifier: MIT */
/*
 * submodules - modules that a file reaches without importing them
 * (levels.md, K2).
 *
 *     import a                    a.c       the module a/c.py
 *     from q import a as y        y.c.d     q/a/c.py and q/a/c/d.py
 *     from a import *             where a lists "c" in __all__: a/c.py
 *     from other import pkg       pkg.c     where other says `import pkg`
 *
 * A chain of names begins with what an import of the file binds; what a name
 * is in a module is its submodule of that name, or what an import in it binds,
 * star imports too, through any number of modules.  Values are not followed:
 * after `b = a`, `b.c` is not found.
 *
 * Ownership: the results are the state's.  Threads: one at a time.
 */
#ifndef CORE_PLAN_SUBMODULES_H
#define CORE_PLAN_SUBMODULES_H

#include "core/plan/state.h"

/* Fill state->submodules for all files, whose imports are resolved. */
void submodules_find(struct state *state);

#endif
