/* SPDX-License-Identifier: MIT */
/*
 * saved - a tree and its facts as records of the index file.
 *
 *     section  record
 *     1 dirs   path (offset, length), parent, flags, signature
 *     2 files  path (offset, length), folder, flags, signature, digest
 *     3 paths  bytes, each path followed by a NUL
 *     4 - 10   the arrays of a facts_table, as they are
 *
 * Ownership: saved_read leaves the facts and paths in the mapping, which has
 * to stay open as long as they are used.
 */
#ifndef CORE_PLAN_SAVED_H
#define CORE_PLAN_SAVED_H

#include "core/base/buf.h"
#include "core/python/facts.h"
#include "core/store/index.h"
#include "core/sys/tree.h"

/* Fill `tree` (initialised) and `facts`; false if anything is off. */
bool saved_read(const struct index_file *index, struct tree *tree,
                struct facts_table *facts);

/* Under what, and since when, an index holds. */
struct saved_stamp {
    struct digest settings;
    int64_t since_ns;
};

/* The index that holds them, as parts to be written one behind the other. */
struct saved_image {
    struct index_image index;
    struct buf dirs;
    struct buf files;
    struct buf paths;
};

/* Borrows the facts. */
void saved_image_init(struct saved_image *image,
                      const struct saved_stamp *stamp, const struct tree *tree,
                      const struct facts_table *facts);
void saved_image_release(struct saved_image *image);

#endif
