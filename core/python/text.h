/* SPDX-License-Identifier: MIT */
/*
 * text - source bytes as Python would read them, in UTF-8.
 *
 * A byte order mark is dropped, a coding cookie (PEP 263) in the first two
 * lines is obeyed through iconv(3), and a CR without LF becomes LF (universal
 * newlines; tree-sitter knows only LF).  Nearly all files need nothing of
 * that and are passed through without a copy.
 *
 * Ownership: the result borrows from the input or from `scratch`.
 * Threads: safe, with a scratch buffer per thread.
 */
#ifndef CORE_PYTHON_TEXT_H
#define CORE_PYTHON_TEXT_H

#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/str.h"

struct text_problem {
    uint32_t line; /* 1-based; 0: there is no problem */
    uint32_t column;
    char message[120];
};

/*
 * The text of `bytes`.  On an unknown encoding or bytes that are not valid
 * in it, `problem` says so and the bytes are taken as they are: imports are
 * ASCII nearly always, and an edge too many is better than one lost.
 * Bytes without a cookie are taken for UTF-8 unseen.  `problem` may be NULL.
 */
struct str text_decode(struct str bytes, struct buf *scratch,
                       struct text_problem *problem);

/* The encoding's name as the cookie of `bytes` has it; empty if it has none. */
struct str text_cookie(struct str bytes);

#endif
