/* SPDX-License-Identifier: MIT */
/*
 * tool_cache - a tool's own cache in our cache folder, kept honest.
 *
 * mypy keeps what it knows of unchanged files and tells them by size and
 * mtime in whole seconds: an edit of the same size in the same second it
 * does not see, and its answer would be a stale one under a new key.  So what
 * the tool may have read is written down beside its cache, and the cache is
 * dropped before the next run if a file has the same size and second and
 * other bytes, or if the tool or what configures it is another one, with the
 * folders outside of the tree where it looks for modules; or if files changed
 * while the tool ran, or it did not end well, for then nobody knows what it
 * read.
 *
 * mypy also repeats what it said of a module although the module lies at
 * another path now, with the old path: what moves as it is, or has a twin of
 * its name and bytes that comes or goes, drops the cache, too.  And twins
 * never share a cache (tool_cache_twins).
 *
 *     char magic[8] "dstool2\n", u64 XXH3-64 of all that follows,
 *     digest shared (view.h), then per file, sorted by path's hash:
 *     u64 XXH3-64 of the path, u64 XXH3-64 of the name without its ending and
 *     the content, u64 size, i64 mtime in seconds, digest content
 *
 * Without a sound record the cache is dropped.  While another process of
 * ours has it, the tool gets a folder of its own, which is removed afterwards.
 *
 * Threads: one at a time.
 */
#ifndef CORE_RUN_TOOL_CACHE_H
#define CORE_RUN_TOOL_CACHE_H

#include "core/run/analyzer.h"
#include "core/run/view.h"
#include "core/sys/lock.h"

struct tool_cache {
    struct str base;    /* what {cache} stands for */
    const char *folder; /* NULL: the tool has none */
    const char *record; /* NULL: it is for this run alone */
    struct lock lock;
};

struct tool_cache_options {
    struct str cache_dir;
    unsigned owner; /* number of our process */
    bool alone;     /* nothing is to be found or kept */
    const struct analyzer *analyzer;
    const struct digest *shared; /* view.h */
    const struct view *view;
};

/* Before the tool is started: drop what cannot be trusted, and the record. */
void tool_cache_open(struct tool_cache *cache, struct arena *arena,
                     const struct tool_cache_options *options);

/* Mark in `twins`, by answer of a task, files with the name and the bytes of
   one before them; false if there is none. */
bool tool_cache_twins(const struct view *view, const file_id *files, size_t len,
                      bool *twins);

/* `trusted`: it ended well, over files that are what they were. */
void tool_cache_close(struct tool_cache *cache,
                      const struct tool_cache_options *options, bool trusted);

#endif
