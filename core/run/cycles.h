/* SPDX-License-Identifier: MIT */
/*
 * cycles - modules that import each other while they are loaded.
 *
 * Only what runs at import time counts: not imports in functions or under
 * TYPE_CHECKING, lazy ones, names in strings, nor the __init__ of packages
 * above, which Python has begun to load already.
 *
 * Ownership: the caller's list, paths of files in it.  Threads: one.
 */
#ifndef CORE_RUN_CYCLES_H
#define CORE_RUN_CYCLES_H

#include "core/plan/state.h"

/* Kinds of edges that do not run when a module is loaded, or load none. */
enum {
    CYCLES_NOT_AT_LOADING = EDGE_LOCAL | EDGE_TYPE_CHECKING | EDGE_LAZY |
                            EDGE_STRING | EDGE_PARENT | EDGE_STUB |
                            EDGE_SUBMODULE | EDGE_CONFTEST | EDGE_DEPENDS
};

/* One knot: files each of which reaches all others. */
struct cycle {
    file_id *files; /* its shortest cycle, from its first file by path on */
    size_t len;
    size_t knot;   /* how many files the knot has */
    uint32_t line; /* of the import with which the cycle begins */
};

struct cycle_list {
    VEC_FIELDS(struct cycle); /* by path of their first file */
};

void cycles_find(struct state *state, struct arena *arena,
                 struct cycle_list *cycles);

#endif
