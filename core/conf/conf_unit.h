/* SPDX-License-Identifier: MIT */
/*
 * conf_unit - numbers, sizes and durations as people write them.
 *
 * A size is a whole number and a unit, decimal (kB, MB) or binary (KiB,
 * MiB); a duration is one or more numbers with units (1h30m, "m" and "min"
 * both being minutes).  A unit is always needed: whether 600 are seconds or
 * milliseconds is not for us to guess.
 *
 * Options such as `--max-size` read the same texts.
 *
 * Ownership: none.  Threads: safe everywhere.
 */
#ifndef CORE_CONF_CONF_UNIT_H
#define CORE_CONF_CONF_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/str.h"

/* False unless `text` is digits only and fits; `*out` is then untouched. */
bool conf_unit_number(struct str text, uint64_t *out);
bool conf_unit_size(struct str text, uint64_t *bytes);
bool conf_unit_duration(struct str text, uint64_t *ms);

/* The unit that the first wrong one was meant to be, or empty. */
struct str conf_unit_size_nearest(struct str text);
struct str conf_unit_duration_nearest(struct str text);

/* An exit status or a range of them, which has an end not before its start:
   "1", "2-9". */
struct conf_status_range {
    int from;
    int to;
};
bool conf_unit_status(struct str text, struct conf_status_range *range);

/* The shortest text that reads as the same number. */
void conf_unit_size_text(uint64_t bytes, struct buf *out);
void conf_unit_duration_text(uint64_t ms, struct buf *out);

/* Regular expressions (ECMA 262) of these, for the schema. */
void conf_unit_size_pattern(struct buf *out);
void conf_unit_duration_pattern(struct buf *out);
extern const char *const conf_unit_status_pattern;

#endif
