/* SPDX-License-Identifier: MIT */
/*
 * compare - which files are affected between two states, and why.
 *
 * Whether a file is affected is decided by its key alone, or by a walk that
 * says the same (unit_delta.h).  The reason is
 * found afterwards, by one breadth-first walk over the new state's reversed
 * edges from everything that differs by itself: files whose bytes changed or
 * that are new, and files whose imports resolve to something else.  Each
 * affected file then knows the next step towards its nearest cause.
 *
 * Ownership: a comparison owns its arrays and borrows both keys, which are
 * of one level.
 */
#ifndef CORE_PLAN_COMPARE_H
#define CORE_PLAN_COMPARE_H

#include "core/plan/keys.h"
#include "core/plan/order.h"
#include "core/plan/stamps.h"

enum affected_reason {
    REASON_NONE,
    REASON_CHANGED,     /* its own bytes or mode */
    REASON_ADDED,       /* it is new */
    REASON_DEPENDENCY,  /* bytes of something it depends on */
    REASON_RESOLUTION,  /* an import on the way leads elsewhere */
    REASON_ENVIRONMENT, /* an input of the whole tree (inputs.h) */
};

const char *affected_reason_text(enum affected_reason reason);

struct file_list {
    VEC_FIELDS(file_id);
};

struct path_list {
    VEC_FIELDS(struct str);
};

struct comparison {
    const struct keys *before;
    const struct baseline *baseline; /* NULL if `before` really was */
    const struct keys *after;
    const unsigned char *decided; /* by new file: is it affected; NULL if the
                                     keys tell */
    bool quiet;                   /* no file's bytes or imports differ */
    struct order order;           /* of the new state */
    file_id *before_ids;          /* by new file: the same path before */
    unsigned char *reasons;       /* by new file: enum affected_reason, of
                                non-subjects too */
    file_id *next;          /* by new file: towards the cause, or itself */
    uint32_t *distance;     /* by new file: steps to the cause */
    unsigned char *reached; /* by new file: something it sees differs */
    unsigned char *by_resolution; /* and that is what an import leads to */
    struct file_list changed;     /* new ids: changed and added, by path */
    struct file_list affected;    /* new ids of subjects, by path */
    struct path_list deleted;     /* subjects that are no more, sorted */
};

/* `touched` as for keys_begin of `after`, may be NULL; `decided`, borrowed, if
   keys were not finished. */
void comparison_init(struct comparison *comparison, const struct keys *before,
                     const struct keys *after, const unsigned char *touched,
                     const unsigned char *decided);
/*
 * With a baseline, which knows keys and stamps: who is affected is as exact,
 * since keys decide.  `before` is the past as far as it can be told, today's
 * files without the new ones and with the deleted ones (past.h); it only
 * serves to name the reason.
 */
void comparison_init_baseline(struct comparison *comparison,
                              const struct baseline *baseline,
                              const struct keys *before,
                              const struct keys *after);
void comparison_release(struct comparison *comparison);

/* What made the file at the end of the chain differ. */
struct cause {
    struct str path;   /* what appeared, went, changed */
    const char *what;  /* "content", "mode", "added", "deleted",
                         "resolution", "environment"; or declarations by name
                         (symbol_diff.h) */
    struct str before; /* stamp or path before and after; may be empty */
    struct str after;
};

/* The files on the way from `file` to where its cause is; returns the last. */
file_id comparison_way(const struct comparison *comparison, file_id file,
                       struct file_list *chain);

/* The cause that is at the end of such a way, for whoever asks about many
   files: most have the same end. */
void comparison_cause(const struct comparison *comparison, file_id file,
                      struct arena *arena, struct cause *cause);

/* Both: the chain from `file` to its cause, and the cause itself. */
void comparison_explain(const struct comparison *comparison, file_id file,
                        struct arena *arena, struct file_list *chain,
                        struct cause *cause);

#endif
