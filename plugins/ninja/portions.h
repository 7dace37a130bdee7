/* SPDX-License-Identifier: MIT */
/*
 * portions - which files of an analyzer one edge of the build is about.
 *
 * One file per edge lets ninja spread the work best and say most exactly what
 * was done.  More files per edge start fewer processes: for tools that need a
 * second to begin with, and for trees of many thousand files.
 *
 *     single      one file each
 *     count       about so many; a portion ends where the hash of a path says
 *                 so, so that a new file changes one portion and not all that
 *                 come after it
 *     component   files that import each other in a cycle; the others alone
 *     folder      the files of a folder
 *
 * An analyzer of the whole tree (`scope: project`) has one portion.
 *
 * Ownership: lives in the arena given.  Threads: one at a time.
 */
#ifndef PLUGINS_NINJA_PORTIONS_H
#define PLUGINS_NINJA_PORTIONS_H

#include "core/run/view.h"

enum portioning {
    PORTION_SINGLE,
    PORTION_COUNT,
    PORTION_COMPONENT,
    PORTION_FOLDER,
};

struct portion_options {
    enum portioning by;
    uint32_t count; /* of files, for PORTION_COUNT */
};

struct portion {
    struct str name;      /* unlike that of any other of the analyzer: a path */
    const file_id *files; /* sorted by path */
    size_t len;
};

struct portions {
    VEC_FIELDS(struct portion); /* sorted by their first file */
};

/* "12", "component", "folder", or NULL for single files; ERR_USAGE. */
int portions_parse(const char *text, struct portion_options *options,
                   struct err *err);

/* Appends all portions of the analyzer's files, sorted, to `portions`. */
void portions_make(struct arena *arena, struct view *view,
                   const struct analyzer *analyzer,
                   const struct portion_options *options,
                   struct portions *portions);

#endif
