/* SPDX-License-Identifier: MIT */
/*
 * pragma - comments that speak to us.
 *
 *     import x            # depstamp: ignore
 *     # depstamp: depends path-or-module
 *
 * `ignore` takes the imports of its logical line out; `depends` adds an
 * edge where the code cannot show one.  Anything else behind "depstamp:" is
 * left alone, so that later versions can mean something by it.
 */
#ifndef CORE_PYTHON_PRAGMA_H
#define CORE_PYTHON_PRAGMA_H

#include "core/base/arena.h"
#include "core/python/items.h"
#include "core/python/lines.h"

/* Apply the pragmas that the scanner has met to the items of the file. */
void pragma_apply(struct line_scanner *scanner, struct arena *arena,
                  struct import_items *items);

#endif
