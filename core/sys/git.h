/* SPDX-License-Identifier: MIT */
/*
 * git - what git knows of a tree: revisions, the index, blobs.
 *
 * git is run as a program, through plumbing with -z output, so its own
 * settings hold: GIT_DIR, GIT_INDEX_FILE, GIT_WORK_TREE, worktrees, partial
 * clones, alternates.  Nothing is written, no hook or pager runs, and the
 * user's configuration that would change output (quoting, renames, colour,
 * external diff) is overridden.
 *
 * All paths are relative to the project root, which may lie below git's top
 * level; entries outside of it are left out.
 *
 * A submodule's entries stand in the listing under the submodule's path,
 * read from its own repository at the recorded commit.  Where that cannot be
 * done (never cloned, commit missing) its path is put among
 * `opaque`, and the caller takes what is on disk as unchanged.  One that is
 * not checked out any more is read from .git/modules.
 *
 * What costs: each question is a process or two, and one or two more per
 * submodule; HEAD is known from opening.  The index's paths are asked for
 * once per handle, so a handle is for one look at the tree.
 *
 * Ownership: everything lives in the arena given, or in the git handle.
 * Lists are overwritten, without being released, and empty after a failure;
 * `struct git_paths` is given back by VEC_RELEASE.
 * Threads: one at a time.
 */
#ifndef CORE_SYS_GIT_H
#define CORE_SYS_GIT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/str.h"
#include "core/base/vec.h"

enum git_mode {
    GIT_FILE = 0100644,
    GIT_EXECUTABLE = 0100755,
    GIT_SYMLINK = 0120000,
};

/* A blob that is larger is no source of anybody; ERR_LIMIT. */
enum { GIT_BLOB_MAX = 1 << 30 };

struct git_entry {
    struct str path;     /* NUL-terminated */
    uint32_t mode;       /* enum git_mode */
    uint32_t repository; /* 0 is the project's, others are submodules */
    struct str oid;      /* hex, of the blob */
};

struct git_paths {
    VEC_FIELDS(struct str);
};

struct git_listing {
    struct {
        VEC_FIELDS(struct git_entry); /* sorted by path bytes */
    } entries;
    struct git_paths opaque; /* submodules that could not be read */
};

void git_listing_release(struct git_listing *listing);

struct git;

/*
 * ERR_GIT with the way out if there is no git program, or `root` (absolute)
 * is in no work tree: "not a git repository: …; use --baseline FILE".
 */
struct git *git_open(const char *root, struct err *err);
void git_close(struct git *git);

/* Absolute path of git's top level, and of the folder with `info/exclude`
   (the common directory: worktrees share it). */
struct str git_top(const struct git *git);
struct str git_common_dir(const struct git *git);
/* The root relative to the top level; "" if they are the same. */
struct str git_prefix(const struct git *git);

/*
 * The commit that `revision` names, as hex; "A..." is the merge base of A
 * and HEAD.  ERR_GIT for an unknown one; for a shallow clone the message
 * says how to fetch more (`git fetch --unshallow`, or fetch-depth: 0 in CI).
 * "HEAD" before the first commit is the empty tree.
 */
int git_commit(struct git *git, const char *revision, struct arena *arena,
               struct str *commit, struct err *err);

/* True for the commit that stands for "there is none yet". */
bool git_is_unborn(const struct git *git, struct str commit);

/* All blobs of a commit's tree below the root. */
int git_list_commit(struct git *git, struct str commit, struct arena *arena,
                    struct git_listing *listing, struct err *err);
/* All blobs of the index (stage 0; of a conflict "ours", else "theirs"),
   intent-to-add entries left out. */
int git_list_index(struct git *git, struct arena *arena,
                   struct git_listing *listing, struct err *err);

/*
 * Paths whose file on disk may differ from the commit's blob (git's own
 * stat cache decides, so line ending conversion counts as no difference),
 * sorted; those git was told not to look at (assume-unchanged,
 * skip-worktree) count as may-differ.  A path that is not in the result and
 * is in the commit has the commit's content on disk.  Submodules included.
 */
int git_differing(struct git *git, struct str commit, struct arena *arena,
                  struct git_paths *paths, struct err *err);

/* All tracked paths (of the index, those of submodules that are checked out
   too), sorted. */
int git_tracked(struct git *git, struct arena *arena, struct git_paths *paths,
                struct err *err);

/* Is `path` the index that git reads, of this work tree or GIT_INDEX_FILE? */
bool git_has_index(const struct git *git, const char *path);

/*
 * Is what lies below the root just what the commit has, or the index if
 * `commit` is empty: no tracked file with other content, none that git was
 * told not to look at, and no untracked one that is not ignored (the user's
 * global excludes do not count)?  What a sparse checkout left out does not
 * matter.
 */
int git_is_on_disk(struct git *git, struct str commit, bool *same,
                   struct err *err);

/* Does the index differ from the commit, below the root? */
int git_has_staged(struct git *git, struct str commit, bool *any,
                   struct err *err);

/*
 * Write the files of the commit, or of the index if `commit` is empty, into
 * `folder` (absolute; made if need be), as a checkout would, and set `*root`
 * to the place of the project's root in there.  Submodules are left out.
 */
struct git_copy {
    struct str commit;
    struct str folder;
};
int git_write_copy(struct git *git, const struct git_copy *copy,
                   struct arena *arena, struct str *root, struct err *err);

/*
 * Called once per entry, with its index and bytes that are valid for the
 * call.  Returns 0, or -1 with `err` set to end it.
 */
typedef int git_take_blob(void *context, size_t i, struct str bytes,
                          struct err *err);

struct git_wanted {
    const struct git_entry *const *entries;
    size_t len;
    git_take_blob *take;
    void *context;
};

/*
 * Read blobs, in order within a repository, the project's first.  One `git
 * cat-file --batch` per repository; memory stays bounded by the largest blob
 * and a buffer, not by their sum.
 */
int git_read_blobs(struct git *git, const struct git_wanted *wanted,
                   struct err *err);

#endif
