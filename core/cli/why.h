/* SPDX-License-Identifier: MIT */
/*
 * why - what the command `why` answers, and how it is printed.
 */
#ifndef CORE_CLI_WHY_H
#define CORE_CLI_WHY_H

#include "core/cli/comparing.h"
#include "core/cli/units_print.h"

/* The answer, however it was found. */
struct why_answer {
    struct state *state;
    struct str path;
    enum level level;
    bool affected;
    const char *label;    /* what it was compared with */
    const char *on;       /* or the file that it depends on; else NULL */
    const char *analyzer; /* or whose answer it is about; else NULL */
    struct file_list chain;
    struct cause cause;
    struct used_units units; /* declarations that changed */
    struct tie_list ties;    /* with `on`: the names that tie the two */
};

void why_print(struct cli *cli, const struct why_answer *answer, bool json);

/* Is `file` among the affected ones? */
bool why_lists(const struct comparison *comparison, file_id file);

/* `why FILE --analyzer A`. */
int why_analyzer(struct cli *cli, const char *analyzer, const char *path,
                 bool json, struct err *err);

#endif
