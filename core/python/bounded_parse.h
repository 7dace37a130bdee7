/* SPDX-License-Identifier: MIT */
/*
 * bounded_parse - the tree of a text, unless it would take too long.
 *
 * Broken text can take tree-sitter far more than in proportion to its length,
 * in two ways.  Steps of the parser are counted by tree-sitter, by hundreds.
 * Besides, a lexer that runs over the same text again and again takes no steps
 * (100,000 backslashes: a minute), so text is handed out block by block and
 * each is read a few times on average at most.  Neither tells of recoveries
 * from errors, which look at all comments before them: 180 KB of `# a` and `.`
 * lines in an open bracket take 15 s.
 *
 * Ownership: the tree is the caller's.  Threads: one parser per thread.
 */
#ifndef CORE_PYTHON_BOUNDED_PARSE_H
#define CORE_PYTHON_BOUNDED_PARSE_H

#include <stddef.h>

#include "core/base/str.h"
#include "core/python/grammar.h"

/* Up to so many hundreds of steps; NULL, and the parser is as new, if they do
   not do. */
TSTree *bounded_parse(TSParser *parser, struct str text, size_t steps);

#endif
