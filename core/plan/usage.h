/* SPDX-License-Identifier: MIT */
/*
 * usage - where the constructs of a state are used, from stored facts alone.
 *
 * A use is a place in a source.  By name: the name means the construct
 * there, or is an attribute of a module that the file imports
 * (meanings.h).  By attribute: something of that name stands behind a dot,
 * and of what, nobody knows without types; so it may be any construct of that
 * name.  Import statements are no uses, nor are the places where a name is
 * bound in its module or class, nor names in strings.  Local variables of the
 * same name are not told apart.
 *
 * Ownership: borrows the state, owns its tables.  Threads: one at a time.
 * Calling sequence: usage_init; usage_collect, then queries, or usage_of_file;
 * usage_release.
 */
#ifndef CORE_PLAN_USAGE_H
#define CORE_PLAN_USAGE_H

#include "core/plan/constructs.h"
#include "core/plan/meanings.h"

/* The constructs of one file. */
struct usage_file {
    struct symbols symbols; /* nothing in it if there is no record */
    bool known;
    struct construct_list constructs;
    uint32_t first; /* the number of its first one in usage */
};

/* A place, and what is used there: a construct, or a text. */
struct usage_place {
    uint32_t of;
    file_id file;
    uint32_t line;   /* 1-based */
    uint32_t column; /* 1-based, in code points */
};

struct usage_places {
    VEC_FIELDS(struct usage_place);
};

struct usage {
    struct state *state;
    struct meanings meanings;
    struct {
        VEC_FIELDS(struct usage_file); /* by file_id */
    } files;
    uint32_t constructs_len;
    unsigned char *wanted; /* by construct; NULL: all are */
    /* By text, of those that wanted constructs have: how many have it, and
       whether it stands behind a dot. */
    uint32_t *named;
    unsigned char *dotted;
    size_t texts_len;
    /* By construct: something but a use needs it (usage_is_unused). */
    unsigned char *needed;
    /* Grouped by `of`, in each group by path, line and column. */
    struct usage_places names;
    struct usage_places attributes;
    uint32_t *names_first;      /* by construct, and one more */
    uint32_t *attributes_first; /* by text, and one more */
};

/*
 * Read what is defined.  The state is resolved; without a symbol cache nothing
 * is known.  `only` marks, by file, those that matter: nothing else is used or
 * defined; NULL for all.
 */
void usage_init(struct usage *usage, struct state *state,
                const unsigned char *only);
void usage_release(struct usage *usage);

/* The uses of this construct are wanted; without such calls those of all. */
void usage_want(struct usage *usage, uint32_t construct);

/*
 * Find the uses.  Where all are wanted, an attribute that more than
 * USAGE_SHARED_MAX constructs may be is left out: it says nothing about any of
 * them, and in Home Assistant there would be 16 million.
 */
enum { USAGE_SHARED_MAX = 8 };
void usage_collect(struct usage *usage);

/*
 * What one file uses by name, into `out`, which is cleared: `of` is the
 * construct.  In source order; not after usage_collect.
 */
void usage_of_file(struct usage *usage, file_id file, struct usage_places *out);

/* The file that defines the construct. */
file_id usage_definer(const struct usage *usage, uint32_t construct);

/* The construct by its number. */
const struct construct *usage_construct(const struct usage *usage, file_id file,
                                        uint32_t construct);

/* The places where it is used by name, or where its name is an attribute. */
struct usage_span {
    const struct usage_place *items;
    size_t len;
};
struct usage_span usage_by_name(const struct usage *usage, uint32_t construct);
struct usage_span usage_by_attribute(struct usage *usage, file_id file,
                                     uint32_t construct);

/*
 * Does nothing use it?  What others import, what __all__ lists, what strings
 * name, tests and names like __this__ count as used.
 */
bool usage_is_unused(struct usage *usage, file_id file, uint32_t construct);

#endif
