/* SPDX-License-Identifier: MIT */
/*
 * skeletons - sources as their importers see them, written into a folder.
 *
 * Files lie in the folder as they lie in the tree and are written only when
 * they differ, so that a build system can cut off what depends on them.
 *
 * Threads: `jobs` workers of its own.
 */
#ifndef CORE_PLAN_SKELETONS_H
#define CORE_PLAN_SKELETONS_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/python/symbols.h"

struct skeletons_request {
    struct str root;         /* absolute, NUL-terminated */
    const struct str *paths; /* below it, NUL-terminated */
    size_t len;
    enum stamp_level level;
    bool keep_lines;
    unsigned jobs;
};

/* One skeleton, appended to `out`; ERR_IO, ERR_ABSENT. */
int skeletons_print(const struct skeletons_request *request, size_t i,
                    struct buf *out, struct err *err);

/*
 * All of them below the folder `dir`.  Goes on after a file that cannot be
 * read or written; the first trouble is in `err`.
 */
int skeletons_write(const struct skeletons_request *request, const char *dir,
                    struct err *err);

#endif
