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

/* Findings that one thread writes, one behind the other. */
struct report_piece {
    const struct report *report;
    void *source; /* for report->line */
    size_t from, to;
};

typedef void report_edge(const struct report *report, struct buf *out);
typedef void report_findings(const struct report_piece *piece, struct buf *out);

/* Formats that need to see all findings at once have only a beginning. */
struct report_format {
    const char *name;
    report_edge *begin;        /* or NULL */
    report_findings *findings; /* or NULL */
    report_edge *end;          /* or NULL */
    /* How a "#" is written that a CI system could take for the start of a
       command. */
    const char *guard;
    bool limited; /* to max_findings */
    bool whole;   /* readers take what is not in it for mended */
};

report_findings report_concise, report_full, report_github, report_html;
report_findings report_json;
report_edge report_github_begin, report_html_begin, report_json_begin;
report_edge report_text_end, report_html_end, report_json_end;
report_edge report_gitlab, report_junit, report_sarif;

/* How many findings text formats show. */
size_t report_shown(const struct report *report);

/* Escape sequences of a text report; all empty without colours. */
struct report_colors {
    const char *severity[SEVERITIES];
    const char *strong;
    const char *frame; /* gutter and arrow */
    const char *off;
};

/* "pkg/a.py:3:5", with what is unknown left out; begins no command. */
void report_place(const struct diagnostic *finding, struct buf *out);

/* report_cells.c: columns of a terminal ("cells") that a line of source
   takes, tabs filled up with blanks. */

/* A place in a line; {.column = 1} is its start. */
struct report_cursor {
    size_t at; /* bytes */
    size_t cells;
    uint32_t column; /* code points, 1-based */
};

/* Forward to `column`, or to the end of a shorter line. */
void report_cells_to_column(struct str line, uint32_t column,
                            struct report_cursor *cursor);
/*
 * Forward to cell `from`, and REPORT_CELLS_MAX cells of the line from there
 * on, with a "…" where more stands before or behind.
 */
void report_cells_write(struct str line, size_t from,
                        struct report_cursor *cursor, struct buf *out);

/*
 * Where the excerpt of a finding began: the next one may be about the same
 * line, and looking at a line of a megabyte from its start each time took ten
 * milliseconds.  All zero at first.
 */
struct report_anchor {
    struct str path;
    uint32_t line;
    struct report_cursor cursor;
};

/* report_source.c: where a finding is (" --> pkg/a.py:3:5"), and if it can
   be read, the source with the place marked. */
void report_source(const struct report_piece *piece,
                   const struct diagnostic *finding,
                   const struct report_colors *colors,
                   struct report_anchor *anchor, struct buf *out);

/* report_groups.c: findings by analyzer, and their fingerprints. */

enum { REPORT_FINGERPRINT_TEXT = 33 }; /* with the NUL */

struct report_finding {
    const struct diagnostic *diagnostic;
    /*
     * What the finding is whatever its line is: a digest of analyzer, path,
     * code, message with all numbers taken for equal ("line 3"), and how
     * many that are alike stand before it.  Unique in a report.
     */
    char fingerprint[REPORT_FINGERPRINT_TEXT];
};

struct report_group {
    struct str name;
    const struct report_analyzer *analyzer; /* NULL if it is not listed */
    struct report_finding *findings;        /* in the order of the report */
    size_t len;
};

struct report_groups {
    struct report_group *items; /* as the report lists analyzers; then those
                                   that only findings name */
    size_t len;
    struct report_finding *findings; /* of all groups, one behind the other */
};

void report_groups_init(struct report_groups *groups,
                        const struct report *report);
void report_groups_release(struct report_groups *groups);

/* "0.17.6" where ruff's version is "ruff 0.17.6". */
struct str report_version(const struct report_analyzer *analyzer);

/* Text that is UTF-8 without control characters but line feeds and tabs. */
void report_plain(struct str text, struct buf *out);

#endif
