/* SPDX-License-Identifier: MIT */
/*
 * talk - what the program says to people, on standard error.
 *
 * Every line starts with "depstamp: ".  Names of files and pieces of a
 * user's YAML stand in messages, so control characters are shown as "\x1b"
 * and cannot move the cursor, change colours or fake a second line.
 *
 * Ownership: borrows its texts.  Threads: one at a time.
 */
#ifndef CORE_CLI_TALK_H
#define CORE_CLI_TALK_H

#include <stdbool.h>

#include "core/base/log.h"

/* "depstamp: TEXT\n", in one write. */
void talk_error(const char *text);

struct progress;

struct talk {
    bool quiet;                /* notes and warnings are left out */
    bool verbose;              /* what helps to find mistakes is told too */
    bool told_cache;           /* one LOG_CACHE was told */
    struct progress *progress; /* to be cleared before; may be NULL */
};

/* A sink for the library's notes and warnings; `talk` is borrowed. */
struct log talk_log(struct talk *talk);

#endif
