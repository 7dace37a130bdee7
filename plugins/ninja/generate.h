/* SPDX-License-Identifier: MIT */
/*
 * generate - `depstamp ninja`: one scan, and everything that ninja looks at
 * brought in line with it.
 *
 * Files are replaced only where they differ, stamps and identities first, so
 * whoever reads the manifest finds what it names.
 *
 * Threads: one at a time.
 */
#ifndef PLUGINS_NINJA_GENERATE_H
#define PLUGINS_NINJA_GENERATE_H

#include "plugins/ninja/build_file.h"

struct generate_options {
    const struct lint_options *lint;
    const char *file;     /* the manifest */
    const char *out;      /* the folder beside it, or NULL */
    const char *builddir; /* where ninja keeps its log, as ninja says it: ""
                             is the current folder; NULL: not known */
    struct str program;   /* as in struct build_file */
    struct str options;
    struct str arguments;
    bool validations;
};

int generate(const struct generate_options *options, struct err *err);

#endif
