/* SPDX-License-Identifier: MIT */
/*
 * unit_words - the names in strings and type comments (levels.md, U6).
 *
 * A string may be a type, so the identifiers in it are mentions, unescaped
 * and joined as Python does; only of names that matter, for most strings are
 * prose.
 *
 * Private to core/python.
 */
#ifndef CORE_PYTHON_UNIT_WORDS_H
#define CORE_PYTHON_UNIT_WORDS_H

#include "core/python/unit_marks.h"

/* Which names matter. */
struct unit_heads {
    const unsigned char *flags; /* by text_id; not 0: it does */
    size_t len;
    bool all;
};

/*
 * Append the words of all marked texts to the mentions.  Sets `coarse` if a
 * word may be a name though it does not look like it.
 */
void unit_words_find(struct unit_marks *marks, struct intern *names,
                     struct str source, struct unit_heads heads);

#endif
