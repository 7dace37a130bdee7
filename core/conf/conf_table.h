/* SPDX-License-Identifier: MIT */
/*
 * conf_table - every setting there is, one row each.  Private to conf/.
 *
 * A row says what a setting is called, what may be written, where the value
 * goes, what it is when nobody says anything, and what it is for.  Reading,
 * showing, the schema, the default file and the environment walk over these
 * rows, so that a new setting is one row and cannot be half there.
 *
 * There are three tables: the settings themselves, the keys of a row of
 * `analyzers:`, and those of a row of `tiers:`.
 *
 * Ownership: constants.  Threads: safe everywhere.
 */
#ifndef CORE_CONF_CONF_TABLE_H
#define CORE_CONF_CONF_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

/* With the C type that stands at the row's offset. */
enum conf_type {
    CONF_SECTION,   /* nothing: a mapping that holds the rows below it */
    CONF_BOOL,      /* bool */
    CONF_COUNT,     /* uint32_t, between min and max */
    CONF_SIZE,      /* uint64_t, bytes */
    CONF_DURATION,  /* uint64_t, milliseconds */
    CONF_WORD,      /* an enum, numbered as `words` are */
    CONF_TEXT,      /* struct str */
    CONF_TEXTS,     /* struct conf_list */
    CONF_DEPENDS,   /* conf.depends: glob to list of globs */
    CONF_ANALYZERS, /* conf.analyzers: name to row */
    CONF_TIERS,     /* conf.tiers: list of rows */
};

/* What a text, or each text of a list, must look like. */
enum conf_rule {
    CONF_ANY,        /* not empty */
    CONF_FOLDER,     /* below the root: not absolute, no ".."; made clean */
    CONF_NAME,       /* letters, digits, "_", "-", "." */
    CONF_NAMESPACE,  /* the same and "/", as in names of branches */
    CONF_CHOICE,     /* one of `words` */
    CONF_VARIABLE,   /* name of an environment variable, or "START*" */
    CONF_ASSIGNMENT, /* "NAME=value" */
    CONF_STATUS,     /* an exit status, or "FROM-TO" */
    CONF_PUBLIC_KEY, /* 64 hexadecimal digits */
};

struct conf_key {
    const char *path; /* "cache.max_size" */
    enum conf_type type;
    enum conf_rule rule;
    size_t offset;        /* in struct conf, or in the row's struct */
    const char *fallback; /* the default as text, of a list its only item;
                             NULL: empty, not set */
    const char *example;  /* for the default file, if there is no default */
    uint64_t min;         /* of CONF_COUNT, CONF_SIZE, CONF_DURATION */
    uint64_t max;
    const char *zero_word;    /* "auto": how a count of 0 is written */
    const char *const *words; /* ends with NULL */
    bool scan;                /* changes what a scan finds */
    bool adds;                /* to the preset's list, instead of replacing */
    const char *since;        /* version of depstamp */
    const char *help;         /* "what it is", no capital, no full stop */
};

/* One of the three tables, and what its offsets count from. */
struct conf_table {
    const struct conf_key *keys;
    size_t len;
};

extern const struct conf_table conf_settings;
extern const struct conf_table conf_analyzer_keys;
extern const struct conf_table conf_tier_keys;

/* The row of `path`, or NULL. */
const struct conf_key *conf_table_find(const struct conf_table *table,
                                       struct str path);

/* "cache.max_size" gives "max_size". */
struct str conf_key_name(const struct conf_key *key);
/* "cache.max_size" gives "cache"; "roots" gives "". */
struct str conf_key_section(const struct conf_key *key);

#endif
