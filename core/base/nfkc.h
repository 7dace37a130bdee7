/* SPDX-License-Identifier: MIT */
/*
 * nfkc - identifiers as Python compares them: PEP 3131 says that they are
 * converted to the normalisation form NFKC while parsing, so `import ﬁle`
 * imports the module `file`.  Strings are not.
 *
 * Threads: no state.
 */
#ifndef CORE_BASE_NFKC_H
#define CORE_BASE_NFKC_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/str.h"

/*
 * The name, in the arena if it has another spelling.  What is not UTF-8, which
 * Python refuses, stays as it is.
 */
struct str nfkc(struct arena *arena, struct str name);

/* "2.8.0", of the library that knows Unicode. */
const char *nfkc_library_version(void);

#endif
