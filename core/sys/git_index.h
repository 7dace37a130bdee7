/* SPDX-License-Identifier: MIT */
/*
 * git_index - what the index of a repository says, and whose paths it means.
 *
 * Several questions need the index: which paths are tracked, which of them
 * git does not look at, where submodules are.  Git is asked once.
 *
 * Private to the files git*.c.
 *
 * Ownership: texts live in the handle's arena.  Threads: one at a time.
 */
#ifndef CORE_SYS_GIT_INDEX_H
#define CORE_SYS_GIT_INDEX_H

#include "core/sys/git_record.h"
#include "core/sys/git_repository.h"

/*
 * Set `*text` to the records of the repository's index (git_record_index)
 * as it was when it was first asked for, with the tags of `ls-files -v`.
 */
int git_index(struct git *git, struct git_repository *repository,
              struct str *text, struct err *err);

/* Was git told not to look whether the file is another one?  skip-worktree is
   "S", assume-unchanged a small letter. */
bool git_is_unwatched(const struct git_record *record);

/*
 * A path of the repository as the project sees it; false if it lies outside
 * of the project.
 */
bool git_project_path(const struct git_repository *repository,
                      struct arena *arena, struct str path, struct str *out);

/* The submodule that `record` stands for; false if it lies outside. */
bool gitlink_from(const struct git_repository *repository, struct arena *arena,
                  const struct git_record *record, struct gitlink *link);

/* The project root below the top, the last argument of most questions; NULL
   if it is the top. */
const char *git_pathspec(const struct git_repository *repository);

/* Sort by bytes and drop what stands there twice. */
void git_paths_sort(struct git_paths *paths);

#endif
