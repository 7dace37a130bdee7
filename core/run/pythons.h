/* SPDX-License-Identifier: MIT */
/*
 * pythons - what the Pythons that matter to tools are, as digests: which
 * version, and what is installed there by which version.
 *
 * Listing what is installed takes a fraction of a millisecond, so it is done
 * in each run and nothing about it can be stale; only the version of an
 * interpreter is asked for, and remembered by its stat.
 *
 * No digest holds a path: an environment and its copy have the same.
 *
 * Ownership: borrows the options.  Threads: one at a time; starts processes.
 */
#ifndef CORE_RUN_PYTHONS_H
#define CORE_RUN_PYTHONS_H

#include "core/base/arena.h"
#include "core/base/intern.h"
#include "core/base/vec.h"
#include "core/run/tool_memory.h"

struct pythons_options {
    const char *root;
    char *const *environment;
    enum hash_algorithm algorithm;
    uint64_t timeout_ms;
    struct tool_memory *memory;
};

struct python_known {
    struct str interpreter; /* empty: the first on PATH */
    struct digest digest;
};

struct pythons {
    const struct pythons_options *options;
    struct arena arena;
    struct {
        VEC_FIELDS(struct python_known);
    } known;
    bool has_environment;
    struct digest environment;
    struct intern places;  /* what was looked at: absolute paths */
    struct intern sources; /* with all that is in it */
};

void pythons_init(struct pythons *pythons,
                  const struct pythons_options *options);
void pythons_release(struct pythons *pythons);

/* Is that the name of an interpreter of Python? */
bool pythons_is_python(struct str program);

/* The Python that is called by this absolute path; empty: the first on PATH,
   and if there is none, nothing. */
struct digest pythons_of(struct pythons *pythons, struct str interpreter);

/* The project's own environment, as type checkers find it (site.h). */
struct digest pythons_environment(struct pythons *pythons);

#endif
