/* SPDX-License-Identifier: MIT */
/*
 * diagnostic - what an analyzer says about a place in a file.
 *
 * All formats are read into this, and all reports are made from it, so that
 * a replayed answer and a fresh one cannot differ.
 *
 * Lines and columns are 1-based, columns count Unicode code points, ends are
 * exclusive; 0 stands for unknown (contract.md, "Formats").
 *
 * Ownership: texts live in the arena of the list they were added to, or are
 * borrowed from what lives longer.  Threads: one at a time.
 */
#ifndef CORE_RUN_DIAGNOSTIC_H
#define CORE_RUN_DIAGNOSTIC_H

#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "core/base/vec.h"

/* From worst to least. */
enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE, SEVERITIES };

/* "error", "warning", "note": the words of options and of all our JSON. */
extern const char *const severity_names[SEVERITIES + 1];

struct diagnostic {
    struct str analyzer; /* name of its row */
    struct str path;     /* relative to the root, or empty: of no file */
    uint32_t line;
    uint32_t column;
    uint32_t end_line;
    uint32_t end_column;
    struct str code; /* "E501", "attr-defined", or empty */
    enum severity severity;
    struct str message; /* UTF-8, may have several lines */
    struct str url;     /* what explains the code, or empty */
};

struct diagnostic_list {
    VEC_FIELDS(struct diagnostic);
};

/* By path, line, column, end, analyzer, code, message, severity, url. */
int diagnostic_compare(const struct diagnostic *a, const struct diagnostic *b);
/* Sort in that order; of equal ones all stay, since a tool may mean it. */
void diagnostics_sort(struct diagnostic_list *list);

#endif
