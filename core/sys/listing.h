/* SPDX-License-Identifier: MIT */
/*
 * listing - the names in one folder and what kind of thing each is.
 *
 * The kind comes with the names on every usual file system, which saves a
 * stat per entry: half the cost of a walk.  Only symlinks, and entries of
 * file systems that leave the kind open, are looked at one by one.
 *
 *     listing_init(&listing);
 *     for each folder: listing_read(&listing, fd) …
 *     listing_release(&listing);
 *
 * Ownership: names live in the listing until the next read.
 * Threads: one listing per thread.
 */
#ifndef CORE_SYS_LISTING_H
#define CORE_SYS_LISTING_H

#include <stdbool.h>

#include "core/base/buf.h"
#include "core/base/vec.h"

enum entry_kind {
    ENTRY_OTHER, /* socket, FIFO, device, or a symlink to one */
    ENTRY_FILE,
    ENTRY_FOLDER,
    ENTRY_FILE_LINK, /* a symlink, by what it leads to */
    ENTRY_FOLDER_LINK,
    ENTRY_DEAD_LINK, /* leads nowhere, today */
};

struct entry {
    struct str name; /* NUL-terminated */
    enum entry_kind kind;
};

struct listing {
    struct buf bytes; /* as the system hands them out */
    struct {
        VEC_FIELDS(struct entry);
    } entries; /* in no order; "." and ".." are left out */
};

void listing_init(struct listing *listing);
void listing_release(struct listing *listing);

/*
 * Read all of the folder open as `fd`, from its start.  Returns 0, or the
 * errno of what went wrong, with the entries that were read until then.
 */
int listing_read(struct listing *listing, int fd);

#endif
