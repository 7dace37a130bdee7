/* SPDX-License-Identifier: MIT */
/*
 * inputs - what every file of the tree depends on, whatever it imports
 * (levels.md K3, tried with the tools named there):
 *
 *     __builtins__.pyi at the root            mypy, pyright
 *     typings/, stubs/ at the root            pyright, pyrefly
 *     a module in a root named like one of    all: the standard library's
 *     the standard library                    own modules import it
 *     two files with one module name          mypy stops, pyrefly and pylint
 *                                             change
 *
 * The first three are files, hashed with all that they depend on; the last
 * is a list of names and paths.
 *
 * Ownership: plain vectors of the caller.
 */
#ifndef CORE_PLAN_INPUTS_H
#define CORE_PLAN_INPUTS_H

#include "core/base/vec.h"
#include "core/python/resolve.h"

enum tree_input_kind {
    INPUT_BUILTINS,
    INPUT_TYPINGS,
    INPUT_STUBS,
    INPUT_STDLIB,
};

struct tree_input {
    enum tree_input_kind kind;
    file_id file;
};

struct tree_inputs {
    VEC_FIELDS(struct tree_input);
};

/* One of several files with the same module name. */
struct duplicate {
    struct str module; /* in the arena */
    file_id file;
};

struct duplicates {
    VEC_FIELDS(struct duplicate); /* sorted by module, then path */
};

/* In words, for `why`: "is in typings/". */
const char *tree_input_text(enum tree_input_kind kind);

void tree_inputs_find(struct resolver *resolver, struct tree_inputs *inputs);
void tree_inputs_release(struct tree_inputs *inputs);

void duplicates_find(struct resolver *resolver, struct arena *arena,
                     struct duplicates *duplicates);

#endif
