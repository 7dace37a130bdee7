/* SPDX-License-Identifier: MIT */
/*
 * constructs - what a file defines, each name once: its classes, functions,
 * methods, variables and attributes.
 *
 * A name may be defined several times (overloads, branches of `if`, setters);
 * it is one construct, where it is defined first.  Names that imports bind
 * are none.
 *
 * Ownership: a list owns its array; texts are the record's.
 */
#ifndef CORE_PLAN_CONSTRUCTS_H
#define CORE_PLAN_CONSTRUCTS_H

#include "core/base/buf.h"
#include "core/base/vec.h"
#include "core/python/symbols.h"

enum construct_kind {
    CONSTRUCT_CLASS,
    CONSTRUCT_FUNCTION,
    CONSTRUCT_METHOD,
    CONSTRUCT_VARIABLE,  /* of the module */
    CONSTRUCT_ATTRIBUTE, /* of a class or its instances */
    CONSTRUCT_KINDS,
};

#define NO_CONSTRUCT UINT32_MAX

struct construct {
    struct str name; /* without its class */
    uint32_t symbol; /* number of the name in the record */
    uint32_t line;   /* 1-based */
    uint32_t kind;   /* enum construct_kind */
    uint32_t parent; /* the class around it, in the list; or NO_CONSTRUCT */
};

struct construct_list {
    VEC_FIELDS(struct construct);
};

/* "function". */
const char *construct_kind_text(enum construct_kind kind);

/* All of them, by line, into `out`, which is cleared first. */
void constructs_read(const struct symbols *symbols, struct construct_list *out);

/* "Class.method", appended to `out`. */
void construct_name(const struct construct_list *list, uint32_t construct,
                    struct buf *out);

#endif
