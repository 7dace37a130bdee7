/* SPDX-License-Identifier: MIT */
/*
 * stdlib - which top-level modules are the standard library's.
 *
 * An import that resolves to no file of the project is the standard
 * library's, somebody else's or missing.  No interpreter is asked, for the
 * answer has to be the same on every machine: a table has the names of all
 * versions from 3.8 to 3.15 with the first and the last that has each.
 *
 * stdlib_names.inc is made by tests/tools/stdlib_names.py, which names its
 * sources.  Modules of other platforms (winreg) and private ones (_abc)
 * count, typing_extensions and CPython's `test` do not.
 *
 * Ownership: names are constants.  Threads: safe everywhere.
 */
#ifndef CORE_PYTHON_STDLIB_H
#define CORE_PYTHON_STDLIB_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"

enum { PYTHON_MINOR_MIN = 8, PYTHON_MINOR_MAX = 15 };

/*
 * Is `name`, a module name without a dot, in Python 3.`minor`?  0 asks for
 * any of the versions; one outside of the range has no modules.
 */
bool stdlib_has(struct str name, unsigned minor);

/* 12 for "3.12"; 0 for anything that is no version in the range. */
unsigned stdlib_minor(struct str version);

/* All names in the order of bytes, i < stdlib_count(), and who has them. */
size_t stdlib_count(void);
struct str stdlib_name(size_t i);
bool stdlib_in(size_t i, unsigned minor);

#endif
