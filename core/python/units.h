/* SPDX-License-Identifier: MIT */
/*
 * units - the statements of a file put together by the names they bind.
 *
 * A unit is a name with all statements that bind it, and with those that
 * decide what it means besides (levels.md, U1 - U6); the base is what can
 * change what other names mean.  A statement may belong to several units, and
 * to some of them at level `code` only.
 *
 * The stamp of a unit covers, per level, its statements' stamps, and what
 * depends on order (U3): how many base statements stand before each, how many
 * bindings of each name of the file that it mentions, and whether it stands
 * right behind the unit's statement before.
 *
 * Its references are chains of names: `m.a` if m is a name that an import
 * binds, or any if a star import may bind it; else the one name, if it is a
 * unit.  What can be neither is left out.
 *
 * Private to core/python.
 * Ownership: owns its arrays; units_clear keeps them for the next file.
 * Threads: one at a time.
 */
#ifndef CORE_PYTHON_UNITS_H
#define CORE_PYTHON_UNITS_H

#include "core/python/outline.h"
#include "core/python/tokens.h"
#include "core/python/unit_marks.h"

struct units {
    struct {
        VEC_FIELDS(struct symbol_unit);
    } units;
    struct {
        VEC_FIELDS(struct symbol_digest);
    } digests;
    struct {
        VEC_FIELDS(struct symbol_import);
    } imports;
    struct {
        VEC_FIELDS(struct packed_definition);
    } definitions;
    struct {
        VEC_FIELDS(uint32_t); /* where names begin in the text */
    } starts;
    struct {
        VEC_FIELDS(uint16_t); /* the same, unless `wide` */
    } short_starts;
    bool wide;
    struct buf refs;
    struct buf uses;
    struct buf text;
};

/* What units are made of. */
struct units_source {
    struct unit_marks *marks;
    struct outline *outline;
    const struct tokens *tokens;
    struct str text;
    /* By level, then by statement. */
    const struct digest *stamps[STAMPS];
    /* By statement: of positions that `inferred` and `code` see (I2). */
    const uint64_t *positions;
    struct str whole; /* what else the base depends on */
    struct hasher *hasher;
};

void units_init(struct units *units);
void units_release(struct units *units);
void units_clear(struct units *units);

/* From empty. */
void units_build(struct units *units, const struct units_source *source);

/* All that was built, as arrays of `symbols`. */
void units_symbols(const struct units *units, struct symbols *symbols);

#endif
