/* SPDX-License-Identifier: MIT */
/*
 * lists - the names that a module lists in its __all__.
 *
 * `from a import *` imports the submodule c if a lists it (levels.md, K2), in
 * whatever way: `__all__ = ["c"]`, `+=`, with an annotation, by `extend` or
 * `append`, under a condition.  So each string that is a name counts, in
 * every logical line that holds the word `__all__`; a string too many is an
 * edge too many at worst, and only if it names a submodule.  Names without
 * quotes around them (`__all__ = other.__all__ + ["c"]`) do not count here.
 *
 * Strings side by side are joined.  Escapes are not undone, because no tool
 * that reads __all__ does so.
 */
#ifndef CORE_PYTHON_LISTS_H
#define CORE_PYTHON_LISTS_H

#include "core/python/chains.h"
#include "core/python/lines.h"

/*
 * Give the names listed in the scanner's text to `chains`.  Moves the
 * scanner, whose lines were read before.
 */
void lists_read(struct line_scanner *scanner, struct chain_reader *chains);

#endif
