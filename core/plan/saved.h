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

/* The bytes of an index that holds them, appended to `out`. */
void saved_write(struct buf *out, const struct digest *settings,
                 int64_t since_ns, const struct tree *tree,
                 const struct facts_table *facts);

#endif
