/* SPDX-License-Identifier: MIT */
/*
 * conf_preset - the rows of config/analyzers, as bytes of the program.
 * Private to conf/.
 *
 * The build writes them into a C file of arrays (Makefile, preset_files.c):
 * each is YAML, the keys and values of one row of `analyzers:`, and is read
 * by the code that reads such rows.
 *
 * Ownership: constants.  Threads: safe everywhere.
 */
#ifndef CORE_CONF_CONF_PRESET_H
#define CORE_CONF_CONF_PRESET_H

#include <stddef.h>

struct conf_preset_file {
    const char *name; /* "ruff", of ruff.yaml */
    const unsigned char *bytes;
    size_t len;
};

/* Sorted by name. */
extern const struct conf_preset_file conf_preset_files[];
extern const size_t conf_preset_files_len;

#endif
