/* SPDX-License-Identifier: MIT */
/*
 * names - what a name is in a module: a submodule, or what an import binds.
 *
 * Ownership: borrows the state, owns its tables.  Threads: one at a time.
 */
#ifndef CORE_PLAN_NAMES_H
#define CORE_PLAN_NAMES_H

#include "core/base/intern.h"
#include "core/base/map.h"
#include "core/plan/state.h"

struct place_list {
    VEC_FIELDS(place_id);
};

/* What one name is in one place. */
struct name_meaning {
    place_id member;     /* the submodule of that name, or NO_PLACE */
    struct range values; /* in names->values: all modules that it can be */
};

/* A name, or "*", that an import of some file binds. */
struct name_binding {
    reference_id reference;
    uint32_t next; /* of the same name: index + 1, or 0 */
};

struct names {
    struct state *state;
    struct intern texts;
    text_id star;
    struct map meaning_ids; /* (place, name) -> index in meanings */
    struct {
        VEC_FIELDS(struct name_meaning);
    } meanings;
    struct place_list values;
    struct map members;     /* (place, name) -> its submodule */
    struct map binding_ids; /* (file, name) -> index in bindings + 1 */
    struct {
        VEC_FIELDS(struct name_binding);
    } bindings;
    struct {
        VEC_FIELDS(unsigned char);
    } read; /* by file: its bindings are known */
};

void names_init(struct names *names, struct state *state);
void names_release(struct names *names);

/* What `name` is in the module or package `place`. */
struct name_meaning names_find(struct names *names, place_id place,
                               struct str name);

/* The submodule of that name, or NO_PLACE. */
place_id names_member(struct names *names, place_id place, text_id name);

/*
 * The first of the bindings of the name, or of names->star, by the imports of
 * a file: index in names->bindings + 1, or 0.
 */
uint32_t names_binding(struct names *names, file_id file, text_id name);

/* The module that `import a.b` or `import a.b as c` binds; NO_PLACE for what
   is no such import. */
place_id names_bound_module(struct names *names,
                            const struct reference *reference);

/* All modules that the name bound by a reference can be, into `out`. */
void names_bound(struct names *names, reference_id reference,
                 struct place_list *out);

#endif
