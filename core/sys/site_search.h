/* SPDX-License-Identifier: MIT */
/*
 * site_search - the parts of site_find, each of which adds to a site.
 *
 * site_folder.c reads one folder of installed modules, site_python.c knows
 * where an environment or interpreter has such folders, site_shim.c which
 * interpreter stands behind pyenv's programs.
 *
 * Ownership: the search borrows the site; all text lives in the site's
 * arena.  Threads: one at a time.
 */
#ifndef CORE_SYS_SITE_SEARCH_H
#define CORE_SYS_SITE_SEARCH_H

#include "core/sys/listing.h"
#include "core/sys/site.h"

/* Larger files of settings are none. */
#define SITE_TEXT_MAX ((size_t)1 << 20)
/* .pth files of one folder may add many others; nobody has more. */
enum { SITE_FOLDERS_MAX = 1000 };

struct site_search {
    struct site *site;
    struct arena *arena; /* the site's */
    char *const *environment;
    struct str root; /* absolute and clean, and its real path */
    struct str real_root;
    struct listing listing;
};

/* ---- site.c */

/* The value of an environment variable; empty if it is not set. */
struct str site_variable(const struct site_search *search, const char *name);
/* All of a small file, in the arena; empty if it cannot be read. */
struct str site_text(struct site_search *search, struct str path);
/* Sorted entries of a folder, until the next call. */
void site_list(struct site_search *search, struct str path);
/* Does `path` exist as a folder?  Symlinks are followed. */
bool site_is_folder(struct str path);
/* The real path in the arena, or empty. */
struct str site_real(struct site_search *search, struct str path);
/* The folder that holds the absolute `path`, NUL-terminated. */
struct str site_parent(struct site_search *search, struct str path);
/* Note a folder or file that is installed as its sources. */
void site_add_source(struct site_search *search, struct str path);
/* Modules below the project's root are not for us to find. */
bool site_is_ours(const struct site_search *search, struct str real);

/* ---- site_folder.c */

/* Add what is installed in `path`, once; nothing if it is no folder. */
void site_read_folder(struct site_search *search, struct str path,
                      const char *origin);

/* ---- site_python.c */

/* A folder that holds bin/ and lib/, be it a virtual environment or not. */
void site_read_environment(struct site_search *search, struct str prefix,
                           const char *origin);
/* The interpreter `folder`/`name`, if something is known about it. */
void site_read_interpreter(struct site_search *search, struct str folder,
                           struct str name);
/* The first interpreter on PATH about which something is known. */
void site_read_path(struct site_search *search);

/* ---- site_shim.c */

/* Is `folder` the one of pyenv's shims? */
bool site_is_shims(struct site_search *search, struct str folder);
/* The installation that a Python in that folder would run, or empty. */
struct str site_behind_shim(struct site_search *search, struct str folder);

#endif
