/* SPDX-License-Identifier: MIT */
/*
 * words - where in a source the words stand that make a line worth parsing.
 *
 * One pass looks for `import`, `import_module` and `__import__` as whole
 * words, for `__all__`, and for the marker of our own pragmas.  It runs at
 * memory speed, so that most of a file need not be scanned at all: imports
 * stand at its top.
 */
#ifndef CORE_PYTHON_WORDS_H
#define CORE_PYTHON_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"
#include "core/python/lines.h"

/* Letters, digits, underscore, and all bytes beyond ASCII. */
static inline bool
words_is_name_byte(char byte)
{
    unsigned char b = (unsigned char)byte;
    return (unsigned char)((b | 0x20) - 'a') < 26 ||
           (unsigned char)(b - '0') < 10 || b == '_' || b >= 0x80;
}

/* Fill scanner->words, lists and has_pragmas. */
void words_find(struct line_scanner *scanner, struct str text);

/* True if the whole word at `offset` is `word`. */
bool words_is(const struct line_scanner *scanner, size_t offset,
              struct str word);

#endif
