/* SPDX-License-Identifier: MIT */
/*
 * git_links - the symlinks of a listing, followed inside it.  Private to
 * git_tree; a listing has few links, so they are searched one by one.
 */
#ifndef CORE_PLAN_GIT_LINKS_H
#define CORE_PLAN_GIT_LINKS_H

#include "core/plan/git_tree.h"

/* Fill git_tree->links; links that lead nowhere or out are left out. */
int git_links_find(struct git_tree *git_tree, struct err *err);

/* The link that `path` is, or goes through as a folder; or NULL. */
const struct git_link *git_links_lookup(const struct git_tree *git_tree,
                                        struct str path);

#endif
