/* SPDX-License-Identifier: MIT */
/*
 * header - whether a line begins a block, told by its first word and its
 * last colon.
 *
 * Threads: safe everywhere.
 */
#ifndef CORE_PYTHON_HEADER_H
#define CORE_PYTHON_HEADER_H

#include <stdbool.h>

#include "core/base/str.h"

/* What kind of clause begins the line, found by its first word. */
enum clause {
    CLAUSE_NONE,
    CLAUSE_IF,
    CLAUSE_ELIF,
    CLAUSE_ELSE,
    CLAUSE_TRY,
    CLAUSE_EXCEPT,
    CLAUSE_FINALLY,
    CLAUSE_WITH,
    CLAUSE_DEF,
    CLAUSE_CLASS,
    CLAUSE_LOOP,      /* for, while */
    CLAUSE_MATCH,     /* soft: only if a colon ends the line */
    CLAUSE_CASE,      /* soft: only inside a match */
    CLAUSE_DECORATOR, /* @ */
};

/* By the first word; `async` stands for what follows it. */
enum clause header_clause(struct str line);

/* Is the first word `word`? */
bool header_begins(struct str line, struct str word);

/* Does a colon end the line, which has no comment behind it? */
bool header_ends(struct str line);

#endif
