/* SPDX-License-Identifier: MIT */
/*
 * tool_cache - a tool's own cache in our cache folder, kept honest.
 *
 * mypy keeps what it knows of unchanged files and tells them by size and
 * mtime in whole seconds: an edit of the same size in the same second it
 * does not see, and its answer would be a stale one under a new key.  So what
 * the tool may have read is written down beside its cache, and the cache is
 * dropped before the next run if a file has the same size and second and
 * other bytes, or if the tool is another one; or if files changed while the
 * tool ran, or it did not end well, for then nobody knows what it read.
 *
 *     char magic[8] "dstool1\n", u64 XXH3-64 of all that follows,
 *     digest identity, then per file, sorted:
 *     u64 XXH3-64 of the path, u64 size, i64 mtime in seconds, digest content
 *
 * Without a sound record the cache is dropped.
 *
 * Threads: one at a time.
 */
#ifndef CORE_RUN_TOOL_CACHE_H
#define CORE_RUN_TOOL_CACHE_H

#include "core/run/task.h"

struct tool_cache {
    const char *folder; /* NULL: the tool has none */
    const char *record;
};

/* Of an analyzer whose command says {cache}/NAME. */
void tool_cache_init(struct tool_cache *cache, struct arena *arena,
                     struct str cache_dir, const struct analyzer *analyzer);

/* Before the tool is started: drop what cannot be trusted, and the record. */
void tool_cache_begin(const struct tool_cache *cache, const struct task *task);

/* After it ended well over files that are still what they were. */
void tool_cache_end(const struct tool_cache *cache, const struct task *task);

#endif
