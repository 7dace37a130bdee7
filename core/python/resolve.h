/* SPDX-License-Identifier: MIT */
/*
 * resolve - from names in import statements to files of a tree.
 *
 * The order of care is design.md's: nearest root first; in a root a regular
 * package before a module before a namespace package; a namespace package
 * spans all roots and loses to whatever is not one; `.py` and `.pyi` of one
 * module both count, and so does a stub-only package (PEP 561) beside its
 * source.  `import a.b.c` reaches a, a.b and a.b.c; `from m import n` reaches
 * m and, if there is such a module, m.n.
 *
 * A *place* is what one dotted name means to one kind of importer; a
 * *reference* is one imported thing of one statement: a place and, for
 * `from m import n`, what n is there.  Both are kept and shared: an absolute
 * name means the same to all importers with the same roots, a relative one
 * to all files of a folder.
 *
 * Negative dependencies need no list: a file that appears in front of a hit
 * changes what the name resolves to, and that is what keys are made of.  For
 * people (`manifest`) a `probe` sink hears every path that was looked for.
 *
 * Ownership: borrows tree and facts, owns its tables; ids stay valid.
 * Threads: one at a time.
 */
#ifndef CORE_PYTHON_RESOLVE_H
#define CORE_PYTHON_RESOLVE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/str.h"
#include "core/base/vec.h"
#include "core/python/facts.h"
#include "core/python/modules.h"
#include "core/python/roots.h"

typedef uint32_t place_id;
typedef uint32_t reference_id;
#define NO_PLACE UINT32_MAX

enum place_status {
    PLACE_FOUND,  /* first-party, to the end */
    PLACE_PARTLY, /* its beginning is first-party, the rest is missing */
    PLACE_ABSENT, /* nothing of ours */
};

enum target_role {
    TARGET_PARENT = 1 << 0, /* implied: the __init__ of a package above */
    TARGET_STUB = 1 << 1,   /* a .pyi */
};

struct target {
    file_id file;
    uint8_t roles;
};

struct range {
    uint32_t first;
    uint32_t len;
};

struct place {
    struct range targets; /* in resolver->targets */
    struct range dirs;    /* in resolver->dirs: where submodules are sought */
    struct range bound;   /* the same of each prefix, with the own ones last:
                             `import a.b` binds a and a.b */
    uint32_t own_len;     /* how many of the targets, the last ones, are no
                             parents: what the whole name is */
    /* How many targets, and folders from bound.first on, are those of the
       first name, which may be ours though the whole is not. */
    uint32_t first_targets;
    uint32_t first_dirs;
    place_id first;    /* the first name's own place, once asked for */
    uint8_t status;    /* enum place_status */
    bool is_namespace; /* folders without __init__ */
};

struct reference {
    const struct fact_import *fact; /* as written */
    const struct facts_table *table;
    root_context context; /* who asks */
    place_id place;       /* of the module */
    place_id member;      /* FORM_FROM: what the name is, or NO_PLACE */
    uint8_t status;       /* enum place_status */
};

/* One reference at one line of a file. */
struct resolved_import {
    reference_id reference;
    uint32_t line;
    uint8_t flags; /* enum import_flag */
};

struct resolved_imports {
    VEC_FIELDS(struct resolved_import);
};

typedef void resolve_probe(void *context, struct str folder, struct str name,
                           const char *suffix, bool found);

struct resolver {
    struct modules modules;
    struct roots roots;
    unsigned python_minor; /* 0: any */
    const struct str *string_ignore;
    size_t string_ignore_len;
    struct {
        VEC_FIELDS(struct target);
    } targets;
    struct {
        VEC_FIELDS(dir_id);
    } dirs;
    struct {
        VEC_FIELDS(struct place);
    } places;
    struct {
        VEC_FIELDS(struct reference);
    } references;
    place_id absent;          /* the place of all that is in no package */
    struct map place_ids;     /* (context, module text) of one facts table */
    struct map statement_ids; /* (context or folder, statement) -> range */
    struct {
        VEC_FIELDS(struct range);
    } statement_refs;
    const struct facts_table *table; /* whose ids the maps are about */
    resolve_probe *probe;            /* NULL, or hears what was looked for */
    void *probe_context;
};

struct resolve_options {
    const struct str *roots;
    size_t roots_len;
    bool roots_set;
    bool git_folders;
    unsigned python_minor;
    /* Globs of dotted strings that are no imports (string_imports.ignore);
       borrowed. */
    const struct str *string_ignore;
    size_t string_ignore_len;
};

void resolver_init(struct resolver *resolver, struct tree *tree,
                   const struct resolve_options *options);
void resolver_release(struct resolver *resolver);

/*
 * Append what file `file`, whose facts are entry `entry` of `table`,
 * imports.  FORM_DEPENDS is left to the caller, whose business data files
 * are.  Files of one table should come one after another.
 */
void resolve_file(struct resolver *resolver, const struct facts_table *table,
                  uint32_t entry, file_id file, struct resolved_imports *out);

/*
 * The module `name` in the package `package`; a place that is not found if
 * there is none.
 */
place_id resolve_member(struct resolver *resolver, place_id package,
                        struct str name);

/* What `import a.b` binds, the place of a, given that of a.b. */
place_id resolve_first(struct resolver *resolver, place_id place);

/* A dotted name as an importer in `folder` sees it. */
place_id resolve_name(struct resolver *resolver, dir_id folder,
                      struct str dotted);

/* The name is one of the standard library's, by its first component. */
bool resolve_is_stdlib(const struct resolver *resolver, struct str dotted);

/*
 * `pkg.mod` of `src/pkg/mod.py`, for its own root, which is put into `root`.
 * Appended to `out`; a package's __init__ has the package's name.
 */
void resolve_module_name(struct resolver *resolver, file_id file,
                         struct buf *out, dir_id *root);

#endif
