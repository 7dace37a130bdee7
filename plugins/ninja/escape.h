/* SPDX-License-Identifier: MIT */
/*
 * escape - names in the three languages that a manifest of ninja speaks.
 *
 * In build lines `$`, space and colon are escaped by `$`, and `|`, for which
 * ninja has no escape, stands in a variable (ninja's manual, "Lexical
 * syntax").  Commands go through sh.  Depfiles are read as gcc writes them,
 * and hold fewer names than file systems do.
 *
 * A line feed or carriage return cannot be written at all.
 *
 * Threads: safe everywhere.
 */
#ifndef PLUGINS_NINJA_ESCAPE_H
#define PLUGINS_NINJA_ESCAPE_H

#include <stdbool.h>

#include "core/base/buf.h"

/* The variable that holds "|"; every manifest of ours sets it. */
#define ESCAPE_BAR "depstamp_bar"

/* Can ninja name it at all? */
bool escape_can(struct str path);

/* In a build line. */
void escape_path(struct buf *out, struct str path);
/* The value of a variable. */
void escape_value(struct buf *out, struct str text);
/* One word for sh, in quotes if it needs them. */
void escape_shell(struct buf *out, struct str word);

/* Can a depfile name it, for all releases of ninja? */
bool escape_in_depfile(struct str path);
void escape_depfile(struct buf *out, struct str path);

/*
 * The words that ninja quoted for sh, one per line, as `$in_newline` gives
 * them: the next one off the front of `rest`, appended to `out`.  False at
 * the end.
 */
bool escape_next_line(struct str *rest, struct buf *out);

#endif
