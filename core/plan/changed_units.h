/* SPDX-License-Identifier: MIT */
/*
 * changed_units - which declarations changed between two states, and in which
 * lines an affected file uses them: the words of `affected` and `why`.
 *
 * It decides nothing; keys do.  Only where both versions of a file are known,
 * and at the levels that see declarations.
 *
 * Ownership: texts live in its arena; borrows the comparison.
 * Threads: one at a time.
 */
#ifndef CORE_PLAN_CHANGED_UNITS_H
#define CORE_PLAN_CHANGED_UNITS_H

#include "core/plan/compare.h"
#include "core/plan/symbol_diff.h"
#include "core/plan/usage.h"

struct changed_unit {
    file_id file;    /* in the new state */
    struct str name; /* "C.m" */
    struct str old;  /* its declaration in one line; empty: none */
    struct str new;
    uint32_t kind;      /* enum symbol_change_kind */
    uint32_t construct; /* of the module's name, in usage; NO_CONSTRUCT */
};

/* One that concerns an affected file. */
struct used_unit {
    const struct changed_unit *unit;
    uint32_t *lines; /* in which the file uses it, each once */
    size_t len;
};

struct used_units {
    VEC_FIELDS(struct used_unit);
};

struct changed_units {
    const struct comparison *comparison;
    struct arena arena;
    struct usage usage;
    bool known;
    struct {
        VEC_FIELDS(struct changed_unit); /* by path and name */
    } units;
    unsigned char *has_changed; /* by construct */
};

/* Compare all files that changed.  `only` is the affected file that is asked
   about, or NO_FILE for all. */
void changed_units_init(struct changed_units *units,
                        const struct comparison *comparison, file_id only);
void changed_units_release(struct changed_units *units);

/*
 * Those that the affected file uses by name; if there are none, those that it
 * imports; else those of the file `cause`, without lines.  Into `out`, which
 * is cleared.
 */
void changed_units_of(struct changed_units *units, file_id file, file_id cause,
                      struct used_units *out);

#endif
