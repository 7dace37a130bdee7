/* SPDX-License-Identifier: MIT */
/*
 * refs - what the command `refs` answers, and how it is printed.
 */
#ifndef CORE_CLI_REFS_H
#define CORE_CLI_REFS_H

#include "core/cli/cmd.h"
#include "core/plan/order.h"
#include "core/plan/usage.h"

enum refs_format { REFS_TEXT, REFS_LINES, REFS_JSON };

/* A construct that is asked for. */
struct refs_row {
    file_id file;
    uint32_t construct; /* as numbered in usage */
};

struct refs_answer {
    struct usage *usage;
    const struct order *order;
    bool unused; /* only which constructs these are */
    struct {
        VEC_FIELDS(struct refs_row); /* by path and line */
    } rows;
};

void refs_print(struct cli *cli, const struct refs_answer *answer,
                enum refs_format format);

#endif
