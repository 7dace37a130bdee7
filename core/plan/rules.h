/* SPDX-License-Identifier: MIT */
/*
 * rules - which ignore rules hold at the project's root: git's own
 * `info/exclude`, the .gitignore files of folders above the root up to git's
 * top level, and our `exclude:`.  Never the user's global file.
 *
 * git is not run for this: the top level is the folder upwards that holds
 * `.git`, and `info/exclude` lies in the repository's common folder, which a
 * worktree's `.git` file leads to (gitrepository-layout(5)).
 *
 * Ownership: results live in the arena given.
 */
#ifndef CORE_PLAN_RULES_H
#define CORE_PLAN_RULES_H

#include "core/base/arena.h"
#include "core/base/hash.h"
#include "core/conf/conf.h"
#include "core/sys/ignore.h"

struct rules {
    const struct ignore *above;   /* NULL: none */
    const struct ignore *exclude; /* NULL: none */
    struct digest digest;         /* of all their texts */
};

void rules_load(struct arena *arena, struct str root, const struct conf *conf,
                struct rules *rules);

/*
 * The files that git's rules above the root stand in, there or not, from
 * `info/exclude` down to the folder above the root, each with the part of the
 * root's path that lies below it.
 */
typedef void rules_sink(void *context, struct str path, struct str prefix);
void rules_each(struct arena *arena, struct str root, rules_sink *sink,
                void *context);

#endif
