/* SPDX-License-Identifier: MIT */
/*
 * walk_folder - what the threads of a walk do: list one folder, decide what
 * of it is kept, visit its files.
 *
 * Private to core/sys/walk*.c.  A walk makes a tree of walk_folders, each
 * with its kept entries in order of their names, which walk_assemble then
 * turns into the two sorted arrays of a tree.  No descriptor stays open
 * while a folder waits for its turn, so a worker needs one at a time.
 *
 * Ownership: paths live in a worker's `keep`, which the tree takes over; all
 * else lives in its `scratch`, which ends with the walk.
 * Threads: a folder belongs to one task at a time; its files are shared out
 * among several, each of which has a range of its own.
 */
#ifndef CORE_SYS_WALK_FOLDER_H
#define CORE_SYS_WALK_FOLDER_H

#include "core/sys/listing.h"
#include "core/sys/pool.h"
#include "core/sys/walk.h"
#include "core/sys/wildmatch.h"

struct walk_folder;

struct walk_file {
    struct tree_file file;
    void *slot;
    file_id before; /* NO_FILE unless it is copied */
};

/* Visit the files from `from` up to `to`; `to` 0: list the folder first. */
struct walk_task {
    struct walk_folder *folder;
    size_t from;
    size_t to;
};

struct walk_folder {
    struct walk_task task; /* to list it */
    struct str path;
    const struct ignore *rules; /* that hold for its entries */
    uint32_t flags;
    struct stat_sig sig;
    const char *failure; /* one line for the user, or NULL */
    int os_errno;        /* behind it, if err_is_passing or it is the
                            root; else 0 */
    bool unreadable;     /* the folder itself, not only its rules */
    bool gone;           /* vanished after its name was read */
    bool fresh;          /* the rules changed: nothing known holds */
    dir_id before;       /* in the earlier tree, or NO_DIR */
    struct walk_folder *folders;
    size_t folders_len;
    struct walk_file *files;
    size_t files_len;
    /* For walk_assemble. */
    struct walk_folder *outer;
    dir_id id;
};

/* Of an earlier tree: the ids of what each folder holds, in a row. */
struct walk_children {
    const uint32_t *first; /* by dir_id, and one more: where its row starts */
    const uint32_t *ids;
};

struct walk_worker {
    struct arena keep;
    struct arena scratch;
    struct listing listing;
    struct buf path; /* of the entry that is looked at */
    struct buf text; /* of a rule file */
    struct {
        VEC_FIELDS(struct walk_folder);
    } folders;
    struct {
        VEC_FIELDS(struct walk_file);
    } files;
    char padding[64]; /* against two workers on one cache line */
};

struct walk {
    const struct walk_options *options;
    int root_fd;
    struct walk_worker *workers;
    struct arena arena;               /* of what follows */
    const struct wildmatch **include; /* by the option's order */
    struct walk_children before_dirs;
    struct walk_children before_files;
};

/* A pool_task; `context` is the walk, `item` a walk_task. */
void walk_run_task(struct pool *pool, unsigned worker, void *context,
                   void *item);

/* Find what is to be kept of `folder`, from the disk. */
void walk_list_folder(struct walk *walk, struct walk_worker *worker,
                      struct walk_folder *folder);

/* A signature always has a mode, unless nobody ever took it. */
static inline bool
walk_is_unknown(const struct stat_sig *sig)
{
    return sig->mode == 0;
}

/* Add a folder or file to what the worker has found in this folder. */
struct walk_folder *walk_add_folder(struct walk_worker *worker,
                                    const struct walk_folder *parent,
                                    struct str path, uint32_t flags);
struct walk_file *walk_add_file(struct walk_worker *worker, struct str path,
                                uint32_t flags);

/* True if `name` could be a part of a module's name, or a stubs package. */
bool walk_is_module_folder(struct str name);
/* The files that decide what becomes of a folder, up to a NULL. */
struct walk_marker {
    const char *name;
    uint32_t flag; /* of a folder that holds it, if it is closed */
};
extern const struct walk_marker walk_markers[];
/* True if it stays out of every tree: `.git` and `__pycache__`. */
bool walk_is_left_out(struct str name);

/*
 * Read the `.gitignore` of `folder`, keep it as the worker's next file, and
 * put its rules in front of the folder's.  False if it has vanished.
 */
bool walk_read_rules(struct walk *walk, struct walk_worker *worker,
                     struct walk_folder *folder);

/* ---- walk_before.c: what an earlier walk knows */

void walk_before_init(struct walk *walk);
/*
 * Take the entries of `folder` from the earlier tree.  False if it has to be
 * read from the disk.
 */
bool walk_before_list(struct walk *walk, struct walk_worker *worker,
                      struct walk_folder *folder);
/*
 * Make all below `folder` fresh unless the rule file that the worker has
 * kept, if any, is the one that stood there before.
 */
void walk_before_compare_rules(const struct walk *walk,
                               struct walk_worker *worker,
                               struct walk_folder *folder);
/* Copy what is known of `file`, if it is unchanged. */
void walk_before_copy(const struct walk *walk, struct walk_file *file);

/* ---- walk_assemble.c */

/* Fill the result's arrays; walk_root does the rest. */
void walk_assemble(struct walk_folder *root, struct walk_result *result);

#endif
