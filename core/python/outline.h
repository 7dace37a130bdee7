/* SPDX-License-Identifier: MIT */
/*
 * outline - the definitions and uses of a file while they are collected.
 *
 * Ownership: owns its arrays; outline_clear keeps them for the next file.
 * What outline_symbols gives out borrows them.  Threads: one at a time.
 */
#ifndef CORE_PYTHON_OUTLINE_H
#define CORE_PYTHON_OUTLINE_H

#include "core/base/intern.h"
#include "core/base/vec.h"
#include "core/python/symbols.h"

struct outline {
    struct intern names;
    struct buf uses;
    uint32_t use_line;
    struct {
        VEC_FIELDS(struct symbol_statement);
    } statements;
    struct {
        VEC_FIELDS(struct symbol_digest);
    } digests;
    struct {
        VEC_FIELDS(struct symbol_definition);
    } definitions;
    struct {
        VEC_FIELDS(uint32_t); /* definition_id of the open classes */
    } parents;
    struct {
        VEC_FIELDS(struct symbol_name);
    } spans; /* of the names, made at the end */
    struct buf text;
};

void outline_init(struct outline *outline);
void outline_release(struct outline *outline);
void outline_clear(struct outline *outline);

/* A statement of the module begins; its digests come with outline_stamp. */
void outline_statement(struct outline *outline, uint32_t line);
/* A statement's digests: STAMPS of them, or one if all are the same. */
void outline_stamp(struct outline *outline, size_t statement,
                   const struct digest *digests, uint32_t len);

/* Returns the new definition's number. */
uint32_t outline_define(struct outline *outline, struct str name,
                        enum definition_kind kind, uint32_t line);

/* A name is used; `dotted` if it stands behind a dot. */
void outline_use(struct outline *outline, struct str name, bool dotted,
                 uint32_t line, uint32_t column);

/* Everything collected, as the arrays of `symbols`. */
void outline_symbols(struct outline *outline, struct symbols *symbols);

#endif
