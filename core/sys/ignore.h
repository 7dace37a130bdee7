/* SPDX-License-Identifier: MIT */
/*
 * ignore - gitignore rules (gitignore(5)), one rule file after another.
 *
 * A rule set is the content of one file: `.git/info/exclude`, a
 * `.gitignore`, or the `exclude:` list of our configuration.  Each set
 * points to the one that it overrides: that of the folder above.  Within a
 * set the last matching rule decides.
 *
 * A file below an ignored folder is ignored whatever the rules below say;
 * that is the walk's business (it never enters), or ignore_path's.
 *
 * Ownership: sets live in the arena given; texts are copied.
 * Threads: a finished set is read-only.
 */
#ifndef CORE_SYS_IGNORE_H
#define CORE_SYS_IGNORE_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/str.h"

struct ignore;

/*
 * Parse `text`, the rules that hold below `folder` (a relative path as in
 * path.h; "" for the root).  `above` may be NULL.  Never fails: a rule that
 * makes no sense matches nothing, as with git.
 */
const struct ignore *ignore_parse(struct arena *arena, struct str text,
                                  struct str folder,
                                  const struct ignore *above);

/*
 * The same for rules that stand in a folder *above* the root: `prefix` is
 * the root's path relative to that folder ("sub/project").
 */
const struct ignore *ignore_parse_above(struct arena *arena, struct str text,
                                        struct str prefix,
                                        const struct ignore *above);

/* Is this one entry ignored, its folders taken as not ignored? */
bool ignore_entry(const struct ignore *rules, struct str path, bool is_folder);

/*
 * Is `path` ignored, by itself or because a folder on the way to it is?
 * `rules` are those of the deepest folder: the rules of a folder never reach
 * its parents.
 */
bool ignore_path(const struct ignore *rules, struct str path, bool is_folder);

/* A single wildmatch (WM_PATHNAME, "**" included), for globs in options. */
bool ignore_glob(struct str pattern, struct str path);

#endif
