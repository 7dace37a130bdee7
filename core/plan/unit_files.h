/* SPDX-License-Identifier: MIT */
/*
 * unit_files - the facts of all files of a state, by unit (levels.md,
 * "Units"): what each file binds, found by name, and where its imports lead.
 *
 * A file whose units cannot be told apart is *opaque*: others see it as a
 * whole, and it sees others so.
 *
 * Names are not interned: each file has a table of its own, in which names lie
 * by their hash and are compared with the text of the record.  That is one
 * cache line for most look-ups and can be made by all threads; one table of
 * all texts took a fifth of the time of all keys.
 *
 * Ownership: owns its tables; records live in the symbol cache.
 * Threads: read-only after unit_files_init, which uses `jobs`, but for
 * unit_files_learn.
 */
#ifndef CORE_PLAN_UNIT_FILES_H
#define CORE_PLAN_UNIT_FILES_H

#include "core/base/intern.h"
#include "core/base/map.h"
#include "core/graph/graph.h"
#include "core/plan/level.h"
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

/* A name and its hash_64. */
struct unit_name {
    struct str text;
    uint64_t hash;
};

struct unit_name unit_name(struct str text);

static inline bool
unit_name_equal(const struct unit_name *a, const struct unit_name *b)
{
    return a->hash == b->hash && str_equal(a->text, b->text);
}

struct unit_file {
    bool opaque;
    struct symbols symbols; /* unless opaque */
    uint32_t node;          /* UNIT_NODE_WHOLE of it */
    uint32_t slots;         /* of its names: the first one */
    uint32_t slots_mask;    /* how many, a power of two, - 1 */
    uint32_t star;          /* its first star import: index + 1, or 0 */
};

/* What a name is in a file; free if both are 0. */
struct unit_slot {
    uint32_t tag;    /* the hash's upper half */
    uint32_t unit;   /* in symbols, or 0 */
    uint32_t import; /* the first that binds it: index + 1, or 0 */
};

/* What is known of an import, by its index in state->imports. */
struct unit_import {
    uint32_t next;   /* that binds the same name: index + 1, or 0 */
    bool is_dynamic; /* neither `import` nor `from`, or in no statement that
                        is known */
};

/* Where a reference leads, by reference_id. */
struct unit_target {
    struct unit_name name; /* FORM_FROM: what is imported of the module */
    place_id module;       /* FORM_IMPORT: the module that is bound */
    place_id member;       /* FORM_FROM: the submodule of that name; NO_PLACE */
};

struct unit_files {
    struct state *state;
    struct unit_file *files; /* by file_id */
    size_t len;
    uint32_t nodes_len;
    struct unit_slot *slots;
    struct unit_import *imports;
    struct unit_target *targets;
    file_id *inside;       /* files of Python, those below a folder together */
    struct range *folders; /* by dir_id: in inside */
    size_t folders_len;
    struct intern texts; /* of names that may be submodules */
    struct map members;  /* (place, text) -> its submodule's place */
};

/*
 * See to it that the symbol cache of the state, which has one, can show the
 * record of every file that has one.
 */
void unit_files_fill(struct state *state);

/*
 * Take the facts of the first `len` files of the state.  `touched[file]` makes
 * a file opaque; NULL for none.  At `code` those that look for the classes
 * below one are opaque too, for these have any name (U11).
 */
void unit_files_init(struct unit_files *files, struct state *state, size_t len,
                     const unsigned char *touched, enum level level);
void unit_files_release(struct unit_files *files);

/* The facts of one file; false if it has none that can be told apart. */
bool unit_files_read(struct state *state, file_id file,
                     struct symbols *symbols);

/* How many threads may work on the state. */
unsigned unit_files_jobs(const struct state *state);

/* What the name is in the file, which is not opaque. */
struct unit_meaning {
    uint32_t node;   /* of the unit, or NO_NODE */
    uint32_t import; /* the first that binds it: index + 1, or 0 */
};
struct unit_meaning unit_files_find(const struct unit_files *files,
                                    file_id file, const struct unit_name *name);

/*
 * The submodule of that name, or NO_PLACE, into `member`.  False if nobody has
 * asked before; unit_files_learn makes it known.
 */
bool unit_files_member(const struct unit_files *files, place_id place,
                       const struct unit_name *name, place_id *member);
void unit_files_learn(struct unit_files *files, place_id place,
                      struct str name);

/* The files of Python in the folder and below it: a range of `inside`. */
static inline struct range
unit_files_inside(const struct unit_files *files, dir_id dir)
{
    return dir < files->folders_len ? files->folders[dir] : (struct range){0};
}

/* The imports of the file that stand in one of its import statements, as a
   range of state->imports. */
struct range unit_files_imports(const struct state *state, file_id file,
                                const struct symbol_import *statement);

/* Which level of the file's references and stamps counts (D9). */
static inline enum stamp_level
unit_file_level(const struct unit_file *file, enum stamp_level level)
{
    return file->symbols.flags & SYMBOLS_PARTIAL_TYPES ? STAMP_CODE : level;
}

#endif
