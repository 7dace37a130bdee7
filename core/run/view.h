/* SPDX-License-Identifier: MIT */
/*
 * view - all that results' keys are made of, at one moment.
 *
 * A run takes one view before it starts a tool and one after the last has
 * ended: an answer may be stored only if its key is the same in both, and no
 * file was touched in between, since the tool may have read anything that
 * stood there for a moment.
 *
 * Ownership: owns the state, the keys and what was read of the tools'
 * configuration.  Threads: one at a time.
 */
#ifndef CORE_RUN_VIEW_H
#define CORE_RUN_VIEW_H

#include "core/plan/disk.h"
#include "core/plan/keys.h"
#include "core/plan/known_keys.h"
#include "core/run/identity.h"
#include "core/run/tool_inputs.h"

struct view {
    const struct disk_options *disk;
    char *const *environment;
    struct arena arena;
    struct state *state;
    struct keys keys[KEY_KINDS]; /* by key_kind_number */
    bool has_keys[KEY_KINDS];
    struct known_keys known[KEY_KINDS]; /* of the run before, while they do */
    bool asked[KEY_KINDS];              /* for known ones */
    struct str cache_dir;
    bool complete; /* resolved, and all members are set */
    struct tool_inputs *inputs;
    struct str *roots; /* import roots, relative, in the order in which a file
                          of the root folder tries them; if complete */
    size_t roots_len;
    struct str *folders; /* that hold subjects */
    size_t folders_len;
};

/*
 * The first half: the tree as a scan has found it, with what configures the
 * tools.  Nothing is resolved, so there are no keys, and folders that
 * settings name count as wholes.  Enough to see that nothing differs.
 */
int view_load(const struct disk_options *disk, char *const *environment,
              struct view *view, struct err *err);
/* The second half. */
void view_resolve(struct view *view);

/*
 * The first half, and the second once something needs it: as long as nothing
 * differs from the run before, the keys of then do (known_keys.h).
 */
int view_begin(const struct disk_options *disk, char *const *environment,
               struct view *view, struct err *err);
/* Whatever needs more than keys of results calls this before. */
void view_complete(struct view *view);
/* Let the next run know the keys that were computed, if it can. */
void view_remember(const struct view *view);

/* Both.  ERR_IO if the root cannot be read. */
int view_open(const struct disk_options *disk, char *const *environment,
              struct view *view, struct err *err);
void view_close(struct view *view);

/* Computed when first asked for. */
const struct keys *view_keys(struct view *view, struct key_kind kind);

/* What is the same for all results of an analyzer in a view. */
struct view_analyzer {
    const struct analyzer *analyzer;
    struct digest shared; /* identity, configuration, level */
};
void view_analyzer_init(struct view *view, const struct analyzer *analyzer,
                        const struct digest *identity,
                        struct view_analyzer *out);

/* The key under which the analyzer's answer for `file` is stored. */
void view_result_key(struct view *view, const struct view_analyzer *analyzer,
                     file_id file, struct digest *key);

/* The same from parts, for whoever has kept them: what configures the tool in
   the folder, and the key of the file. */
void view_join_key(const struct view_analyzer *analyzer,
                   const struct digest *configured, const struct digest *file,
                   struct hasher *hasher, struct digest *key);

/* The same for an answer about all of `files` (scope: project). */
void view_project_key(struct view *view, const struct view_analyzer *analyzer,
                      const file_id *files, size_t len, struct digest *key);

/* Has a file of `before` been written since, though its bytes are the same? */
bool view_was_touched(const struct view *before, const struct view *after);
/* Is every file what it was, by stat? */
bool view_is_same(const struct view *before, const struct view *after);

#endif
