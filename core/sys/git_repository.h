/* SPDX-License-Identifier: MIT */
/*
 * git_repository - one repository: the project's, or a submodule's.
 *
 * A repository is found once, by git itself; from then on git is told where
 * it is.  So a relative GIT_DIR, which counts from the current folder, means
 * the same in every later call, and the ownership that git checks while it
 * searches (safe.directory) is checked.
 *
 * A submodule's repository may be there although its files are not: git
 * keeps those it once cloned in .git/modules.  It has no work tree then
 * (`has_files`), but its commits can be read.
 *
 * Private to the files git*.c.
 *
 * Ownership: repositories and all they point to live in the handle's arena.
 * Threads: one at a time.
 */
#ifndef CORE_SYS_GIT_REPOSITORY_H
#define CORE_SYS_GIT_REPOSITORY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/vec.h"
#include "core/sys/git.h"
#include "core/sys/git_ask.h"

enum {
    GIT_SUBMODULES_MAX = 4096, /* of one project, nested ones counted */
    GIT_DEPTH_MAX = 32,        /* of submodules in submodules */
};

struct git_repository {
    uint32_t id;
    uint32_t depth; /* 0 for the project's */
    bool has_files; /* there is a work tree at `top` */
    bool is_shallow;
    struct str top;        /* its work tree, a real path; else the project's */
    struct str git_dir;    /* of this work tree */
    struct str common_dir; /* shared by all work trees */
    struct str prefix;     /* the project root below `top`; "" in submodules */
    struct str mount;      /* a submodule's path below the project root */
    struct str head;       /* the commit of HEAD; "" if there is none */
    const char *empty_tree;
    struct git_place place;
    struct str index; /* git_index's text; data NULL until it was asked for */
};

/* A commit of a repository; a listing has one for the project and one for
   each submodule that could be read. */
struct git_part {
    struct git_repository *repository;
    const char *commit;
};

struct git {
    struct arena arena;
    struct {
        VEC_FIELDS(struct git_repository *);
    } repositories; /* by id */
    /* Those of the commit that was listed last. */
    struct {
        VEC_FIELDS(struct git_part);
    } parts;
    struct str listed; /* that commit; "" if none was */
};

/* A submodule as a commit or an index names it. */
struct gitlink {
    struct str path;  /* below its superproject's top; NUL-terminated */
    struct str mount; /* below the project root */
    struct str oid;   /* its recorded commit; NUL-terminated */
    struct str name;  /* in .gitmodules; only git_find_kept needs it */
};

/* Find the repository that holds `root` and make it the one with id 0. */
int git_find_project(struct git *git, const char *root, struct err *err);

/*
 * Find the repository of the submodule `link`, checked out in the work tree
 * of `parent`.  `*found` is NULL if there is none or git refuses it.
 */
int git_find_checked_out(struct git *git, const struct git_repository *parent,
                         const struct gitlink *link,
                         struct git_repository **found, struct err *err);
/*
 * The same among the repositories that `parent` keeps for submodules that
 * are not checked out, by the submodule's name.
 */
int git_find_kept(struct git *git, const struct git_repository *parent,
                  const struct gitlink *link, struct git_repository **found,
                  struct err *err);

#endif
