/* SPDX-License-Identifier: MIT */
/*
 * sources_digest - Python that no key of a file covers.
 *
 * What `pip install -e` leaves behind is a pointer to a folder whose files
 * change without a version, and settings may name folders to look for modules
 * in (search_folders.h).  If such a folder is not the project's, nobody else
 * looks at it: a plugin that is being written, a library beside ours.
 * Contents are read again only if a stat of one of the files differs.
 *
 * Threads: one at a time.
 */
#ifndef CORE_RUN_SOURCES_DIGEST_H
#define CORE_RUN_SOURCES_DIGEST_H

#include <stdbool.h>

#include "core/run/tool_memory.h"

/* Files of one folder that are looked at; nobody has more. */
enum { SOURCES_FILES_MAX = 50000, SOURCES_DEPTH_MAX = 32 };

/*
 * Of the folder or file at the absolute `path`: names of folders, names and
 * contents of .py, .pyi, .pyw and py.typed files, names of compiled modules,
 * wherever it lies, symlinks followed.  What is at `without` (absolute, or
 * empty) and below is left out.  False if there is more than the limits let
 * us look at, so that the digest is not of all.
 */
bool sources_digest(struct tool_memory *memory, enum hash_algorithm algorithm,
                    struct str path, struct str without, struct digest *digest);

#endif
