/* SPDX-License-Identifier: MIT */
/*
 * unit_parts - what units.c, unit_refs.c and unit_names.c share while units
 * are built.
 *
 * Private to core/python.
 */
#ifndef CORE_PYTHON_UNIT_PARTS_H
#define CORE_PYTHON_UNIT_PARTS_H

#include "core/python/units.h"

enum name_role {
    NAME_HEAD = 1 << 0, /* an import binds it, anywhere */
    NAME_UNIT = 1 << 1,
    NAME_OPEN = 1 << 2,    /* its first use decides on its type (U4) */
    NAME_DEFINED = 1 << 3, /* by the module, a class or an instance */
    NAME_LISTED = 1 << 4,  /* in __all__ */
};

/* A statement of a unit. */
struct unit_member {
    uint32_t unit;
    uint32_t statement;
    uint32_t level; /* enum stamp_level: the first at which it belongs to it */
    uint32_t aliased;
};

struct unit_builder {
    struct units *out;
    const struct units_source *source;
    size_t statements_len;
    size_t names_len;
    uint32_t listing; /* the statement that says all of __all__, + 1, or 0 */
    unsigned char *roles; /* by name: enum name_role */
    uint32_t *ids;        /* by name: its number in the record, or NO_NAME */
    uint32_t *unit_of;    /* by name */
    /* By unit, and one more: in bound_by, the statements that bind it. */
    uint32_t *bound_first;
    uint32_t *bound_by;
    unsigned char *is_bound;  /* by statement: it binds something */
    unsigned char *is_base;   /* by statement */
    unsigned char *is_simple; /* by statement: an import and nothing else */
    uint32_t *base_before;    /* by statement */
    uint32_t *mention_first;  /* by statement, and one more: in mentions */
    uint64_t *orders;         /* STAMPS by statement (U3) */
    struct {
        VEC_FIELDS(text_id); /* by unit */
    } unit_names;
    struct {
        VEC_FIELDS(uint32_t); /* by unit: the first that binds it */
    } unit_statements;
    struct {
        VEC_FIELDS(struct unit_member); /* grouped by unit */
    } members;
};

/* The first level that sees the run. */
enum stamp_level unit_run_level(const struct unit_builder *builder,
                                uint32_t run);

/* Does the name mean a unit, or may an import bind it? */
static inline bool
unit_name_matters(const struct unit_builder *builder, text_id name)
{
    return builder->source->marks->has_star ||
           (builder->roles[name] & (NAME_HEAD | NAME_UNIT));
}

/* Append the references of the unit whose members these are. */
void unit_refs_write(struct unit_builder *builder,
                     const struct unit_member *members, size_t len);

/* A plain list that nothing else touches says of each name whether it is in
   __all__ (NAME_LISTED); what is not that simple is base. */
void unit_names_find_listed(struct unit_builder *builder);
/* Number the names that are kept. */
void unit_names_number(struct unit_builder *builder);
/* Write them, the definitions and the uses. */
void unit_names_write(struct unit_builder *builder);

/* 7 bits per byte, low ones first. */
void unit_number_write(struct buf *out, uint32_t number);

/* Fill `orders`. */
void unit_orders_find(struct unit_builder *builder);

#endif
