/* SPDX-License-Identifier: MIT */
/*
 * git_record - one line of what git's listings print with -z.
 *
 *     ls-tree:     MODE SP TYPE SP OID TAB PATH NUL
 *     ls-files -s: [TAG SP] MODE SP OID SP STAGE TAB PATH NUL
 *     diff --raw:  ":" MODE SP MODE SP OID SP OID SP STATUS NUL PATH NUL
 *
 * (git-ls-tree(1), git-ls-files(1), git-diff-index(1) "RAW OUTPUT FORMAT".)
 * Trees can be written by hand, so a path is checked for what no work tree
 * could hold.
 *
 * Private to the files git*.c.
 *
 * Ownership: records point into the text.  Threads: safe everywhere.
 */
#ifndef CORE_SYS_GIT_RECORD_H
#define CORE_SYS_GIT_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/str.h"

enum { GIT_LINK = 0160000 }; /* beside enum git_mode: a submodule */

struct git_record {
    uint32_t mode; /* enum git_mode or GIT_LINK; of a diff, the new one */
    int stage;     /* 0; 1 base, 2 ours, 3 theirs of a conflict */
    char tag;      /* of ls-files -v; else 0 */
    char status;   /* of a diff; else 0 */
    struct str oid;
    struct str path; /* NUL-terminated */
};

/*
 * Take one record off the front of `text`.  Returns 1, 0 at the end, -1 if
 * it is not what git prints.  A record whose path cannot be in a work tree,
 * or whose mode is none of ours, is passed over.
 */
int git_record_tree(struct str *text, struct git_record *record);
int git_record_index(struct str *text, struct git_record *record);
/* Passes over no mode: a file that is gone has none. */
int git_record_diff(struct str *text, struct git_record *record);

#endif
