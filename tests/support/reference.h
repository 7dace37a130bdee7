/* SPDX-License-Identifier: MIT */
/*
 * reference - the facts of a file the slow way, to measure ours against.
 *
 * Parses the whole text with tree-sitter and asks each node of the tree, and
 * the nodes around it, what it imports.  Shares nothing with core/python but
 * the names of forms and flags, so a mistake would have to be made twice.
 * Pragmas are left out: they are comments, not code.
 *
 * What it takes for true is what the headers of core/python say:
 *
 *     local          in the body of a function or lambda
 *     type_checking  in a branch that runs only if TYPE_CHECKING, under any
 *                    module or alias bound further up
 *     weak           in the body of a `try` with a clause that names
 *                    ImportError or ModuleNotFoundError, or in the body of a
 *                    `with suppress(…)` that does
 *     lazy           behind the word `lazy` (PEP 810)
 *
 * Ownership: facts live until the next reference_read or reference_free.
 * Threads: one reference per thread.
 */
#ifndef TESTS_SUPPORT_REFERENCE_H
#define TESTS_SUPPORT_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "core/base/vec.h"

struct reference_fact {
    uint32_t line;
    uint16_t level;
    uint8_t form;  /* enum import_form */
    uint8_t flags; /* enum import_flag */
    struct str module;
    struct str name;
    struct str bound; /* the name that it binds, or empty */
};

struct reference_facts {
    VEC_FIELDS(struct reference_fact);
    /* Attributes of names, `a.b.c`, whatever the name is. */
    struct {
        VEC_FIELDS(struct str);
    } chains;
    bool has_error; /* the tree holds an ERROR or MISSING node */
};

struct reference;

/* `min_dots` of string imports; below 0 strings are no imports. */
struct reference *reference_new(int min_dots);
void reference_free(struct reference *reference);

const struct reference_facts *reference_read(struct reference *reference,
                                             struct str text);

#endif
