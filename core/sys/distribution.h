/* SPDX-License-Identifier: MIT */
/*
 * distribution - which modules a distribution of a given name brings.
 *
 * What is installed by one name is often imported by another (PyYAML is
 * yaml), and without the distribution at hand only knowledge helps: a table
 * of well-known ones, the shared top-level packages of some families
 * (google-cloud-storage is google), and the habits of the rest
 * (python-slugify is slugify).  Too many names are better than too few: all
 * that depends on them is whether an import is called missing.
 *
 * Ownership: results live in the arena given.  Threads: safe everywhere.
 */
#ifndef CORE_SYS_DISTRIBUTION_H
#define CORE_SYS_DISTRIBUTION_H

#include "core/base/arena.h"
#include "core/base/str.h"

/*
 * `name` as PEP 503 compares names, but written as a module is: lower case,
 * each run of "-", "_" and "." one "_".
 */
struct str distribution_normal(struct arena *arena, struct str name);

/* Top-level modules of the distribution `name`, in any spelling: one or
   more, with a space between. */
struct str distribution_modules(struct arena *arena, struct str name);

/* The table's rows in order, i < distribution_known_count(). */
size_t distribution_known_count(void);
struct str distribution_known(size_t i);

#endif
