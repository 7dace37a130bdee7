/* SPDX-License-Identifier: MIT */
/*
 * walk - finds the subjects below a root, by rules, on several threads.
 *
 * Reading overlaps walking: each file found is given to the caller's
 * `visit` on the thread that found it.  The result is a tree in path order,
 * the same for every number of threads.
 *
 * What is entered and listed: contract.md, "What is read".  Symlinks to
 * files are files; symlinks to folders, and folders that hold pyvenv.cfg or
 * CACHEDIR.TAG (below the root: the root is always walked) are noted but not
 * entered; `.git` and `__pycache__` are left out.
 *
 * What the tree says of the rest, so that a recheck misses nothing:
 * - Each folder that was read has the signature it had when it was opened,
 *   before its names were read.  It is zero, which no recheck takes for
 *   unchanged, where the folder could only be read in part, or holds a
 *   symlink that is not kept but would be if it led elsewhere one day.  (Not
 *   so a symlink to a file of no interest: that it turns into a folder is
 *   noticed when its own folder changes.)
 * - A closed folder has none: its markers are looked for instead, since
 *   caches and environments change all the time.  It counts (DIR_COUNTS) if
 *   git keeps a marker.
 * - A folder that could not be read has a signature, but no DIR_LISTED.
 * - An ignored folder is noted if its name could be a part of a module's;
 *   its signature, like that of a folder behind a symlink, is zero until
 *   tree_list_folder reads it.
 * - A folder that `exclude` leaves out but git does not is taken to hold
 *   something (DIR_COUNTS): nobody looked.
 *
 * Walking again: with `before`, folders that are unchanged are taken from
 * the earlier tree instead of the disk, and files that are unchanged are not
 * visited but copied, with what others have found out about files that are
 * no subjects.  Else the tree is the same as that of a walk without it.
 */
#ifndef CORE_SYS_WALK_H
#define CORE_SYS_WALK_H

#include "core/base/err.h"
#include "core/sys/ignore.h"
#include "core/sys/timeline.h"
#include "core/sys/tree.h"

/*
 * Called for each Python file that is not ignored, on any thread.  `file` is
 * the walk's own; set its sig, digest, FILE_HASHED, FILE_FAILED and
 * FILE_EXEC here.  The value returned is kept in `slots` of the result.
 */
typedef void *walk_visit(void *context, unsigned worker, int root_fd,
                         struct tree_file *file);

/* Larger rule files are noted as unreadable, and have no rules. */
enum { WALK_RULES_MAX = 4 << 20 };

/*
 * An earlier walk with the same options but `before`, and which of its
 * folders and files are not as they were: walk_recheck's answer, a byte per
 * id.
 */
struct walk_before {
    const struct tree *tree;
    const unsigned char *changed_dirs;
    const unsigned char *changed_files;
};

struct walk_options {
    const char *root; /* absolute */
    unsigned jobs;    /* fewer are used if file descriptors are scarce */
    struct timeline *timeline;    /* or NULL */
    bool gitignore;               /* honour .gitignore files */
    const struct ignore *above;   /* rules from above the root; may be NULL */
    const struct ignore *exclude; /* our own; may be NULL */
    /* Globs of further subjects (`include:`), and whether all plain files
       are kept as FILE_DATA. */
    const struct str *include;
    size_t include_len;
    bool keep_data;
    enum hash_algorithm algorithm; /* of the digests of rule files */
    walk_visit *visit;             /* may be NULL */
    void *context;
    const struct walk_before *before; /* may be NULL */
};

struct walk_result {
    struct tree tree;
    void **slots;        /* by file_id: what `visit` returned, or NULL */
    file_id *before_ids; /* by file_id: of the unchanged file in the earlier
                            tree that it was copied from, or NO_FILE */
    size_t failed_dirs;  /* folders that could not be read */
    struct buf failures; /* one message per line */
    /* The first of them that err_is_passing, or is of the root: the tree is not
       what is there.  Else ERR_NONE. */
    struct err trouble;
};

int walk_root(const struct walk_options *options, struct walk_result *result,
              struct err *err);
void walk_result_release(struct walk_result *result);

/*
 * Lists one folder from the disk into `tree`, whatever the rules say (all
 * entries are FILE_IGNORED / DIR_IGNORED): the tree_lister for disk trees.
 * `context` points to an int, the descriptor of the root.
 */
void walk_list_ignored(struct tree *tree, dir_id dir, void *context);

/* The tree_prober for disk trees; `context` as above. */
file_id walk_probe_file(struct tree *tree, struct str path, void *context);

struct walk_recheck {
    int root_fd;
    int64_t since_ns; /* see stat_sig_is_racy */
    unsigned jobs;
    struct timeline *timeline; /* or NULL */
};

/*
 * Compare the signatures of a known tree with the disk.  changed_dirs and
 * changed_files have a byte per id, set to 1 where the signature differs, is
 * racy or was never known, else to 0; entries that nobody has looked into
 * (ignored ones, mostly) are left alone.  Returns the number of changed
 * ones, or -1.
 */
long walk_recheck(const struct tree *tree, const struct walk_recheck *options,
                  unsigned char *changed_dirs, unsigned char *changed_files,
                  struct err *err);

#endif
