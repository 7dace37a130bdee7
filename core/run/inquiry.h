/* SPDX-License-Identifier: MIT */
/*
 * inquiry - one tool on the way to its identity: which program it is, what
 * it says of itself.  Private to identity.c.
 *
 * Threads: one at a time; starts processes.
 */
#ifndef CORE_RUN_INQUIRY_H
#define CORE_RUN_INQUIRY_H

#include "core/run/identity.h"
#include "core/run/pythons.h"
#include "core/sys/program.h"

struct identities {
    struct identity_options options;
    struct arena arena;
    struct tool_memory *memory;
    struct pythons_options pythons_options;
    struct pythons pythons;
};

struct inquiry {
    struct identities *identities;
    const struct analyzer *analyzer;
    struct arena *arena;
    size_t tool_at;         /* in the command */
    struct program program; /* that is run */
    struct program tool;    /* that answers: the same, or behind `uv run` */
    struct str python;      /* interpreter of the tool, or empty */
    /* It cannot be seen what the program will run: a wrapper, a shell script,
       the shim of a version manager.  Then it is asked each time. */
    bool opaque;
    bool asked;
};

struct program_search inquiry_search(const struct inquiry *inquiry);

/* ERR_ABSENT: the program `name` is not there; returns -1. */
int inquiry_refuse(const struct inquiry *inquiry, struct str name,
                   struct err *err);

bool inquiry_is_node(struct str interpreter);

/* Where it is, its stat, and all of a script. */
void inquiry_hash_program(struct hasher *hasher, const struct program *program);

/* What the version command prints, without the paths of this machine;
   remembered, or asked for now. */
int inquiry_version(struct inquiry *inquiry, struct str *answer,
                    struct err *err);

#endif
