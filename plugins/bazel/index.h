/* SPDX-License-Identifier: MIT */
/*
 * index - what importers can see of the sources of one target.
 *
 * A *stamp* of each source at the analyzer's level, a line
 *
 *     <digest> <path, quoted as git does>
 *
 * and, if asked for, its *view*: Python that stands for the source in front of
 * importers, with bodies left out that the level does not see.  Equal stamps
 * mean equal views.  At the levels `code` and `content` a view is the source.
 *
 * The level is raised by options and settings as everywhere (effective.h), so
 * files that configure the tool are inputs too.
 *
 * Threads: any number at a time.
 */
#ifndef PLUGINS_BAZEL_INDEX_H
#define PLUGINS_BAZEL_INDEX_H

#include <stdbool.h>

#include "plugins/bazel/action.h"

int index_perform(struct action *action, struct err *err);

/* Is one of the sources nothing that Python can read? */
bool index_is_damaged(const struct action_files *sources);

#endif
