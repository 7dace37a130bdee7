/* SPDX-License-Identifier: MIT */
/*
 * guard - what the header of a block says about what stands in it.
 *
 * A condition is read as a formula over TYPE_CHECKING (PEP 484), under any
 * module or alias: what must hold of it for the condition to be true, and
 * what for it to be false.  `not X` swaps the two, `X and Y` is true only if
 * both are, and so on; everything else says nothing.  A `with` or `except`
 * is asked whether it names the exceptions of a missing module, anywhere.
 *
 * Private to core/python: it shows tree-sitter's types.
 */
#ifndef CORE_PYTHON_GUARD_H
#define CORE_PYTHON_GUARD_H

#include "core/python/scope.h"

/* enum guard_bit of a header node; 0 for any other node. */
uint8_t guard_of(const struct scope *scope, TSNode node);

/* Does a clause of this `try` name such an exception? */
bool guard_try(const struct scope *scope, TSNode node);

/* True for the names of the exceptions that a missing module raises. */
static inline bool
guard_is_import_error(struct str name)
{
    return str_equal(name, STR("ImportError")) ||
           str_equal(name, STR("ModuleNotFoundError"));
}

#endif
