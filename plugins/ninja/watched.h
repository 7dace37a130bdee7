/* SPDX-License-Identifier: MIT */
/*
 * watched - what the scan depends on: all that may change a key when it is
 * touched.
 *
 *     each file of the tree       its bytes; also those that no rule lists and
 *                                 imports reach
 *     each folder of the tree     what is in it: files that come and go,
 *                                 shadow others, resolve missing imports
 *     rules, settings             .gitignore files, depstamp.yaml, what
 *                                 configures the tools
 *     tools                       programs, interpreters, folders with
 *                                 distributions, folders of PATH
 *     this program
 *
 * They stand in the scan's depfile: ninja takes a file of a depfile that is
 * gone for a reason to scan, one of a build line for an error.  Only names
 * that a depfile cannot hold (quotes, backslashes) stand in the manifest, as
 * outputs of a phony edge, which comes to the same.
 *
 * ninja compares each name of a depfile with all before it, which takes longer
 * than the rest of a run from some thousand names on.  A large tree's names
 * are dealt to depfiles of phony edges, *looks*, that the scan depends on: a
 * phony edge is as young as what it depends on (since ninja 1.11).  None of it
 * is ever run.  ninja 1.11 notes for a scan that changed nothing how young the
 * files are that it depends on, and looks are no files; but it takes the
 * scan's own depfile into account, so that one is written as a scan begins:
 * what is edited from then on is younger.
 *
 * Not seen, since ninja knows nothing but times of files that are there:
 * variables; settings that appear above the root or in the home folder.
 *
 * Ownership: owns its texts.  Threads: one at a time.
 */
#ifndef PLUGINS_NINJA_WATCHED_H
#define PLUGINS_NINJA_WATCHED_H

#include "plugins/ninja/lint.h"
#include "plugins/ninja/places.h"

struct watched {
    struct arena arena;
    struct intern paths; /* as ninja is to call them, each once */
};

/* After all keys have been computed.  ERR_USAGE for a file of the project
   that ninja cannot name. */
int watched_find(const struct lint *lint, const struct places *places,
                 struct watched *watched, struct err *err);
void watched_release(struct watched *watched);

/*
 * Of which files there are.  It stands in the manifest: where a file of the
 * depfile is gone, only a manifest that differs lets ninja forget it, or it
 * scans twice.
 */
void watched_digest(const struct watched *watched, struct digest *digest);

/* How many looks there are, 0 if the tree is not large.  A function of which
   files there are before imports are resolved. */
size_t watched_looks(const struct tree *tree, const struct places *places);

/* The text of the scan's depfile, if there are no looks; of the depfile of a
   look; of the scan's depfile beside looks. */
void watched_depfile(const struct watched *watched, const struct places *places,
                     struct buf *out);
void watched_look(const struct watched *watched, const struct places *places,
                  size_t number, struct buf *out);
void watched_begun(const struct places *places, struct buf *out);

#endif
