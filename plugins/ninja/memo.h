/* SPDX-License-Identifier: MIT */
/*
 * memo - what the last scan found and wrote, so that the next one does only
 * what is left to do.
 *
 * A scan is often run for nothing (a checkout touched all files), and most
 * edits change one stamp.  Resolving imports, computing keys and looking at
 * ten thousand stamp files takes five times as long as the scan.  `<out>/scan`
 * holds
 *
 *     "depstamp-scan2 <16 hex digits: XXH3-64 of all that follows>\n"
 *     the shape (shape.h)
 *     can it be followed (below)?
 *     files that were written: their stats, and sums of their bytes
 *     folders with stamp files: their stats
 *     a digest of the stats of what resolution met beyond the tree
 *     of each file     its content; what it says and shows, and to which
 *                      levels (face.h)
 *     of each level    what its files see (keys.h)
 *     of each linter   what is the same for all its answers, and what
 *                      configures it in each folder
 *     the paths that resolution met, a line each
 *
 * It holds while the shape is the same, what was written is still there, and
 * what resolution met has not changed.  Stats that are as young as the file
 * system's clock when they were taken (racy, as in file.h) are not trusted:
 * then bytes are compared, and stamp files looked for one by one.
 *
 * Where it holds, `follow.h` brings all in line with edits that leave the
 * faces of files.  It cannot be followed if a linter's keys depend on sources
 * in other ways: it answers for the tree as a whole, follows names, or has a
 * plugin in the tree.
 *
 * Ownership: borrows all that it is given; rows live in its bytes.
 * Threads: one at a time.
 */
#ifndef PLUGINS_NINJA_MEMO_H
#define PLUGINS_NINJA_MEMO_H

#include "core/sys/draft.h"
#include "plugins/ninja/memo_rows.h"
#include "plugins/ninja/shape.h"

/* A file that a scan writes. */
struct memo_file {
    struct str path; /* NUL-terminated */
    uint64_t sum;    /* hash_64 of its bytes, if known */
    bool known;
};

struct memo {
    struct arena arena;
    struct lint *lint;
    const struct places *places;
    struct draft draft;
    struct digest shape;     /* of today */
    struct memo_sizes sizes; /* as the tree is before resolving */
    size_t dirs_len;
    bool *hashed;        /* by file, then */
    bool *listed;        /* by folder, then */
    uint32_t *folder_of; /* by file that is a subject: in view.folders */
    struct memo_file *written;
    bool holds;
    bool tired;            /* it holds, and some stats of it are not trusted */
    struct buf bytes;      /* of the file, from the header on */
    struct memo_rows rows; /* in them */
    struct str paths;      /* that resolution met, behind them */
};

/* After lint_open, before lint_resolve.  Reads what is there. */
void memo_begin(struct memo *memo, const struct generate_options *options,
                struct lint *lint, const struct places *places);
void memo_release(struct memo *memo);

/* The file at `path` has these bytes now. */
void memo_wrote(struct memo *memo, struct str path, struct str bytes);
/* The sum of the file's bytes, if it is known. */
bool memo_sum(const struct memo *memo, struct str path, uint64_t *sum);

/* Everything is in line with the view, which is resolved; or the rows have
   been brought in line.  That nothing can be kept costs only time. */
void memo_keep(struct memo *memo);
void memo_keep_rows(struct memo *memo);

#endif
