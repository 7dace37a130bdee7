/* SPDX-License-Identifier: MIT */
/*
 * folder_looks - what lies in folders from which tools import, as digests
 * that are the same wherever the project lies.
 *
 * Folders are listed in each run; what is in them is read again only if a
 * stat differs (sources_digest.h).  What is too large to be looked at is
 * never the same, so that nothing is replayed over it.
 *
 * Ownership: borrows the files.  Threads: one at a time.
 */
#ifndef CORE_RUN_FOLDER_LOOKS_H
#define CORE_RUN_FOLDER_LOOKS_H

#include "core/run/input_files.h"
#include "core/run/tool_memory.h"

/* How much of a folder counts: names of folders in it; of modules too; and
   what is in these.  Of environments and of interpreters always what is
   installed there. */
enum look { LOOK_AT_FOLDERS, LOOK_AT_NAMES, LOOK_AT_CONTENTS };

struct folder_looks {
    struct input_files *files;
    struct tool_memory *memory;
    struct arena arena;
    struct intern known; /* kind of look and path */
    struct {
        VEC_FIELDS(struct digest);
    } digests; /* by what is known */
};

void folder_looks_init(struct folder_looks *looks, struct input_files *files);
void folder_looks_release(struct folder_looks *looks);

/* Remember what was read in the file `memory`, unless that is NULL. */
void folder_looks_remember(struct folder_looks *looks, const char *memory);

/* Of the folder or file at the absolute `path`; the project in it, if it
   lies around, is left out. */
struct digest folder_looks_digest(struct folder_looks *looks, enum look look,
                                  struct str path);

/* Every path that a digest was asked for. */
typedef void folder_looks_sink(void *context, struct str path);
void folder_looks_each(const struct folder_looks *looks,
                       folder_looks_sink *sink, void *context);

#endif
