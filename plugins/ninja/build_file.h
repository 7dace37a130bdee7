/* SPDX-License-Identifier: MIT */
/*
 * build_file - the text that ninja reads: rules, the scan, an edge for each
 * portion of each analyzer, and names for all of them together.
 *
 *     build pydeps.ninja | <stamps> <identities>: depstamp_scan
 *     build <results>/ruff/pkg/a.py.json: depstamp_exec_ruff
 *         <stamps>/pkg/a.py.names | <stamps>/ruff.identity
 *     build depstamp-ruff: phony <its results>
 *     build depstamp: phony depstamp-ruff …
 *
 *     build <look>: phony              in a large tree, whose names are dealt
 *
 * Syntax of ninja 1.7, but for looks (watched.h) and, if asked for, validations
 * (`|@`), which are of 1.11: then `depstamp` names the results as validations,
 * and what depends on it does not wait for them.
 *
 * Nothing in it hangs on what files say, only on which there are: an edit
 * changes stamps, and the manifest stays as it is.
 */
#ifndef PLUGINS_NINJA_BUILD_FILE_H
#define PLUGINS_NINJA_BUILD_FILE_H

#include "plugins/ninja/watched.h"

struct build_file {
    const struct lint *lint;
    const struct places *places;
    const struct watched *watched;
    struct str program;   /* how a shell calls us: quoted */
    struct str options;   /* what stands before all else, quoted */
    struct str arguments; /* of the scan, quoted */
    bool validations;
};

void build_file_write(const struct build_file *file, struct buf *out);

#endif
