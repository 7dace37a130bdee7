/* SPDX-License-Identifier: MIT */
/*
 * requires - the distributions that a project says it needs.
 *
 * An import of something that is declared but not installed here is no
 * mistake of the source.  Looked at, in the root folder alone:
 *
 *   pyproject.toml   build-system.requires, project.dependencies and
 *                    .optional-dependencies (PEP 621), dependency-groups
 *                    (PEP 735), and the tables of poetry, uv, pdm and hatch
 *   setup.cfg        install_requires, setup_requires, tests_require and
 *                    all of [options.extras_require]
 *   setup.py         the same settings where a literal list follows them
 *   requirements     *requirements*.txt and .in, and requirements/ with all
 *                    its .txt and .in, in pip's format
 *
 * Only names are taken, in a forgiving way: a line that makes no sense has
 * none.  Markers, versions and extras are not looked at.  A file that cannot
 * be read, or is larger than REQUIRES_BYTES_MAX, declares nothing.
 *
 * Ownership: names are borrowed for the call.  Threads: safe everywhere.
 */
#ifndef CORE_SYS_REQUIRES_H
#define CORE_SYS_REQUIRES_H

#include "core/base/str.h"

#define REQUIRES_BYTES_MAX ((size_t)4 << 20)

/* Called with each name as it is spelled; the order is the files'. */
typedef void requires_sink(void *context, struct str name);

/* All of the folder `root`, files by name. */
void requires_read(const char *root, requires_sink *sink, void *context);

/* The name at the front of a requirement (PEP 508, or pip's `-e URL#egg=`);
   empty if it has none. */
struct str requires_name(struct str requirement);

/* The kinds of files by their text. */
void requires_pyproject(struct str text, requires_sink *sink, void *context);
void requires_setup_cfg(struct str text, requires_sink *sink, void *context);
void requires_setup_py(struct str text, requires_sink *sink, void *context);
void requires_lines(struct str text, requires_sink *sink, void *context);

#endif
