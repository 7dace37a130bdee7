/* SPDX-License-Identifier: MIT */
/*
 * unit_walk - from a chain of names to the nodes that it leads to.
 *
 * A chain begins with a unit of the file, with what an import of the file
 * binds, and with what its star imports may bind: all three count.  It goes
 * on through modules: a name in one is its unit, its submodule, or what its
 * own star imports bind, and behind a unit that is an imported module the
 * chain goes on there.  A chain that ends at a module means the whole of it
 * (U8); a name that nothing binds means all names of the module (U7).
 *
 * Nothing absent is recorded: had it been there, there would be an edge.
 *
 * Ownership: borrows the files, owns its lists.
 * Threads: each has a walk of its own; the files are only read.
 */
#ifndef CORE_PLAN_UNIT_WALK_H
#define CORE_PLAN_UNIT_WALK_H

#include "core/plan/unit_files.h"

/* A name in a module, on the way along a chain. */
struct link_step {
    place_id place;
    struct unit_name name;
    place_id member; /* the submodule of that name, if by_import */
    uint8_t rest;    /* the first name of the chain behind it */
    uint8_t group;   /* steps that may find the same name */
    bool by_dot;     /* it is an attribute, not imported by name */
    bool by_import;  /* so the resolver has looked for the submodule */
    bool is_value;   /* a module at the end is meant as a whole */
};

/* More than that, and what is left counts as meant whole. */
enum { LINK_STEPS_MAX = 64 };

/* A submodule that nobody has looked for yet. */
struct link_missing {
    place_id place;
    struct str name;
};

struct node_list {
    VEC_FIELDS(node_id);
};

struct unit_walk {
    const struct unit_files *files;
    const struct state *state;
    struct unit_name special[3]; /* names that mean the whole module (U8) */
    struct unit_name chain[UNIT_LINKS_MAX]; /* as the caller has set it */
    size_t chain_len;
    struct link_step steps[LINK_STEPS_MAX];
    bool found[LINK_STEPS_MAX]; /* by group */
    size_t steps_len;
    size_t groups_len;
    struct node_list out; /* with repetitions; cleared by the caller */
    struct {
        VEC_FIELDS(struct link_missing); /* for unit_files_learn */
    } missing;
};

void unit_walk_init(struct unit_walk *walk, const struct unit_files *files);
void unit_walk_release(struct unit_walk *walk);

/* Follow the chain, which stands in the file, into `out`; returns the file's
   own unit that it begins with, which is not put there, or NO_NODE. */
uint32_t unit_walk_chain(struct unit_walk *walk, file_id file);

/* The same for the name that an import binds.  `is_value`: if it is a module,
   the whole of it is meant. */
void unit_walk_import(struct unit_walk *walk, uint32_t import, bool is_value);

/*
 * A node of the file, into `out`.  A file that came to be known while folders
 * were looked into has none: nothing of it was read.
 */
void unit_walk_file(struct unit_walk *walk, file_id file, enum unit_node node);

/* The unit of __all__, if the file has one. */
void unit_walk_exports(struct unit_walk *walk, file_id file);

/* A node of each file of the place, or of its packages too.  Whoever has the
   whole of a package has what lies in its folder, for any file may have
   imported it (U8). */
void unit_walk_place(struct unit_walk *walk, place_id id, bool parents,
                     enum unit_node node);

#endif
