/* SPDX-License-Identifier: MIT */
/*
 * signs - cheap looks at a line that tell whether it can be all right.
 *
 * The facts of a file are found line by line, and a line with an error in it
 * changes what tree-sitter makes of the lines around.  To know that for
 * certain, all lines would have to be parsed; these signs, with the ones that
 * lines.h and blocks.h look for, were chosen by damaging real files at
 * random.  Of 140,000 such files one has an import in its tree that we miss:
 * `(@1` made tree-sitter skip 45 lines of code up to the next `import`.
 *
 * A sign that deceives costs a parse of the whole file and nothing else.
 *
 * Threads: safe everywhere.
 */
#ifndef CORE_PYTHON_SIGNS_H
#define CORE_PYTHON_SIGNS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/str.h"

/*
 * Could the line, which holds no import, be one half of a statement?  It
 * begins as an import, or ends in an operator: tree-sitter then goes on in
 * the next line without an error, where Python would complain.
 */
bool signs_torn(struct str line);

/*
 * Does the logical line go on left of its own indentation?  Python allows it
 * in brackets; tree-sitter takes it for the end of the block after
 * `import (`.
 */
bool signs_dedented(struct str line, uint32_t indent);

/* Is it no Python at all: do two names stand side by side? */
bool signs_prose(struct str line);

#endif
