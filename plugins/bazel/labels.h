/* SPDX-License-Identifier: MIT */
/*
 * labels - files as a query of Bazel sees them: `affected --format
 * bazel-query`.
 *
 * A file's label is its package, the nearest folder at or above it that has a
 * BUILD.bazel or BUILD, and its path below that.  The query asks for the rules
 * that have one of the files as an input: a rule of Python for itself, since
 * who imports it is among the files; any other (filegroup, genrule) with all
 * that depends on it, since what it makes of a file is not known here.
 *
 * Labels stand in patterns that are matched against what a package declares:
 * naming a file that no target has would be an error.  A byte that is no plain
 * letter, digit or sign matches any, so nothing has to be quoted.
 *
 * Threads: safe.
 */
#ifndef PLUGINS_BAZEL_LABELS_H
#define PLUGINS_BAZEL_LABELS_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"

/*
 * Append the query for `paths`, which are relative to `root` (absolute) and
 * sorted.  Files in no package, or in what .bazelignore names, have no label
 * and are left out.  ERR_USAGE if there is no workspace at or above `root`.
 */
int labels_query(struct str root, const struct str *paths, size_t len,
                 struct buf *out, struct err *err);

#endif
