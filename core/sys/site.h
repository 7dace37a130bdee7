/* SPDX-License-Identifier: MIT */
/*
 * site - the third-party modules that exist around a project.
 *
 * An import that is neither ours nor the standard library's is either
 * somebody else's or missing, and only this machine knows which.  Nothing is
 * run to find out: the file system says where a Python keeps its modules.
 *
 * Looked at are, in this order,
 *
 *   1. `.venv`, `venv` and `env` with a pyvenv.cfg in the root folder or the
 *      nearest folder above it that has one (ty, pyrefly: analyzers.md)
 *   2. the environments that VIRTUAL_ENV and CONDA_PREFIX name
 *   3. if there is none of them, the first `python3`, else `python`, on PATH
 *      (pyright), by its real name; of pyenv's shims, the version that
 *      PYENV_VERSION, `.python-version` or pyenv's own `version` choose
 *   4. what the project declares to need, installed or not (requires.h)
 *
 * with the base installation if pyvenv.cfg says so
 * (include-system-site-packages), the user's own site-packages (PEP 370)
 * where Python would use them, and the folders that .pth files add.
 * Modules below the root are the project's own and left to resolution.
 *
 * This is for reports alone.  What cannot be read is unknown, never an
 * error: then more imports are called missing.
 *
 * Ownership: the site owns everything; texts live as long as it does.
 * Threads: many readers.
 */
#ifndef CORE_SYS_SITE_H
#define CORE_SYS_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/hash.h"
#include "core/base/intern.h"
#include "core/base/vec.h"

/* A folder with installed modules. */
struct site_folder {
    struct str path;    /* real and absolute */
    const char *origin; /* ".venv", "CONDA_PREFIX", "PATH", "user", ".pth"… */
    size_t modules;     /* names in it */
};

struct site_distribution {
    struct str name;    /* distribution_normal */
    struct str version; /* empty if unknown */
};

struct site {
    struct arena arena;
    struct str interpreter; /* absolute; empty unless found on PATH */
    struct {
        VEC_FIELDS(struct site_folder);
    } folders; /* in the order in which they were found, each once */
    struct {
        VEC_FIELDS(struct site_distribution);
    } distributions; /* installed; by name, then version, each once */
    struct {
        VEC_FIELDS(struct str);
    } declared; /* normal names, sorted, each once */
    struct {
        VEC_FIELDS(struct str);
    } pythons; /* "python3.12": of the folders; sorted, each once */
    /* What is installed as its sources (pip install -e) and lies elsewhere
       than below the root: folders and files, real and absolute, sorted. */
    struct {
        VEC_FIELDS(struct str);
    } sources;
    struct intern installed; /* top-level modules, in no order */
    struct intern named;     /* modules that distributions are known to have,
                                installed ones and declared ones */
};

/*
 * `root` is the project's root folder, `environment` as environ(7), or NULL
 * for an empty one.  Never NULL.
 */
struct site *site_find(const char *root, char *const *environment);
/*
 * The same for one Python, which is what runs a tool: `interpreter` is its
 * absolute path as it is called, since that says which environment it is of;
 * empty: the first on PATH.  Nothing is declared, and without a root nothing
 * is the project's.
 */
struct site *site_find_python(const char *root, char *const *environment,
                              struct str interpreter);
void site_free(struct site *site); /* NULL is fine */

/* Is there, or should there be, a top-level module of this name? */
bool site_has_module(const struct site *site, struct str top_level_name);

/*
 * The environment as far as analyzers see it (levels.md K5): versions of
 * Python, names and versions of the installed distributions, names of the
 * installed modules.  No paths, so the same in a copy at another place;
 * what is declared does not count, for its files have keys of their own.
 */
void site_digest(const struct site *site, struct hasher *hasher,
                 struct digest *digest);

#endif
