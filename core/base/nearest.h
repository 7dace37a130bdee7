/* SPDX-License-Identifier: MIT */
/*
 * nearest - the valid word that the user probably meant.
 *
 * Settings, options, commands and levels all answer an unknown word with
 * "did you mean …?".  The distance counts one for a letter that is missing,
 * too many, wrong, or swapped with its neighbour; a word is near if at most
 * a third of its letters differ, so that nonsense gets no suggestion.
 *
 *     struct nearest nearest = nearest_to(word);
 *     for each valid word: nearest_offer(&nearest, valid);
 *     if (nearest.best.len > 0) …
 *
 * Ownership: borrows both words.  Threads: plain data, safe everywhere.
 */
#ifndef CORE_BASE_NEAREST_H
#define CORE_BASE_NEAREST_H

#include "core/base/str.h"

/* Longer words are typed by nobody and are never near. */
enum { NEAREST_WORD_MAX = 63 };

struct nearest {
    struct str word;
    struct str best;   /* empty while nothing is near */
    unsigned distance; /* of `best` */
};

struct nearest nearest_to(struct str word);
/* Keep `valid` if it is near and nearer than what was offered before. */
void nearest_offer(struct nearest *nearest, struct str valid);

#endif
