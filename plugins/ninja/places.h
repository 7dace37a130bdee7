/* SPDX-License-Identifier: MIT */
/*
 * places - where a manifest and what belongs to it lie, and how ninja, which
 * runs in one folder, is to call them.
 *
 *     FILE                     the manifest, as the user called it
 *     FILE.d                   what the scan depends on (watched.h)
 *     <out>/looks/<n>.d        the same, dealt, in a large tree
 *     <out>/begun.d            when the last scan of a large tree began
 *     <out>                    FILE without ".ninja", with ".out"
 *     <out>/scan               memo.h
 *     <out>/<level>.keys       key_list.h: what the stamps hold
 *     <out>/stamps/<path>.<level>
 *     <out>/stamps/<analyzer>.identity
 *     <out>/stamps/<analyzer>.keys          key_list.h: of answers
 *     <out>/results/<analyzer>/<portion>.json
 *
 * Names stay relative where they can, so that a tree may be moved.
 *
 * Ownership: texts live in the arena given.  Threads: safe everywhere.
 */
#ifndef PLUGINS_NINJA_PLACES_H
#define PLUGINS_NINJA_PLACES_H

#include "plugins/ninja/portions.h"

struct places {
    struct str file;
    struct str depfile;
    struct str begun;
    size_t looks; /* 0: the tree is not large; watched_looks says it */
    struct str out;
    struct str stamps;
    struct str results;
    struct str root; /* of the project, as seen from the current folder:
                        "", "../", "/src/"; put in front of paths */
    struct str here; /* the current folder, absolute */
};

struct places_options {
    const char *file;
    const char *out; /* or NULL */
    struct str root; /* of the project, absolute and clean */
};

int places_find(struct arena *arena, const struct places_options *options,
                struct places *places, struct err *err);

struct str places_stamp(struct arena *arena, const struct places *places,
                        struct str path, enum level level);
/* What a phony edge with a depfile is called, from 0 on. */
struct str places_look(struct arena *arena, const struct places *places,
                       size_t number);
struct str places_look_depfile(struct arena *arena, const struct places *places,
                               size_t number);
/* The list of what the stamps of a level hold. */
struct str places_keys(struct arena *arena, const struct places *places,
                       enum level level);
/* `ending`: "identity" or "keys". */
struct str places_analyzer(struct arena *arena, const struct places *places,
                           const struct analyzer *analyzer, const char *ending);
struct str places_result(struct arena *arena, const struct places *places,
                         const struct analyzer *analyzer,
                         const struct portion *portion);

/* The project's folder, as ninja is to call it. */
struct str places_root(const struct places *places);

/* The source that a stamp file is of; false if it is none of `stamps`, the
   absolute name of the folder. */
bool places_source(struct str stamp, struct str stamps, struct str *path);

#endif
