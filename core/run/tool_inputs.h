/* SPDX-License-Identifier: MIT */
/*
 * tool_inputs - the files and variables that configure an analyzer.
 *
 * Three kinds of files count (analyzers.md, "Configuration looked for"):
 * `inputs`, files and globs at the root; `upwards`, names looked for in the
 * root and all folders above it; `nearest`, names looked for in a file's own
 * folder and all above, so that they differ from file to file.  A name that
 * is absent counts as absent, so that a configuration that appears is seen.
 * Above the root, and in the home folder ("~/.config/mypy/config"), contents
 * count and paths do not: the same tree at another place has the same keys.
 *
 * Files that words of the command and arguments name count too, and of a
 * variable that names a file its content.  So do the folders from which all
 * these let the tool import (search_folders.h).
 *
 * Folders are remembered: a tree of 10,000 files asks for some hundred.
 *
 * Ownership: owns what it remembers.  Threads: one at a time.
 */
#ifndef CORE_RUN_TOOL_INPUTS_H
#define CORE_RUN_TOOL_INPUTS_H

#include "core/base/hash.h"
#include "core/plan/state.h"
#include "core/run/analyzer.h"

struct tool_inputs;

struct tool_inputs *tool_inputs_new(struct str root, char *const *environment,
                                    enum hash_algorithm algorithm);
void tool_inputs_free(struct tool_inputs *inputs);

/*
 * Let it know the tree, as a scan has left it, which outlives it.  If it is
 * not resolved and not to be, folders that settings name count as wholes; with
 * `resolves` the tree is once there are such folders.  Remember in the
 * cache folder, unless that is empty, in which folders `nearest` files lie
 * (nearest_memory.h) and what is in folders that settings name
 * (search_folders.h).
 */
void tool_inputs_know(struct tool_inputs *inputs, struct state *state,
                      bool resolves, struct str cache_dir);

/* What configures the analyzer for all files: inputs, upwards, variables,
   and the row itself: command, arguments, format. */
void tool_inputs_common(struct tool_inputs *inputs,
                        const struct analyzer *analyzer, struct digest *digest);

/* What configures it for files of `folder` (relative to the root); the same
   for all folders unless the row has `nearest`. */
void tool_inputs_of(struct tool_inputs *inputs, const struct analyzer *analyzer,
                    struct str folder, struct digest *digest);

/*
 * The same for all these folders together, if the tool reads the
 * configuration of what a file imports too (pyrefly; levels.md, K4): one with
 * `nearest` and a level above `names`.  Else a digest of nothing.  `folders`
 * are those of all subjects, in an order of their own.
 */
void tool_inputs_everywhere(struct tool_inputs *inputs,
                            const struct analyzer *analyzer,
                            const struct str *folders, size_t len,
                            struct digest *digest);

/* The folder at or above `folder` that has one of the `nearest` files, ".."
   if none has: for `batch_by: nearest`. */
struct str tool_inputs_nearest(struct tool_inputs *inputs,
                               const struct analyzer *analyzer,
                               struct str folder);

/*
 * Do sources of the tree configure a tool by what they import (plugins)?
 * Which ones is known once the tree is resolved, after all digests.
 */
bool tool_inputs_has_plugins(const struct tool_inputs *inputs);

/*
 * Each input as a line of text with the digest of its content, sorted by
 * name, so that `why --analyzer` can say which one differs: "mypy.ini
 * xxh3:…", "pyproject.toml absent", "$MYPYPATH xxh3:…".
 */
void tool_inputs_list(struct tool_inputs *inputs,
                      const struct analyzer *analyzer, struct str folder,
                      struct buf *out);

/* Every file that was looked at so far and is there, by its absolute path;
   and every folder that settings name, `whole`: all in it counts. */
typedef void tool_inputs_sink(void *context, struct str path, bool whole);
void tool_inputs_each(const struct tool_inputs *inputs, tool_inputs_sink *sink,
                      void *context);

#endif
