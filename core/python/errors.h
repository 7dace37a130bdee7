/* SPDX-License-Identifier: MIT */
/*
 * errors - where a source does not parse, and other trouble with its bytes.
 *
 * Places are 1-based, columns in Unicode code points (contract.md,
 * "Formats").  The whole file is parsed, so this is asked about single
 * files only.
 */
#ifndef CORE_PYTHON_ERRORS_H
#define CORE_PYTHON_ERRORS_H

#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "core/base/vec.h"

enum { SYNTAX_ERRORS_MAX = 100 };

struct syntax_error {
    uint32_t line;
    uint32_t column;
    const char *message; /* in the arena */
};

struct syntax_errors {
    VEC_FIELDS(struct syntax_error); /* in order of place */
};

/*
 * Trouble with the encoding, then ERROR and MISSING nodes, the outermost of
 * each nest, at most SYNTAX_ERRORS_MAX.
 */
void syntax_errors_find(struct str bytes, struct arena *arena,
                        struct syntax_errors *errors);

#endif
