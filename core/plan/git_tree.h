/* SPDX-License-Identifier: MIT */
/*
 * git_tree - the tree that a listing of blobs describes.
 *
 * Symlinks are followed inside the listing: one to a file is that file's
 * content under another name, one to a folder is a folder that is listed
 * when resolution goes through it.  Ignored files and folders of the disk
 * are laid over it, and all of an unreadable submodule.
 *
 * Ownership: owns its tables, borrows world and listing.
 */
#ifndef CORE_PLAN_GIT_TREE_H
#define CORE_PLAN_GIT_TREE_H

#include "core/plan/git_side.h"

/* A symlink of the listing, followed to its end. */
struct git_link {
    struct str path;
    struct str target; /* a path of the listing, or of a folder in it */
    bool is_folder;
};

struct git_tree {
    struct git_world *world;
    const struct git_listing *listing;
    struct {
        VEC_FIELDS(struct git_link); /* sorted by path */
    } links;
    struct {
        VEC_FIELDS(const struct ignore *); /* by folder, while building */
    } rules;
};

/* The entry of that very path, or NULL. */
const struct git_entry *git_tree_entry(const struct git_listing *listing,
                                       struct str path);
/* Does the listing hold anything below the folder? */
bool git_tree_has_folder(const struct git_listing *listing, struct str folder);

int git_tree_build(struct git_tree *git_tree, struct git_world *world,
                   const struct git_listing *listing, struct tree *tree,
                   struct err *err);
void git_tree_release(struct git_tree *git_tree);

/* The blob that is the content of `path`, links followed; NULL if none. */
const struct git_entry *git_tree_content(const struct git_tree *git_tree,
                                         struct str path);

/* The tree_lister and tree_prober; `context` is the git_tree. */
void git_tree_list(struct tree *tree, dir_id dir, void *context);
file_id git_tree_probe(struct tree *tree, struct str path, void *context);

#endif
