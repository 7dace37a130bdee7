/* SPDX-License-Identifier: MIT */
/*
 * roots - the folders where absolute imports begin.
 *
 * Configured, or detected from where packages end (contract.md, "Import
 * roots").  An importer tries the roots that enclose it, deepest first, then
 * the others, so a project of a monorepo never resolves into its neighbour
 * by accident.  A tree of loose scripts has hundreds of roots; which of them
 * hold a given first name is looked up, not probed one by one.
 *
 * Ownership: borrows the modules, owns its tables.  Threads: one at a time.
 */
#ifndef CORE_PYTHON_ROOTS_H
#define CORE_PYTHON_ROOTS_H

#include <stdbool.h>

#include "core/base/vec.h"
#include "core/python/modules.h"

/* Importers that try the same roots in the same order share one of these. */
typedef uint32_t root_context;

struct root_list {
    VEC_FIELDS(dir_id);
};

struct roots {
    struct modules *modules;
    bool configured;
    struct root_list all; /* configured order, or sorted by path */
    bool *is_root;        /* by dir, up to dirs_len */
    size_t dirs_len;
    struct map candidates; /* first name -> index in `holders` */
    struct {
        VEC_FIELDS(struct root_list);
    } holders;           /* roots that hold that name */
    struct map contexts; /* dir -> root_context */
    struct {
        VEC_FIELDS(dir_id);
    } context_dirs; /* by context: an importer's folder */
};

/*
 * `configured` are relative paths, in order; `set` says whether the user
 * gave any.  Configured roots that do not exist are passed over.
 */
void roots_init(struct roots *roots, struct modules *modules,
                const struct str *configured, size_t len, bool set);
void roots_release(struct roots *roots);

/* The root that gives the file in `dir` its module name. */
dir_id roots_of_dir(struct roots *roots, dir_id dir);

/* The nearest root that strictly encloses `dir`, or NO_DIR. */
dir_id roots_above(const struct roots *roots, dir_id dir);

/* Contexts are equal for folders enclosed by the same roots. */
root_context roots_context(struct roots *roots, dir_id importer);

/*
 * The roots that hold `first` (or `first`-stubs), in the order in which an
 * importer of that context tries them, into `out` (cleared first).
 */
void roots_holding(struct roots *roots, root_context context, struct str first,
                   struct root_list *out);

/* All roots in that order, for lists of what was probed. */
void roots_in_order(struct roots *roots, root_context context,
                    struct root_list *out);

#endif
