/* SPDX-License-Identifier: MIT */
/*
 * units_print - how declarations that changed, and names that tie two files,
 * are printed by `affected` and `why`.
 */
#ifndef CORE_CLI_UNITS_PRINT_H
#define CORE_CLI_UNITS_PRINT_H

#include "core/base/json.h"
#include "core/cli/cmd.h"
#include "core/plan/changed_units.h"

/* The member "units". */
void units_json(struct json *json, const struct state *state,
                const struct used_units *used);

/* "  pkg/b.py: f(x: int) became f(x: str), used at pkg/a.py:12" */
void units_text(struct cli *cli, const struct state *state, struct str path,
                const struct used_units *used);

/* A name of one file that another one uses. */
struct tie {
    struct str name;
    uint32_t line;
};

struct tie_list {
    VEC_FIELDS(struct tie); /* by name and line, each once */
};

/* The names of `other` that `file` uses; texts go into the arena. */
void ties_find(struct state *state, file_id file, file_id other,
               struct arena *arena, struct tie_list *out);

/* The member "names". */
void ties_json(struct json *json, const struct tie_list *ties);

/* "  uses f at pkg/a.py:12" */
void ties_text(struct cli *cli, struct str path, const struct tie_list *ties);

#endif
