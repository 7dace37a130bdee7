/* SPDX-License-Identifier: MIT */
/*
 * shape - all that a scan's result depends on, but for what is in sources.
 *
 *   - folders and files of the tree, their flags; what is in other files
 *   - what configures the tools, which tools they are
 *   - what we were told, where, and which program this is
 *
 * Threads: one at a time.
 */
#ifndef PLUGINS_NINJA_SHAPE_H
#define PLUGINS_NINJA_SHAPE_H

#include "plugins/ninja/generate.h"

/* After lint_open, before lint_resolve. */
void shape_find(const struct generate_options *options, const struct lint *lint,
                const struct places *places, struct digest *shape);

#endif
