/* SPDX-License-Identifier: MIT */
/*
 * format - what analyzers print, read into diagnostics.
 *
 * One file per family of formats, one row per format in format.c.  A format
 * knows how its tool counts lines and columns and how it names files; what
 * comes out is in our terms (diagnostic.h): paths relative to the root, the
 * root taken out of messages too, columns in code points.
 *
 * What a tool prints is as hostile as any input: output that is not of the
 * format is ERR_FORMAT, and nothing of it may be believed.
 *
 * JSON is read by jansson (format_json.c alone includes it).
 *
 * Ownership: all of a result lives in the arena given, the arrays of its
 * lists too, so nothing is pushed to them.
 * Threads: safe for different outputs.
 */
#ifndef CORE_RUN_FORMAT_H
#define CORE_RUN_FORMAT_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/str.h"
#include "core/run/diagnostic.h"

/*
 * The text of a line, 1-based, for counting columns, as UTF-8 without a byte
 * order mark; false: there is no such line, or no such file.  Line 0 is what
 * stands before the first: the byte order mark if the file has one, or "".
 */
typedef bool format_line(void *context, struct str path, uint32_t line,
                         struct str *text);

struct format_input {
    struct str root;     /* absolute; the tool's current folder too */
    struct str analyzer; /* name of the row */
    struct str output;   /* of the stream that has the findings */
    struct str other;    /* of the other one */
    int status;          /* how it exited */
    struct str pattern;  /* of format "regex", else empty */
    format_line *line;
    void *context; /* of `line` */
};

/* What a tool said, apart from diagnostics. */
struct format_result {
    struct diagnostic_list diagnostics; /* in the tool's order */
    /* Files that the tool could not analyze although its status does not
       tell (bandit: `errors`); their answers must not be stored. */
    struct {
        VEC_FIELDS(struct str);
    } failed;
    struct str trouble; /* why nothing of this run may be stored, or empty:
                           "mypy: errors prevented further checking" */
};

struct format;

/* NULL if there is none of this name. */
const struct format *format_find(struct str name);
/* Names, sorted, NULL-terminated: "bandit", "black", "gcc", … */
extern const char *const format_names[];

/*
 * ERR_FORMAT: "ruff printed what is not JSON (line 3): Expected …".  Empty
 * output is no finding; whether the status agrees is the caller's question.
 */
int format_read(const struct format *format, const struct format_input *input,
                struct arena *arena, struct format_result *result,
                struct err *err);

/* ERR_FORMAT if it is not a regular expression for format "regex", which has
   to have groups called path and line, and may have column, end_line,
   end_column, code, severity, message. */
int format_check_pattern(struct str pattern, struct err *err);

#endif
