/* SPDX-License-Identifier: MIT */
/*
 * call - calls that import: __import__("m"), import_module("m"[, package]).
 *
 * Only the called name counts, whatever stands before the last dot: projects
 * wrap importlib (sympy.external.import_module), and an edge too many is
 * only slow.  The module must be a string literal.
 *
 * Private to core/python: it shows tree-sitter's types.
 */
#ifndef CORE_PYTHON_CALL_H
#define CORE_PYTHON_CALL_H

#include "core/python/scope.h"

struct call_import {
    struct str module; /* without leading dots */
    uint16_t level;
    uint8_t flags;           /* IMPORT_OWN_NAME */
    const struct str *names; /* a literal fromlist */
    size_t names_len;
};

/* "__import__" or "import_module". */
bool call_is_importer(struct str name);

/* Identifiers with at least `min_dots` dots between them. */
bool call_is_dotted(struct str text, uint32_t min_dots);

/* False if the call imports nothing that can be read from the source. */
bool call_read(const struct scope *scope, TSNode node, struct call_import *out);

#endif
