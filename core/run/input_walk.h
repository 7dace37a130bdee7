/* SPDX-License-Identifier: MIT */
/*
 * input_walk - one walk over all that configures an analyzer, for digests
 * and for people.
 *
 * Inputs are called by names that say the same at any place: relative to the
 * root, "../setup.cfg" above it, "~/.mypy.ini", "$PYTHONPATH", "(row)" for
 * the row itself.
 *
 * Threads: one at a time.
 */
#ifndef CORE_RUN_INPUT_WALK_H
#define CORE_RUN_INPUT_WALK_H

#include "core/run/analyzer.h"
#include "core/run/input_files.h"
#include "core/run/search_folders.h"

struct input_walk {
    struct input_files *files;
    struct search_folders *folders;
    const struct analyzer *analyzer;
    input_sink *sink;
    void *context;
};

/* The row, variables, `inputs`, `upwards`, and files that words name; with
   all that these settings lead to (search_folders.h). */
void input_walk_common(const struct input_walk *walk);

/* The names in the absolute `folder`, which is called `called`. */
void input_walk_folder(const struct input_walk *walk,
                       const struct conf_list *names, struct str folder,
                       struct str called);

/*
 * The names in all folders above the root.  Absent files are not given: how
 * many folders there are is the place's business and not the project's.  Nor
 * is a file that is the same as one of its name further down: the tool takes
 * that one, or neither.  So a copy of the project that lies in the project
 * (staged.h) has the keys of the project.
 */
void input_walk_above(const struct input_walk *walk,
                      const struct conf_list *names);

#endif
