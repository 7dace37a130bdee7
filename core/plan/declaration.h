/* SPDX-License-Identifier: MIT */
/*
 * declaration - a declaration of a source in one line, for people:
 *
 *     f(x: int) -> int      def, without its body
 *     class C(Base)
 *     LIMIT: int = 3        a statement
 *
 * Decorators and comments are left out, blanks become one, and what is longer
 * than DECLARATION_MAX bytes is cut off.
 */
#ifndef CORE_PLAN_DECLARATION_H
#define CORE_PLAN_DECLARATION_H

#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/str.h"

enum { DECLARATION_MAX = 200 };

/* That of the statement which begins at this line, 1-based, appended to `out`;
   nothing if there is no such line. */
void declaration_write(struct str source, uint32_t line, struct buf *out);

#endif
