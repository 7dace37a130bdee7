/* SPDX-License-Identifier: MIT */
/*
 * program - where a program is, and what stands behind its name.
 *
 * A tool is found as a shell would find it, on PATH, and then where projects
 * keep their own: in `bin` of the environment beside or above the root
 * (`.venv`, `venv`, `env`), and in `node_modules/.bin` of the root.  A name
 * with a slash is relative to the root.
 *
 * What is found is often a small script that an installer wrote, whose first
 * line names the interpreter, and with it the environment that the tool lives
 * in.  pip writes `#!/bin/sh` and the real one into the second line where the
 * path is too long for the kernel.
 *
 * Ownership: texts live in the arena given.  Threads: safe everywhere.
 */
#ifndef CORE_SYS_PROGRAM_H
#define CORE_SYS_PROGRAM_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/sys/file.h"

/* Scripts beyond this are programs like any other. */
enum { PROGRAM_SCRIPT_MAX = 1 << 20 };

struct program {
    struct str path;        /* absolute, as it is called */
    struct str real;        /* symlinks followed */
    struct stat_sig sig;    /* of `real` */
    struct str script;      /* all of a script's text; empty: none */
    struct str interpreter; /* of a script: absolute, as it is called; empty
                               if it is not found */
};

/* What is asked: a name, for a project, in an environment as environ(7). */
struct program_search {
    struct str root; /* absolute, NUL-terminated */
    char *const *environment;
};

/* False if there is none.  Files that cannot be executed do not count. */
bool program_find(struct arena *arena, const struct program_search *search,
                  struct str name, struct program *program);

/* Where program_find looks: "on PATH and in .venv/bin". */
void program_places(struct arena *arena, const struct program_search *search,
                    struct str name, struct buf *out);

#endif
