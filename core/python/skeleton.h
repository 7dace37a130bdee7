/* SPDX-License-Identifier: MIT */
/*
 * skeleton - the tokens that one level sees, as Python again.
 *
 * A left-out body becomes `_ = 0`, which no type checker takes for a stub
 * (levels.md, D2), or `_ = yield` where it makes a generator (D1); its
 * imports stay (D8).  Printed from the very tokens that the stamp hashes.
 *
 * Ownership: borrows the tokens.
 */
#ifndef CORE_PYTHON_SKELETON_H
#define CORE_PYTHON_SKELETON_H

#include "core/python/tokens.h"

struct skeleton_request {
    const struct tokens *tokens; /* with places */
    struct str source;
    enum sight sight; /* one bit */
    bool keep_lines;  /* tokens stay on their lines and, mostly, columns */
    bool stub;        /* bodies are filled as in a .pyi */
};

void skeleton_write(const struct skeleton_request *request, struct buf *out);

#endif
