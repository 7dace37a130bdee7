/* SPDX-License-Identifier: MIT */
/*
 * search_folders - what lies where a tool's settings say that modules are.
 *
 * A folder that settings, arguments or variables of a tool name as a place
 * to import from (search_words.h) is not among our import roots, or in
 * another order, so that no key of a file covers what is found there:
 *
 *   - a folder that is one of our import roots is covered, but for modules
 *     that another root has too, since the tool may take the other one
 *   - to a tool of level `names` its names count, to others all its Python
 *   - of an environment or an interpreter what is installed there counts
 *   - of a folder around the project all but the project
 *
 * Plugins that settings name are files of their own right, and all that they
 * import counts (of a plugin that is a subject; else the file alone).
 *
 * Folders are listed in each run; what is in them is read again only if a
 * stat differs (sources_digest.h).
 *
 * Ownership: borrows everything.  Threads: one at a time.
 */
#ifndef CORE_RUN_SEARCH_FOLDERS_H
#define CORE_RUN_SEARCH_FOLDERS_H

#include "core/plan/state.h"
#include "core/run/analyzer.h"
#include "core/run/input_files.h"

struct search_folders;

/* `files` outlives it. */
struct search_folders *search_folders_new(struct input_files *files);
void search_folders_free(struct search_folders *folders);

/*
 * The tree with its import roots, which is resolved once settings name a
 * folder in it; without one every folder below the root counts as a whole.
 * What was read is remembered in the file `memory` (tool_memory.h), unless
 * that is NULL.
 */
void search_folders_know(struct search_folders *folders, struct state *state,
                         const char *memory);

/* For whom, and who is told of what was found. */
struct search {
    struct search_folders *folders;
    const struct analyzer *analyzer;
    input_sink *sink;
    void *context;
};

/* What the settings at the absolute `path`, and settings that these name,
   lead to. */
void search_file(const struct search *search, struct str path);

/* The same of the value of an argument or a variable. */
void search_value(const struct search *search, struct str value);

/* Has a plugin of the tree been found so far? */
bool search_folders_has_plugins(const struct search_folders *folders);

/* Every file and folder that was looked at so far, with all that is in it. */
typedef void search_folders_sink(void *context, struct str path);
void search_folders_each(const struct search_folders *folders,
                         search_folders_sink *sink, void *context);

#endif
