/* SPDX-License-Identifier: MIT */
/*
 * state - one state of a project: its files, what they import, what that
 * resolves to.
 *
 * A state is the disk as it is, a git revision, git's index, or any of them
 * with some files imagined to come or go.  Two states are compared by their
 * keys (keys.h), and by nothing else.
 *
 * Files that imports reach although they are no subjects (ignored generated
 * code, stubs, data files) are read and hashed when resolution meets them.
 *
 * Ownership: a state owns its tree and all that hangs on it.
 * Threads: one at a time.
 * Calling sequence: state_new; a loader fills the tree, the digests and the
 * facts of the subjects; state_resolve; then queries.
 */
#ifndef CORE_PLAN_STATE_H
#define CORE_PLAN_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/log.h"
#include "core/base/vec.h"
#include "core/conf/conf.h"
#include "core/plan/inputs.h"
#include "core/python/imports.h"
#include "core/python/resolve.h"
#include "core/sys/timeline.h"
#include "core/sys/tree.h"

enum edge_kind {
    EDGE_IMPORT = 1 << 0,
    EDGE_FROM = 1 << 1,
    EDGE_STAR = 1 << 2,
    EDGE_LOCAL = 1 << 3,
    EDGE_TYPE_CHECKING = 1 << 4,
    EDGE_WEAK = 1 << 5,
    EDGE_LAZY = 1 << 6,
    EDGE_DYNAMIC = 1 << 7,
    EDGE_STRING = 1 << 8,
    EDGE_PARENT = 1 << 9,
    EDGE_STUB = 1 << 10,
    EDGE_SUBMODULE = 1 << 11,
    EDGE_CONFTEST = 1 << 12,
    EDGE_DEPENDS = 1 << 13,
    EDGE_ALL = (1 << 14) - 1,
};

/* Name of the single bit `kind`; the bits in this order are EDGE_KINDS. */
enum { EDGE_KINDS = 14 };
extern const char *const edge_kind_names[EDGE_KINDS];

#define NO_REFERENCE UINT32_MAX

/* One reason why a file depends on another. */
struct edge {
    file_id to;
    uint32_t line;          /* 0: of the file as a whole */
    uint16_t kinds;         /* enum edge_kind */
    reference_id reference; /* or NO_REFERENCE */
    uint32_t submodule;     /* index in state->submodules + 1, or 0 */
};

struct edge_list {
    VEC_FIELDS(struct edge);
};

/*
 * A module that a file reaches through a name that one of its imports binds
 * (levels.md, K2): `import a` and then `a.c`.
 */
struct submodule {
    uint32_t import; /* the one that binds the name, in state->imports */
    place_id place;  /* of the module */
    struct str rest; /* the names behind what is imported: "c" */
};

/* A file's facts: entry `entry` of `table`, or none. */
struct file_facts {
    const struct facts_table *table;
    uint32_t entry;
};

/*
 * Read the bytes of a file of the state into `out`; also sets `*sig`, which
 * may be NULL.  On failure the file counts as unreadable.
 */
typedef int state_read(void *context, const struct tree_file *file,
                       struct buf *out, struct stat_sig *sig, struct err *err);

/*
 * Read several files at once, file i into outs[i], which is cleared; one that
 * cannot be read has outs[i].full set.
 */
typedef void state_read_many(void *context, const file_id *files, size_t len,
                             struct buf *outs);

struct symbol_cache;

struct state {
    const struct conf *conf;
    struct tree tree;
    bool git_folders;
    struct {
        VEC_FIELDS(struct file_facts); /* by file_id */
    } facts;
    state_read *read;
    /* NULL if `read` may be called by several threads. */
    state_read_many *read_many;
    void *read_context;
    struct symbol_cache *symbols; /* borrowed; may be NULL */
    struct timeline *timeline;    /* the same */
    /* Of the index that holds this very tree, if one does (disk.h). */
    bool is_indexed;
    uint64_t index_sum;
    /* Resolution has looked at what the scan had left out. */
    bool looked_further;
    /* What the loader keeps for the state's life, and how to release it. */
    void *loaded;
    void (*release_loaded)(void *loaded);

    struct resolver resolver;
    bool resolved;
    struct resolved_imports imports;
    struct {
        VEC_FIELDS(struct range); /* by file_id: in imports */
    } imports_of;
    struct {
        VEC_FIELDS(struct edge); /* depends:, grouped by file */
    } depends;
    struct {
        VEC_FIELDS(struct range); /* by file_id: in depends */
    } depends_of;
    struct {
        VEC_FIELDS(struct submodule); /* grouped by file */
    } submodules;
    struct {
        VEC_FIELDS(struct range); /* by file_id: in submodules */
    } submodules_of;
    struct arena arena;        /* texts of submodules */
    struct tree_inputs inputs; /* what every file depends on */
    /* What the facts of files met late live in. */
    struct {
        VEC_FIELDS(struct late_facts *);
    } late;
    struct {
        VEC_FIELDS(file_id);
    } late_files; /* which these are */
};

struct state *state_new(const struct conf *conf);
void state_free(struct state *state);

/* The settings that decide what facts hold. */
struct string_imports state_string_settings(const struct conf *conf);

/* Facts for file `file` (the arrays grow as needed). */
void state_set_facts(struct state *state, file_id file,
                     const struct facts_table *table, uint32_t entry);

/* Resolve everything; once, after loading. */
void state_resolve(struct state *state);

/*
 * All edges of `file` into `out` (cleared first), itself left out; the same
 * target may stand there several times, with other kinds and lines.
 */
void state_edges(struct state *state, file_id file, struct edge_list *out);

/*
 * Files beside `file` that absolute imports of it mean to pyright and pyrefly
 * when they lead nowhere else, as Python 2 would have taken them (levels.md,
 * K6, for files of packages too).  No edges of the graph that is shown: at
 * run time nobody finds them.  Cleared first.
 */
void state_beside(struct state *state, file_id file, struct edge_list *out);

/*
 * Is it an edge to a package above of which the importer gets nothing but that
 * its __init__ has run: one above the file itself, or above the module of a
 * `from` import?  `import a.b` binds a.
 */
bool state_edge_is_implied(const struct state *state, const struct edge *edge);

/* Kinds of an import as written: its form and its guards. */
uint16_t edge_kinds_of(const struct resolved_import *import,
                       const struct fact_import *fact);

/* What the file imports, resolved. */
const struct resolved_import *state_imports(const struct state *state,
                                            file_id file, size_t *len);

/* What the file reaches besides; not all of them have files. */
const struct submodule *state_submodules(const struct state *state,
                                         file_id file, size_t *len);

/* The module of an import as one would write it, ".pkg", appended to `out`. */
void state_written_module(const struct reference *reference, struct buf *out);

/*
 * The dotted name of a submodule as its importer could write it, with the
 * dots of a relative import in front, appended to `out`.
 */
void state_submodule_name(const struct state *state,
                          const struct submodule *submodule, struct buf *out);

/* True for what pytest collects by default, and for conftest.py itself. */
bool state_is_test(struct str path);

#endif
