/* SPDX-License-Identifier: MIT */
/*
 * base - what a command compares with, and the comparison.
 *
 *     --since REV             REV against the disk
 *     --staged                HEAD against the index
 *     --from-ref, --to-ref    two revisions
 *     --baseline FILE         stored keys against the disk
 *     FILE…                   the disk against the disk with these files
 *                             changed in every respect, or come and gone
 *
 * Ownership: owns both states, keys and the comparison.
 */
#ifndef CORE_PLAN_BASE_H
#define CORE_PLAN_BASE_H

#include "core/plan/compare.h"
#include "core/plan/disk.h"

struct base_options {
    const char *since;
    bool staged;
    const char *from_ref;
    const char *to_ref;
    const char *baseline;
    const struct str *files; /* relative paths; NULL: not by files */
    size_t files_len;
    enum level level;
    enum precision precision;
    bool level_given;
    bool precision_given;
};

struct git_world_owner;

struct base {
    struct arena arena;
    const char *label;    /* "HEAD", "index", …: `base` of the JSON */
    struct state *before; /* may be the same as after, or NULL */
    struct state *after;
    struct keys keys_before;
    struct keys keys_after;
    bool has_keys_before;
    struct baseline baseline;
    unsigned char *touched;  /* by file of after; may be NULL */
    unsigned char *decided;  /* the same: is it affected; NULL if keys tell */
    unsigned char *imagined; /* the same: it does not exist */
    struct path_list absent; /* FILEs that are not there */
    struct comparison comparison;
    struct git_world_owner *git; /* what states of git stand on */
};

int base_compare(const struct disk_options *disk,
                 const struct base_options *options, struct base *base,
                 struct err *err);
void base_release(struct base *base);

/* Is the file listed: affected, and really there? */
bool base_lists(const struct base *base, file_id file);
/* Is it a changed file, or one edge away from one? */
bool base_is_direct(const struct base *base, file_id file);

#endif
