/* SPDX-License-Identifier: MIT */
/*
 * cache_dir - the folder that holds what we keep between runs.
 *
 * It ignores itself (.gitignore) and says that it is a cache (CACHEDIR.TAG,
 * https://bford.info/cachedir/).  A folder outside of the project may serve
 * several work trees: what belongs to one of them is then called by its
 * root's hash.
 */
#ifndef CORE_PLAN_CACHE_DIR_H
#define CORE_PLAN_CACHE_DIR_H

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/conf/conf.h"

/* The folder, absolute and NUL-terminated. */
struct str cache_dir_path(struct arena *arena, struct str root,
                          const struct conf *conf);

/* Make it, with its marks, and free it of leftovers; ERR_IO. */
int cache_dir_make(struct arena *arena, struct str dir, struct err *err);

/* The path of the tree's own file `name` in the folder. */
const char *cache_dir_file(struct arena *arena, struct str dir, struct str root,
                           const char *name);
/* Its name alone. */
const char *cache_dir_name(struct arena *arena, struct str dir, struct str root,
                           const char *name);

#endif
