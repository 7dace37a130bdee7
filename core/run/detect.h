/* SPDX-License-Identifier: MIT */
/*
 * detect - which tools a project configures, by its files alone
 * (analyzer_detect of analyzer.h).
 *
 * Threads: safe; reads files.
 */
#ifndef CORE_RUN_DETECT_H
#define CORE_RUN_DETECT_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/str.h"

/* Has pyproject.toml of the folder `root` this table ("tool.bandit")? */
bool detect_table(struct arena *arena, struct str root, const char *table);

#endif
