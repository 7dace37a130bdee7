/* SPDX-License-Identifier: MIT */
/*
 * sources_digest - the Python that is installed as its sources.
 *
 * What `pip install -e` leaves behind is a pointer to a folder whose files
 * change without a version.  If that folder is not the project's, nobody
 * else looks at it: a plugin that is being written, a library beside ours.
 * Contents are read again only if a stat of one of the files differs.
 *
 * Threads: one at a time.
 */
#ifndef CORE_RUN_SOURCES_DIGEST_H
#define CORE_RUN_SOURCES_DIGEST_H

#include "core/run/tool_memory.h"

/* Files of one folder that are looked at; nobody has more. */
enum { SOURCES_FILES_MAX = 50000, SOURCES_DEPTH_MAX = 32 };

/* Of the folder or file at the absolute `path`: names and contents of its
   .py, .pyi and py.typed files, wherever it lies. */
void sources_digest(struct tool_memory *memory, enum hash_algorithm algorithm,
                    struct str path, struct digest *digest);

#endif
