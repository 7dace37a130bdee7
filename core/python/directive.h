/* SPDX-License-Identifier: MIT */
/*
 * directive - comments that type checkers obey (levels.md, A4).
 *
 * In any spacing, and behind other words of the same comment too
 * (`# noqa # type: ignore`), because pyright looks for them there.
 */
#ifndef CORE_PYTHON_DIRECTIVE_H
#define CORE_PYTHON_DIRECTIVE_H

#include <stdbool.h>

#include "core/base/str.h"

enum directive {
    DIRECTIVE_NONE,
    DIRECTIVE_TYPE, /* # type: …, seen where it stands */
    DIRECTIVE_FILE, /* # mypy: …, # pyright: …, seen wherever it stands */
};

/* `comment` from its # on. */
enum directive directive_find(struct str comment);

/* Does a file's directive say something of mypy's local_partial_types (D9)? */
bool directive_sets_partial_types(struct str comment);

#endif
