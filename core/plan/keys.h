/* SPDX-License-Identifier: MIT */
/*
 * keys - the digest of all that an analyzer of one level can see of a file.
 *
 *     key_L(f)  = H( L, path, executable bit, content, seen_L(f) )
 *     seen_L(f) = H( record(f), closures of what f reaches, tree inputs )
 *
 * where record(f) says what every import of f resolves to, with the folder
 * facts of levels.md (K1, K2), and a closure covers each member of a
 * component by path, stamp and record (design.md, 1).  A file is affected
 * between two states iff its key differs; nothing else decides.
 *
 * At `none` only the file itself counts, at `names` its record too.  At
 * `declared`, `inferred` and `code` the stamp of a member is that of tier
 * `symbols` (levels.md); what nobody imports is not parsed for it.
 * `conftest` edges and records count at `content` only.
 *
 * With PRECISION_SYMBOL the closures are those of the units that the file's
 * text refers to (unit_graph.h), and what differs between the levels is what
 * of them counts; records and graph are the same.
 *
 * Ownership: keys own their arrays and borrow the state.
 * Threads: one at a time.
 */
#ifndef CORE_PLAN_KEYS_H
#define CORE_PLAN_KEYS_H

#include "core/base/hash.h"
#include "core/graph/closure.h"
#include "core/plan/edge_graphs.h"
#include "core/plan/level.h"
#include "core/plan/state.h"
#include "core/plan/unit_graph.h"

struct computing;

struct keys {
    struct state *state;
    enum level level;
    enum precision precision;
    enum hash_algorithm algorithm;
    size_t len;             /* files of the state's tree */
    struct digest *records; /* by file: what its imports resolve to */
    struct digest *nodes;   /* by file: path, stamp and record */
    struct digest *seen;    /* by file: of all that its key covers of others */
    struct digest *keys;    /* by file; of subjects only */
    struct digest tree;     /* of the tree's inputs */
    struct graph graph;     /* edges that count at the level */
    struct scc scc;
    struct digest *closures; /* by component */
    struct unit_graph units; /* with PRECISION_SYMBOL */
    bool has_units;
    struct edge_graphs graphs;
    struct computing *computing; /* until keys_finish */
};

/*
 * `touched[file]` set makes the file's bytes count as changed in every
 * respect; NULL for none.
 */
void keys_compute(struct state *state, struct key_kind kind,
                  const unsigned char *touched, struct keys *keys);
void keys_release(struct keys *keys);

/*
 * The same in two steps: keys_begin does all that is about whole files, and
 * leaves keys->seen, keys->keys and keys->units to keys_finish.  Keys that
 * were begun stay where they are, and `touched` lives, until then.
 */
void keys_begin(struct state *state, struct key_kind kind,
                const unsigned char *touched, struct keys *keys);
void keys_finish(struct keys *keys);

/* Instead of keys_finish: who sees what, and no digest of it. */
void keys_link(struct keys *keys);

/* Nothing but records. */
void keys_record(struct state *state, struct key_kind kind, struct keys *keys);

/*
 * The key of a file from its parts, for whoever has kept `seen`: it is the
 * same as long as nothing of others has changed (face.h).
 */
void keys_join(struct hasher *hasher, enum level level,
               const struct tree_file *file, const struct digest *seen,
               struct digest *key);

/*
 * The stamp of tier `symbols` that represents the file to its importers;
 * NULL at the other levels, and where it is represented by its bytes.
 */
const struct digest *keys_stamp(const struct keys *keys, file_id file);

#endif
