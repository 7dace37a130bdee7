/* SPDX-License-Identifier: MIT */
/*
 * doctor - everything that a bug report needs, and what is wrong here with
 * the way out.
 *
 * A room of the report is one file doctor_*.c with one function that looks
 * and says what it saw, in the order of the rows in cmd_doctor.c.  Nothing
 * is changed by looking: no index is written, no store is made or mended.
 *
 * Ownership: texts live in the cli's arena.  Threads: the main one.
 */
#ifndef CORE_CLI_DOCTOR_H
#define CORE_CLI_DOCTOR_H

#include "core/base/vec.h"
#include "core/cli/cmd.h"

enum doctor_state {
    DOCTOR_FINE,
    DOCTOR_NOTE,    /* worth knowing; nothing has to be done */
    DOCTOR_PROBLEM, /* something does not work or costs answers */
};

struct doctor_line {
    const char *topic; /* "git", in the order in which they came */
    const char *text;  /* one line */
    const char *cure;  /* what to do, or NULL */
    enum doctor_state state;
};

struct doctor {
    struct cli *cli;
    const char *topic; /* of what is said now */
    bool has_conf;     /* root and configuration could be read */
    struct {
        VEC_FIELDS(struct doctor_line);
    } lines;
};

/* Add a line.  Texts that are not constant live in the cli's arena: see
   arena_printf. */
void doctor_say(struct doctor *doctor, enum doctor_state state,
                const char *text, const char *cure);

void doctor_program(struct doctor *doctor);
void doctor_settings(struct doctor *doctor); /* the others need it before */
void doctor_files(struct doctor *doctor);
void doctor_git(struct doctor *doctor);
void doctor_analyzers(struct doctor *doctor);
void doctor_cache(struct doctor *doctor);
void doctor_hosts(struct doctor *doctor);

#endif
