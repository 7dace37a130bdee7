/* SPDX-License-Identifier: MIT */
/*
 * effective - the level that an analyzer needs with the options it is given.
 *
 * An option can let a tool see more of a dependency than it does by itself:
 * mypy without local partial types looks into all bodies (levels.md, D9), a
 * plugin may look at anything.  The level raised by that is what results are
 * keyed by; this is the only place that decides it.
 *
 * Settings are looked for in the files that the tool reads at the root, in
 * whatever section belongs to it, per-module ones included: a level too high
 * is only slow.  A comment in a source that says the same counts for that
 * source alone (symbols.h).
 *
 * Threads: safe; reads files.
 */
#ifndef CORE_PLAN_EFFECTIVE_H
#define CORE_PLAN_EFFECTIVE_H

#include "core/base/arena.h"
#include "core/conf/conf.h"
#include "core/plan/level.h"

struct effective_level {
    enum level level;
    /* "mypy.ini: plugins", or NULL if the level is the analyzer's own. */
    const char *because;
};

/*
 * `tool` is what is run, by the name of its program ("mypy"); `own` the level
 * that its row or preset names; `root` absolute and NUL-terminated.
 */
struct effective_level effective_level(struct arena *arena, struct str root,
                                       struct str tool,
                                       const struct conf_list *args,
                                       enum level own);

#endif
