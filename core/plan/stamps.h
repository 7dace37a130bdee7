/* SPDX-License-Identifier: MIT */
/*
 * stamps - keys in files: one per source for build systems to watch, or all
 * in one baseline to compare with later.
 *
 *     stamp file  <out>/<path>.<level>
 *         depstamp1 <level> <key>
 *     baseline
 *         depstamp-baseline1 <level> <algorithm>[ symbol]
 *         <key> <content stamp> <path, quoted as git does>     sorted by path
 *
 * A stamp file is replaced only when its key differs, which is what makes
 * `restat` cut a build off.
 *
 * Ownership: a baseline owns its arena.
 */
#ifndef CORE_PLAN_STAMPS_H
#define CORE_PLAN_STAMPS_H

#include "core/plan/keys.h"

/* What stamps_write is to write. */
struct stamp_files {
    const file_id *files;
    size_t len;
    const char *out; /* a folder, made if it is not there */
    bool all;        /* remove those of sources that are no more */
};

/*
 * Bring the stamp files below `out` in line with `files`.  Returns how many
 * were written, or -1.
 */
int stamps_write(const struct keys *keys, const struct stamp_files *files,
                 struct err *err);

/* The text of a baseline over all subjects. */
void baseline_write(const struct keys *keys, struct buf *out);
/* The same over those that are marked in `only`, by file. */
void baseline_write_some(const struct keys *keys, const bool *only,
                         struct buf *out);

struct baseline_row {
    struct str path;
    struct digest key;
    struct digest content;
};

struct baseline {
    struct arena arena;
    enum level level;
    enum precision precision;
    enum hash_algorithm algorithm;
    struct {
        VEC_FIELDS(struct baseline_row); /* sorted by path */
    } rows;
};

/* ERR_FORMAT with "FILE:LINE: …" for anything but a baseline. */
int baseline_read(const char *path, struct baseline *baseline, struct err *err);
void baseline_release(struct baseline *baseline);

/* NULL if there is no such path. */
const struct baseline_row *baseline_find(const struct baseline *baseline,
                                         struct str path);

#endif
