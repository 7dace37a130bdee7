/* SPDX-License-Identifier: MIT */
/*
 * format_lines - taking lines of text apart.
 *
 * Threads: safe everywhere.
 */
#ifndef CORE_RUN_FORMAT_LINES_H
#define CORE_RUN_FORMAT_LINES_H

#include "core/run/format_reader.h"

/* Take a decimal number off the front of `rest`; false if there is none, or
   one beyond 18 digits. */
bool line_take_number(struct str *rest, int64_t *number);
/* Take `word` off the front of `rest`, if it begins so. */
bool line_take(struct str *rest, struct str word);

/* A line that begins with a path and a place. */
struct place_line {
    struct str path;
    int64_t line;
    int64_t column; /* PLACE_UNKNOWN if there is none */
    struct str rest;
};

/*
 * Read "path:12:", "path:12:3:" or "path:12:3-5:" and what follows.  A name
 * may have all of that in it: of several ways to read the line, the first one
 * whose file has such a line counts, else the first.
 */
bool line_take_place(struct reader *reader, struct str line,
                     struct place_line *place);

enum { FORMAT_REGEX_VERSION_TEXT = 64 };

/* "10.42", of PCRE2. */
const char *format_regex_version(char text[FORMAT_REGEX_VERSION_TEXT]);

#endif
