/* SPDX-License-Identifier: MIT */
/*
 * unit_files - the facts of all files of a state, by unit (levels.md,
 * "Units"), with names as ids of one table.
 *
 * A file whose units cannot be told apart is *opaque*: others see it as a
 * whole, and it sees others so.
 *
 * Ownership: owns its tables; records live in its arena or in the symbol
 * cache.  Threads: one at a time.
 */
#ifndef CORE_PLAN_UNIT_FILES_H
#define CORE_PLAN_UNIT_FILES_H

#include "core/base/intern.h"
#include "core/base/map.h"
#include "core/plan/state.h"
#include "core/python/symbols.h"

/* The nodes that every file has, in front of one for each unit. */
enum unit_node {
    UNIT_NODE_WHOLE,   /* the file as its importers see it */
    UNIT_NODE_BASE,    /* what can change the meaning of its names */
    UNIT_NODE_NAMES,   /* which names it binds (U7) */
    UNIT_NODE_IMPORTS, /* its import statements */
    UNIT_NODE_FIRST,   /* of the named units */
};

struct unit_file {
    bool opaque;
    struct symbols symbols; /* unless opaque */
    text_id *texts;         /* by number of a name in symbols */
    uint32_t node;          /* UNIT_NODE_WHOLE of it */
};

/* An import of a file that binds a name. */
struct unit_binding {
    uint32_t import; /* in state->imports */
    uint32_t next;   /* of the same name: index + 1, or 0 */
};

struct unit_files {
    struct state *state;
    struct arena arena;
    struct intern texts;
    struct {
        VEC_FIELDS(struct unit_file); /* by file_id */
    } files;
    struct map nodes;       /* (file, text) -> node of the unit */
    struct map binding_ids; /* (file, text) -> index in bindings + 1 */
    struct {
        VEC_FIELDS(struct unit_binding);
    } bindings;
    text_id star;
    uint32_t nodes_len;
};

/*
 * See to it that the symbol cache of the state, which has one, can show the
 * record of every file that has one.
 */
void unit_files_fill(struct state *state);

/*
 * Take the facts of all files of the state.  `touched[file]` makes a file
 * opaque; NULL for none.
 */
void unit_files_init(struct unit_files *files, struct state *state,
                     const unsigned char *touched);
void unit_files_release(struct unit_files *files);

/* The node of the unit, or NO_NODE. */
uint32_t unit_files_find(const struct unit_files *files, file_id file,
                         text_id name);

/* The first binding of the name, or of `star`: index + 1, or 0. */
uint32_t unit_files_binding(const struct unit_files *files, file_id file,
                            text_id name);

/* The imports of the file that stand in one of its import statements, as a
   range of state->imports. */
struct range unit_files_imports(const struct unit_files *files, file_id file,
                                const struct symbol_import *statement);

/* Which level of the file's references and stamps counts (D9). */
static inline enum stamp_level
unit_file_level(const struct unit_file *file, enum stamp_level level)
{
    return file->symbols.flags & SYMBOLS_PARTIAL_TYPES ? STAMP_CODE : level;
}

#endif
