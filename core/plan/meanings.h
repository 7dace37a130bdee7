/* SPDX-License-Identifier: MIT */
/*
 * meanings - what names are, from module to module: constructs and modules.
 *
 * A name in a file is what the file defines by it; else what its imports bind
 * by it, through any number of modules; else what star imports may.  Where
 * several are possible (branches, stubs beside sources, a submodule and an
 * attribute of one name) it is all of them.  Values are not followed: after
 * `g = f`, g is a variable.
 *
 * Ownership: borrows the state, owns its tables.  Threads: one at a time.
 * Calling sequence: meanings_init; meanings_define for all that is defined;
 * then queries.
 */
#ifndef CORE_PLAN_MEANINGS_H
#define CORE_PLAN_MEANINGS_H

#include "core/plan/names.h"

/* A construct, or a module. */
struct meaning {
    uint32_t construct; /* as defined, or NO_CONSTRUCT */
    place_id place;     /* of a module, or NO_PLACE */
};

struct meanings {
    struct names names;  /* its texts are what names are told apart by */
    struct map defined;  /* (file, text) -> construct */
    struct map by_place; /* (place, text) -> index in ranges */
    struct map by_file;  /* (file, text) -> index in ranges */
    struct {
        VEC_FIELDS(struct range); /* in items */
    } ranges;
    struct {
        VEC_FIELDS(struct meaning);
    } items;
};

void meanings_init(struct meanings *meanings, struct state *state);
void meanings_release(struct meanings *meanings);

/* The file defines the name at the level of its module. */
void meanings_define(struct meanings *meanings, file_id file, text_id name,
                     uint32_t construct);

/* What the name is in the file, in the module: a range of items. */
struct range meanings_in_file(struct meanings *meanings, file_id file,
                              text_id name);
struct range meanings_in_place(struct meanings *meanings, place_id place,
                               text_id name);

/* What the name imported by a reference is, a range of items. */
struct range meanings_imported(struct meanings *meanings, reference_id id);

/* What `.name` behind something of this range is: constructs of modules. */
struct range meanings_behind(struct meanings *meanings, struct range range,
                             text_id name);

/* Is the name bound by imports alone, all of modules that are not ours? */
bool meanings_is_foreign(struct meanings *meanings, file_id file, text_id name);

#endif
