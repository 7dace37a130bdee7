/* SPDX-License-Identifier: MIT */
/*
 * mentions - files that a tool's settings name: what they extend, plugins of
 * the project, lists of words.
 *
 * No list of options could be complete for all tools and releases, so each
 * word of a settings file that looks like a file and is one, seen from the
 * file's folder, counts; of Python only where plugins are named, for sources
 * are named to be left out.  Of files that many tools share, only sections of
 * analyzers are looked at.  Where plugins are named, a dotted name may be a
 * module beside the settings.  A file too many costs an analysis when it
 * changes, one too few would leave an answer stale.
 *
 * Threads: safe everywhere.
 */
#ifndef CORE_RUN_MENTIONS_H
#define CORE_RUN_MENTIONS_H

#include <stdbool.h>

#include "core/base/str.h"

/* Words of one file that are taken; nobody has more. */
enum { MENTIONS_MAX = 500 };

/* Are files of this name (of its last part) settings? */
bool mentions_expected(struct str name);

/* Called with each word that may name a file, as a relative path or an
   absolute one; most of them do not exist. */
typedef void mention_sink(void *context, struct str path);

/* `name` is the file's, `text` all that is in it. */
void mentions_find(struct str name, struct str text, mention_sink *sink,
                   void *context);

#endif
