/* SPDX-License-Identifier: MIT */
/*
 * face - all of a file that anything but its own bytes in its own key can
 * depend on.
 *
 *     says     its imports, names and flags without the lines
 *     shows    its stamps at the levels at which others see it
 *
 * Resolution is a function of names, settings and of what files say, closures
 * are one of what they show.  So between two states with the same names
 * (files, folders, flags) and settings
 *
 *   - the graph and every record are the same if all files say the same
 *   - every `seen` (keys.h) is, too, if they also show the same; then keys
 *     differ only by the bytes of the files themselves.  A comment, or an
 *     edit in a body that nobody sees, is of this kind.
 *
 * Who is seen is a matter of the graph: a file without edges to it that is no
 * input of the tree shows nothing.
 *
 * Threads: one at a time.
 */
#ifndef CORE_PLAN_FACE_H
#define CORE_PLAN_FACE_H

#include "core/plan/keys.h"

/* Which levels: bits 1 << level. */
typedef unsigned char level_set;

enum {
    LEVEL_SET_SYMBOLS =
        1 << LEVEL_DECLARED | 1 << LEVEL_INFERRED | 1 << LEVEL_CODE,
};

/* Add the level of `keys` to sees[file] for each of the first `len` files that
   others see. */
void face_seen(const struct keys *keys, level_set *sees, size_t len);

/* The state need not be resolved. */
void face_says(const struct state *state, file_id file, struct hasher *hasher,
               struct digest *says);

/* `stamps`: STAMPS of them (symbol_cache.h), or NULL: then it shows its bytes,
   as it does where a level has no stamps. */
void face_shows(const struct tree_file *file, const struct digest *stamps,
                level_set sees, struct hasher *hasher, struct digest *shows);

#endif
