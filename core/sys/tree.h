/* SPDX-License-Identifier: MIT */
/*
 * tree - folders and files by name: all that resolution needs to know of a
 * file system, be it the disk or a git revision.
 *
 * Folders and files are dense ids into two arrays, each sorted by path
 * bytes.  Only what matters is kept: Python files (subjects or not), rule
 * files (.gitignore), data files if somebody depends on them, and every
 * folder whose name could be a part of a module name.
 *
 * A folder that the walk did not enter (ignored, a symlink, a virtual
 * environment) is not `listed`.  Resolution may want to look into it all the
 * same, for imports reach ignored generated code; then tree_list_folder asks
 * the tree's lister, and what is found is added at the end of the arrays,
 * out of order.
 *
 * Ownership: the tree owns everything; paths live in its arena.
 * Threads: many readers; adding needs one writer.
 */
#ifndef CORE_SYS_TREE_H
#define CORE_SYS_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/hash.h"
#include "core/base/map.h"
#include "core/base/vec.h"
#include "core/sys/file.h"

typedef uint32_t dir_id;
typedef uint32_t file_id;
#define NO_DIR UINT32_MAX
#define NO_FILE UINT32_MAX
#define ROOT_DIR 0u

enum dir_flag {
    DIR_LISTED = 1 << 0,   /* its entries are in the tree */
    DIR_IGNORED = 1 << 1,  /* by a rule, or below such a folder */
    DIR_LINK = 1 << 2,     /* a symlink, or reached through one */
    DIR_PROJECT = 1 << 3,  /* holds pyproject.toml, setup.py or setup.cfg */
    DIR_CLOSED = 1 << 4,   /* virtual environment or cache: never entered */
    DIR_COUNTS = 1 << 5,   /* holds a tracked or unignored file, at any depth:
                              the only folders that git knows (contract.md,
                              folder facts) */
    DIR_HAS_FILE = 1 << 6, /* holds such a file itself */
    /* What a closed folder holds, and is looked for again. */
    DIR_HAS_VENV = 1 << 7,  /* pyvenv.cfg */
    DIR_HAS_TAG = 1 << 8,   /* CACHEDIR.TAG */
    DIR_HAS_RULES = 1 << 9, /* .gitignore */
};

enum file_flag {
    FILE_SUBJECT = 1 << 0, /* listed, analyzed and reported */
    FILE_IGNORED = 1 << 1, /* by a rule, or below such a folder */
    FILE_RULES = 1 << 2,   /* a .gitignore: part of what the walk depends on */
    FILE_DATA = 1 << 3,    /* no Python: somebody's `depends:` */
    FILE_EXEC = 1 << 4,    /* the owner's executable bit */
    FILE_FAILED = 1 << 5,  /* could not be read; digest is of the message */
    FILE_HASHED = 1 << 6,  /* digest is set */
};

struct tree_dir {
    struct str path; /* "" for the root; NUL-terminated */
    dir_id parent;   /* the root's is NO_DIR */
    uint32_t flags;
    struct stat_sig sig;
};

struct tree_file {
    struct str path; /* NUL-terminated */
    dir_id dir;
    uint32_t flags;
    struct stat_sig sig;
    struct digest digest; /* of the content */
};

struct tree;

/* Adds the entries of `dir` by tree_add_*; failure means "empty". */
typedef void tree_lister(struct tree *tree, dir_id dir, void *context);

/* Adds the plain file `path` if there is one; its id, or NO_FILE. */
typedef file_id tree_prober(struct tree *tree, struct str path, void *context);

struct tree {
    struct arena arena;
    struct {
        VEC_FIELDS(struct tree_dir);
    } dirs;
    struct {
        VEC_FIELDS(struct tree_file);
    } files;
    tree_lister *lister;  /* NULL: unlisted folders are empty */
    tree_prober *prober;  /* NULL: only what is in the tree exists */
    void *lister_context; /* of both */
    /* The items before these are in path order; who fills the arrays by hand
       sets them.  The maps lead from a path's hash to the items behind. */
    size_t sorted_dirs;
    size_t sorted_files;
    struct map added_dirs;
    struct map added_files;
};

void tree_init(struct tree *tree); /* holds the root folder, unlisted */
void tree_release(struct tree *tree);

/* The path is copied.  Neither looks for duplicates. */
dir_id tree_add_dir(struct tree *tree, dir_id parent, struct str path,
                    uint32_t flags);
file_id tree_add_file(struct tree *tree, dir_id dir, struct str path,
                      uint32_t flags);

/* Make sure that the entries of `dir` are in the tree. */
void tree_list_folder(struct tree *tree, dir_id dir);

/* By path, among the sorted part first, then the added one; or NO_…. */
file_id tree_find_file(const struct tree *tree, struct str path);
dir_id tree_find_dir(const struct tree *tree, struct str path);

/* The same, but looks beyond the tree for a file that it left out. */
file_id tree_probe_file(struct tree *tree, struct str path);

/* Sort both arrays by path and renumber; before anything else holds ids. */
void tree_sort(struct tree *tree);

/* True if `name` can be a Python subject: .py, .pyi or .pyw. */
bool tree_is_python(struct str name);
/* True if `name` can be a component of a module's dotted name (PEP 3131:
   letters, digits, underscore, any non-ASCII byte; no leading digit). */
bool tree_is_identifier(struct str name);

#endif
