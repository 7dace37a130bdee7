/* SPDX-License-Identifier: MIT */
/*
 * libraries - the versions of those that we run with.
 *
 * Each is known to the one file that includes it, and asked at run time: a
 * shared library may be newer than its headers were.
 */
#ifndef CORE_CLI_LIBRARIES_H
#define CORE_CLI_LIBRARIES_H

#include "core/base/hash.h"
#include "core/run/format_lines.h"

enum { LIBRARIES = 10 };

struct library {
    const char *name;
    const char *version;
};

struct libraries {
    struct library items[LIBRARIES];
    char xxhash[HASH_VERSION_TEXT];
    char pcre2[FORMAT_REGEX_VERSION_TEXT];
};

/* The versions point into `libraries`. */
void libraries_read(struct libraries *libraries);

#endif
