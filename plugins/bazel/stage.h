/* SPDX-License-Identifier: MIT */
/*
 * stage - a tree of exactly the files that an action was given.
 *
 * Bazel's own folders will not do: where there is no sandbox a tool would see
 * undeclared files beside its inputs (and settings above them), and views do
 * not lie where the sources lie that they stand for.  So files are copied,
 * into a folder of the system's temporary one, above which nothing of a
 * workspace lies.  Copied, not linked: tools follow links, and some write.
 *
 *     <folder>/tree    the files, at their places
 *     <folder>/bin     the tool, under its name
 *     <folder>/cache   of depstamp and the tool
 *
 * Ownership: texts live in the arena given; the folder until stage_remove.
 */
#ifndef PLUGINS_BAZEL_STAGE_H
#define PLUGINS_BAZEL_STAGE_H

#include "plugins/bazel/action.h"

struct stage {
    struct arena *arena;
    struct str folder; /* absolute, NUL-terminated, as all of these */
    struct str tree;
    struct str bin;
    struct str cache;
};

/* On failure there is nothing to remove. */
int stage_make(struct arena *arena, struct stage *stage, struct err *err);
void stage_remove(struct stage *stage);

/* Put files at their places.  Where two have one place the first one stays:
   two targets may have the same source. */
int stage_copy(struct stage *stage, const struct action_files *files,
               struct err *err);
/* The same for files that are empty. */
int stage_empty(struct stage *stage, const struct action_texts *places,
                struct err *err);

/* Let `name` in bin be what runs the program `path` (relative to the current
   folder), which may look beside itself for what it needs. */
int stage_tool(struct stage *stage, struct str name, struct str path,
               struct err *err);

#endif
