/* SPDX-License-Identifier: MIT */
/*
 * candidates - which files a run may analyze, compared with a base.
 *
 * Without a base every file may be.  With one, only files whose key differs
 * from the base's, at the level of the analyzer.
 *
 * Ownership: lives in the arena given.  Threads: one at a time.
 */
#ifndef CORE_RUN_CANDIDATES_H
#define CORE_RUN_CANDIDATES_H

#include "core/plan/base.h"
#include "core/run/view.h"

struct candidates {
    const struct base_options *base; /* NULL: there is none */
    const struct disk_options *disk; /* of the project */
    bool *affected[KEY_KINDS]; /* by file of the view; NULL: not asked yet */
    bool *changed;             /* the same, of what differs by itself */
};

/* For a kind of keys that analyzers have. */
int candidates_find(struct candidates *candidates, struct view *view,
                    struct key_kind kind, struct err *err);

/* `on` is a tier's. */
bool candidates_has(const struct candidates *candidates, struct key_kind kind,
                    enum conf_on on, file_id file);

#endif
