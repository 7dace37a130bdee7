/* SPDX-License-Identifier: MIT */
/*
 * memo_rows - how the bytes of a memo (memo.h) are laid out: arrays one behind
 * the other, whose lengths follow from the shape of the tree.
 *
 * Threads: safe everywhere.
 */
#ifndef PLUGINS_NINJA_MEMO_ROWS_H
#define PLUGINS_NINJA_MEMO_ROWS_H

#include "core/plan/face.h"

/* A file that was written, as it was. */
struct memo_stat {
    struct stat_sig sig; /* all zero: not trusted */
    uint64_t sum;        /* hash_64 of its bytes */
};

struct memo_sizes {
    size_t written;
    size_t files;
    size_t folders;
    size_t linters;
    bool levels[LEVELS]; /* that are used */
};

/* Views of the bytes. */
struct memo_rows {
    struct digest *shape;
    unsigned char *follows; /* 1: it can be followed */
    char *written;          /* a struct memo_stat each, not aligned */
    char *folders;          /* a struct stat_sig each, and one for all */
    struct digest *beyond;
    struct digest *contents; /* by file, as the other three */
    struct digest *says;
    struct digest *shows;
    level_set *sees;
    struct digest *seen[LEVELS]; /* by file; of levels that are used */
    struct digest *shared;       /* by linter */
    struct digest *configured;   /* by linter, then by folder */
    size_t len;                  /* of all of these together */
};

/* Where everything is in `data`; `rows->len` says how much there has to be. */
void memo_rows_map(const struct memo_sizes *sizes, char *data,
                   struct memo_rows *rows);

struct memo_stat memo_rows_stat(const struct memo_rows *rows, size_t at);
void memo_rows_set_stat(struct memo_rows *rows, size_t at,
                        const struct memo_stat *stat);
struct stat_sig memo_rows_folder(const struct memo_rows *rows, size_t at);
void memo_rows_set_folder(struct memo_rows *rows, size_t at,
                          const struct stat_sig *sig);

#endif
