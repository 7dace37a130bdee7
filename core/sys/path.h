/* SPDX-License-Identifier: MIT */
/*
 * path - names of files below a root, always with "/", never absolute.
 *
 * A *relative path* here is clean: no "." or ".." component, no double or
 * trailing slash; the root itself is "".
 *
 * Ownership: results live in the arena given.  Threads: safe everywhere.
 */
#ifndef CORE_SYS_PATH_H
#define CORE_SYS_PATH_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/str.h"

/* "a" and "b" give "a/b"; an empty side gives the other.  NUL-terminated. */
struct str path_join(struct arena *arena, struct str folder, struct str name);
/* "a/b/c.py" gives "a/b"; "c.py" gives "". */
struct str path_folder(struct str path);
/* "a/b/c.py" gives "c.py". */
struct str path_name(struct str path);
/* True if `path` is `folder` or lies below it; "" holds everything. */
bool path_is_below(struct str path, struct str folder);

/* True for a clean relative path that is not the root's: no component is
   empty, "." or "..", and none holds a NUL. */
bool path_is_clean(struct str path);

/*
 * The clean absolute form of `path`, taken relative to the current folder;
 * "." and ".." are resolved by name, symlinks are kept.
 */
int path_absolute(struct arena *arena, const char *path, struct str *out,
                  struct err *err);
/* `path` without `root`, both absolute and clean; false, and `out` is
   untouched, if it lies outside.  The root itself gives "". */
bool path_cut_root(struct str path, struct str root, struct str *out);
/* `path` (absolute, NUL-terminated) with all symlinks resolved, in the arena;
   false, and `out` is untouched, if it is not there. */
bool path_real(struct arena *arena, struct str path, struct str *out);
/*
 * `path` (as the user typed it, relative to the current folder) relative to
 * `root` (absolute and clean).  The folder's real path is tried if the names
 * alone do not match, so a symlinked current folder works.  ERR_USAGE if it
 * lies outside.
 */
int path_below_root(struct arena *arena, struct str root, const char *path,
                    struct str *out, struct err *err);

/*
 * As git quotes a path without -z (core.quotePath=false): plain, or in
 * double quotes with C escapes if it holds a quote, backslash or control
 * character.  For people.
 */
struct str path_quote(struct arena *arena, struct str path);
/*
 * The same with core.quotePath=true, git's default: bytes beyond ASCII are
 * escaped too.  For files of ours.
 */
struct str path_quote_ascii(struct arena *arena, struct str path);
/* The reverse; ERR_FORMAT on a broken escape. */
int path_unquote(struct arena *arena, struct str text, struct str *out,
                 struct err *err);

#endif
