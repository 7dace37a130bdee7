/* SPDX-License-Identifier: MIT */
/*
 * memo - that nothing has changed since everything was written.
 *
 * A scan is often run for nothing: a checkout touched all files, a folder has
 * a new name in it that is no source.  Resolving imports, computing keys and
 * looking at ten thousand stamp files takes five times as long as the scan.
 * So after everything was written and found right, a digest is kept of
 *
 *   - the tree as scanned: folders, files, contents; the stats of what
 *     resolution met beyond it (ignored files that imports reach)
 *   - what configures the tools, which tools they are, this program
 *   - the stats of what was written: the manifest, its depfile, identities,
 *     lists of keys, the folders with stamp files
 *
 * in `<out>/scan`: "depstamp-scan1 <digest>\n", and a line for each path that
 * resolution met.  A file written or removed by somebody else changes a stat
 * in it.  It is not kept while one of them is younger than the file system's
 * clock can tell (racy, as in file.h), so the scan that wrote something keeps
 * nothing.
 *
 * Ownership: borrows all that it is given.  Threads: one at a time.
 */
#ifndef PLUGINS_NINJA_MEMO_H
#define PLUGINS_NINJA_MEMO_H

#include "core/sys/draft.h"
#include "plugins/ninja/generate.h"

struct memo {
    struct arena arena;
    const struct lint *lint;
    const struct places *places;
    struct digest known; /* of all that was there before resolving */
    size_t files;        /* in the tree then */
    size_t dirs;
    bool *listed; /* by folder then */
    struct draft draft;
};

/* After lint_open, before lint_resolve. */
void memo_begin(struct memo *memo, const struct generate_options *options,
                const struct lint *lint, const struct places *places);
void memo_release(struct memo *memo);

/* Is everything as it was? */
bool memo_holds(struct memo *memo);
/* Everything is right now.  That it cannot be kept costs only time. */
void memo_keep(struct memo *memo);

#endif
