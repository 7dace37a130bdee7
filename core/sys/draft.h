/* SPDX-License-Identifier: MIT */
/*
 * draft - a file being prepared, that takes another's place when done.
 *
 * Begun before the work whose result it will hold, for two reasons: its
 * mtime is the file system's own time before that work, which is what racy
 * entries are told by (stat_sig_is_racy), and a folder that cannot be
 * written is noticed before, not after.
 *
 * The draft has no name where the system can do that (O_TMPFILE), so a
 * killed process leaves nothing behind.
 *
 * Ownership: open until draft_commit or draft_discard.  Threads: one.
 */
#ifndef CORE_SYS_DRAFT_H
#define CORE_SYS_DRAFT_H

#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/str.h"

struct draft {
    int fd;             /* -1: none */
    struct str folder;  /* absolute, NUL-terminated, borrowed */
    char temporary[48]; /* its name in the folder; empty: it has none */
    int64_t since_ns;   /* the file system's time when it was begun */
};

/* Begin one in `folder`, which exists.  On failure draft->fd is -1. */
int draft_begin(struct draft *draft, struct str folder, struct err *err);

/* Write the next bytes, where there are too many to be kept; -1 with
   `errno`'s reason, and then the draft is to be discarded. */
int draft_append(struct draft *draft, struct str bytes, struct err *err);

/*
 * Write `len` parts one behind the other and let the file take the place of
 * `name` in the folder.  Closes the draft; on failure the old file is still
 * there.
 */
int draft_commit(struct draft *draft, const char *name, const struct str *parts,
                 size_t len, struct err *err);
void draft_discard(struct draft *draft);

#endif
