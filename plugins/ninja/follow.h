/* SPDX-License-Identifier: MIT */
/*
 * follow - what is left to do after edits that leave the faces of files.
 *
 * Where a memo holds (memo.h) and each source that differs says and shows
 * what it did (face.h), the only keys that differ are those of these sources,
 * and they follow from the memo: nothing is resolved, no graph is made.  Their
 * stamps and lines of key lists are written, and the memo.
 *
 * Threads: one at a time.
 */
#ifndef PLUGINS_NINJA_FOLLOW_H
#define PLUGINS_NINJA_FOLLOW_H

#include "plugins/ninja/memo.h"

/* How far a memo carries. */
enum followed {
    FOLLOW_FAILED = -1, /* to write: err says why */
    FOLLOW_NOT,         /* everything has to be looked at */
    FOLLOW_SAID,        /* all say the same: the graph is what it was */
    FOLLOW_DONE,        /* everything is in line */
};

/* After memo_begin, before lint_resolve. */
enum followed follow_edits(struct memo *memo, struct err *err);

#endif
