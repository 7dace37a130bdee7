/* SPDX-License-Identifier: MIT */
/*
 * unit_links - from what a unit refers to, to the nodes it sees.
 *
 * A chain of names begins with a unit of the file, with what an import of the
 * file binds, and with what its star imports may bind: all three count.  It
 * goes on through modules: a name in one is its unit, its submodule, or what
 * its own star imports bind, and behind a unit that is an imported module the
 * chain goes on there.  A chain that ends at a module means the whole of it
 * (U8); a name that nothing binds means all names of the module (U7).
 *
 * Nothing absent is recorded: had it been there, there would be an edge.
 *
 * Ownership: borrows the files, owns its tables.  Threads: one at a time.
 */
#ifndef CORE_PLAN_UNIT_LINKS_H
#define CORE_PLAN_UNIT_LINKS_H

#include "core/graph/graph.h"
#include "core/plan/level.h"
#include "core/plan/unit_files.h"

/* A name in a module, on the way along a chain. */
struct link_step {
    place_id place;
    text_id name;
    uint8_t rest;  /* the first name of the chain behind it */
    uint8_t group; /* steps that may find the same name */
    bool by_dot;   /* it is an attribute, not imported by name */
    bool is_value; /* a module at the end is meant as a whole */
};

/* More than that, and what is left counts as meant whole. */
enum { LINK_STEPS_MAX = 64 };

struct unit_links {
    struct unit_files *files;
    struct state *state;
    enum level level;
    struct map members; /* (place, text) -> its submodule's place */
    struct edge_list edges;
    struct link_step steps[LINK_STEPS_MAX];
    bool found[LINK_STEPS_MAX]; /* by group */
    size_t steps_len;
    size_t groups_len;
    text_id chain[UNIT_LINKS_MAX];
    size_t chain_len;
    text_id special[3]; /* names that mean the whole module (U8) */
    struct {
        VEC_FIELDS(node_id);
    } out;
};

void unit_links_init(struct unit_links *links, struct unit_files *files,
                     enum level level);
void unit_links_release(struct unit_links *links);

/* The nodes that the unit of the file sees, into `out`, with repetitions. */
void unit_links_unit(struct unit_links *links, file_id file, uint32_t unit);
/* Those that the text of the file sees, all of it. */
void unit_links_text(struct unit_links *links, file_id file);
/* The nodes with names that become names of the file by star imports. */
void unit_links_names(struct unit_links *links, file_id file);

/* Is the import, which stands in the statement, one that concerns the unit? */
bool unit_links_concerns(const struct unit_files *files, file_id file,
                         uint32_t unit, const struct symbol_import *statement,
                         const struct resolved_import *import);

/* Is it neither `import` nor `from`, or in no statement that is known? */
bool unit_links_is_dynamic(const struct unit_files *files, file_id file,
                           const struct resolved_import *import);

#endif
