/* SPDX-License-Identifier: MIT */
/*
 * toml - the strings of a TOML file, each with the path of keys to it.
 *
 * Just enough to read what pyproject.toml declares, and forgiving: what is
 * no TOML is skipped to the end of its line.  Tables, dotted and quoted
 * keys, inline tables, arrays of any nesting up to TOML_DEPTH_MAX, comments
 * and the four kinds of strings are understood; escapes are left as they
 * stand.  The elements of an array have the array's path.
 *
 *     [project]
 *     dependencies = ["a", "b"]     two calls with project dependencies
 *
 * Ownership: all text handed out borrows the file's.
 * Threads: safe everywhere.
 */
#ifndef CORE_SYS_TOML_H
#define CORE_SYS_TOML_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"

enum { TOML_DEPTH_MAX = 16 };

struct toml_path {
    struct str keys[TOML_DEPTH_MAX]; /* without quotes */
    size_t len;
};

/*
 * Called in the order of the file.  `is_text` tells a string, without its
 * quotes, from a number, date or boolean as written.
 */
typedef void toml_sink(void *context, const struct toml_path *path,
                       struct str value, bool is_text);

void toml_walk(struct str text, toml_sink *sink, void *context);

/* Does the path begin with the keys of `dotted` ("tool.poetry")?  A key "*"
   stands for any one key. */
bool toml_path_starts(const struct toml_path *path, const char *dotted);

#endif
