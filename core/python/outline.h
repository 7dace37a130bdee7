/* SPDX-License-Identifier: MIT */
/*
 * outline - the names and definitions of a file while they are collected.
 *
 * Ownership: owns its arrays; outline_clear keeps them for the next file.
 * Threads: one at a time.
 */
#ifndef CORE_PYTHON_OUTLINE_H
#define CORE_PYTHON_OUTLINE_H

#include "core/base/intern.h"
#include "core/base/vec.h"
#include "core/python/symbols.h"

/* A definition as it is collected. */
struct outline_definition {
    text_id name;
    uint32_t line;
    uint32_t kind;  /* enum definition_kind */
    uint32_t depth; /* classes around it */
    uint32_t seen;
    uint64_t head;
    uint64_t body;
};

struct outline {
    struct intern names;
    struct {
        VEC_FIELDS(uint32_t); /* lines, by statement of the module */
    } statements;
    struct {
        VEC_FIELDS(struct outline_definition);
    } definitions;
    uint32_t depth; /* open classes */
};

void outline_init(struct outline *outline);
void outline_release(struct outline *outline);
void outline_clear(struct outline *outline);

/* A statement of the module begins. */
void outline_statement(struct outline *outline, uint32_t line);

/* Returns the new definition's number. */
uint32_t outline_define(struct outline *outline, struct str name,
                        enum definition_kind kind, uint32_t line);

#endif
