/* SPDX-License-Identifier: MIT */
/*
 * result - what an analyzer said of one file, as a row of the store.
 *
 *     u32 version, u32 findings, u64 duration in microseconds
 *     per finding  u32 line, column, end_line, end_column, severity,
 *                  u32 lengths of path, code, message, url, then these
 *
 * Numbers are little-endian.  The path is empty where it is the file's own:
 * a result moves with its key, which holds the path.
 *
 * Ownership: what is read borrows the bytes.  Threads: safe.
 */
#ifndef CORE_RUN_RESULT_H
#define CORE_RUN_RESULT_H

#include <stdbool.h>

#include "core/base/buf.h"
#include "core/run/diagnostic.h"

enum { RESULT_VERSION = 1 };

struct result {
    uint64_t duration_us; /* of the process, this file's share */
    const struct diagnostic *diagnostics;
    size_t len;
};

/* Appended to `out`. */
void result_write(const struct result *result, struct str path,
                  struct buf *out);

/*
 * The findings are added to `list`, with `path` and `analyzer` as they are
 * here.  False if the bytes are no result; `list` is then as it was.
 */
bool result_read(struct str bytes, struct str path, struct str analyzer,
                 struct diagnostic_list *list, uint64_t *duration_us);

#endif
