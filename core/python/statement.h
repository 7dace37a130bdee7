/* SPDX-License-Identifier: MIT */
/*
 * statement - what one logical line imports, asked of tree-sitter.
 *
 * The line is parsed by itself: a clause that needs a partner (`else:`,
 * `except:`, `case`) gets one in front, a header without body gets `pass`
 * behind it, so that the tree is the one that stands in the full tree.
 *
 * Also says of a condition or `with` header what it guards, because that
 * needs the same tree.
 *
 * Ownership: results live in the arena given.
 * Threads: a parser per thread.
 */
#ifndef CORE_PYTHON_STATEMENT_H
#define CORE_PYTHON_STATEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/vec.h"
#include "core/python/facts.h"
#include "core/python/header.h"

struct statement_parser;

/*
 * Names that a file binds to what matters; mostly empty, searched linearly,
 * so there are ALIASES_MAX of each at most.
 */
enum { ALIASES_MAX = 64 };

struct alias_names {
    VEC_FIELDS(struct str);
};

struct statement_aliases {
    struct alias_names
        type_checking; /* from typing import TYPE_CHECKING as X */
    struct alias_names
        import_module; /* from importlib import import_module as X */
};

/* Is it one of them? */
bool alias_known(const struct alias_names *names, struct str name);
/* Add it, unless it is one of them or there are too many. */
void alias_note(struct alias_names *names, struct str name);

/* Strings that count as imports. */
struct string_imports {
    bool enabled;
    uint32_t min_dots;
};

struct import {
    struct str module; /* dotted, without leading dots; may be empty */
    struct str name;   /* FORM_FROM: the name; else empty */
    struct str bound;  /* what it binds: a name, or nothing */
    uint16_t level;
    uint8_t form;
    uint8_t flags;
    uint32_t row; /* relative to the line's first */
};

/* What a header says about what stands in, or with `except` above, it. */
enum guard_bit {
    GUARD_IF_TRUE = 1 << 0,      /* true only when type checking */
    GUARD_IF_FALSE = 1 << 1,     /* false only when type checking */
    GUARD_SUPPRESS = 1 << 2,     /* with suppress(ImportError) */
    GUARD_IMPORT_ERROR = 1 << 3, /* except ImportError */
};

struct statement {
    const struct import *imports;
    uint32_t len;
    uint8_t guards; /* enum guard_bit, if the line is a header */
    /* Names that this line binds (see statement_aliases). */
    const struct str *type_checking;
    const struct str *import_module;
    uint32_t type_checking_len;
    uint32_t import_module_len;
    bool damaged;   /* the tree has an ERROR or MISSING node */
    bool hopeless;  /* too long, or too broken, to parse: nothing was read */
    bool respelled; /* a name that it binds does not stand in it as it is */
};

/* No line is longer, or its offsets do not fit tree-sitter's numbers. */
#define STATEMENT_BYTES_MAX ((size_t)1 << 31)

struct statement_request {
    struct str line; /* from its first token to behind its last */
    bool whole;      /* it is a whole file, in fact */
    enum clause clause;
    const struct statement_aliases *aliases; /* may be NULL */
    const struct string_imports *strings;
};

struct statement_parser *statement_parser_new(void);
void statement_parser_free(struct statement_parser *parser);

/*
 * Parse one logical line.  Broken text gives what its ERROR nodes still hold;
 * nothing fails.  The word `lazy` in front of an import (PEP 810), which the
 * grammar does not know, is no damage.
 */
void statement_parse(struct statement_parser *parser,
                     const struct statement_request *request,
                     struct arena *arena, struct statement *out);

#endif
