/* SPDX-License-Identifier: MIT */
/*
 * report_parts - the formats of reports, and what they share; private to
 * report*.c.
 *
 * Ownership: borrows everything.  Threads: safe.
 */
#ifndef CORE_RUN_REPORT_PARTS_H
#define CORE_RUN_REPORT_PARTS_H

#include "core/run/report.h"

/* Of a message, in reports for people; JSON and its like have all of it. */
enum { REPORT_MESSAGE_MAX = 8192 };
/* Columns of a terminal that are shown of a line of source. */
enum { REPORT_CELLS_MAX = 160 };

void report_concise(const struct report *report, struct buf *out);
void report_full(const struct report *report, struct buf *out);
void report_json(const struct report *report, struct buf *out);

/* Escape sequences of a text report; all empty without colours. */
struct report_colors {
    const char *severity[SEVERITIES];
    const char *strong;
    const char *frame; /* gutter and arrow */
    const char *off;
};

/* "pkg/a.py:3:5", with what is unknown left out; begins no command. */
void report_place(const struct diagnostic *finding, struct buf *out);

/* report_source.c: where a finding is (" --> pkg/a.py:3:5"), and if it can
   be read, the source with the place marked. */
void report_source(const struct report *report,
                   const struct diagnostic *finding,
                   const struct report_colors *colors, struct buf *out);

/* report_cells.c: columns of a terminal ("cells") that a line of source
   takes, tabs filled up with blanks. */

/* Before its code point `column` (1-based); all of them if it is shorter. */
size_t report_cells_before(struct str line, uint32_t column);
/* Does the line end within `limit` cells? */
bool report_cells_fit(struct str line, size_t limit);
/* REPORT_CELLS_MAX cells of the line from cell `from` on, with a "…" where
   more stands before or behind. */
void report_cells_write(struct str line, size_t from, struct buf *out);

/* Findings of `report` that are of this analyzer. */
static inline bool
report_is_of(const struct diagnostic *finding,
             const struct report_analyzer *analyzer)
{
    return str_equal(finding->analyzer, analyzer->name);
}

#endif
