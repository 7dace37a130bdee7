/* SPDX-License-Identifier: MIT */
#include "core/sys/git_index.h"

struct job {
    struct git *git;
    struct arena *arena;
    struct git_paths *paths;
};

static void
add_path(struct job *job, const struct git_repository *repository,
         struct str path)
{
    struct str out;

    if (git_project_path(repository, job->arena, path, &out))
        VEC_PUSH(job->paths, arena_str(job->arena, out));
}

/* A submodule is no file, but a file may have become one. */
static bool
is_ours(const struct git_record *record)
{
    return record->status || record->mode != GIT_LINK;
}

typedef int next_record(struct str *text, struct git_record *record);

/* Adds the path of every record that `arguments` make git print. */
static int
add_printed(struct job *job, const struct git_part *part,
            const char *const *arguments, next_record *next, struct err *err)
{
    struct git_answer answer;
    struct git_record record;
    struct str text;
    int more;

    git_answer_init(&answer);
    more = git_ask(&part->repository->place, arguments, &answer, err);
    if (!more && answer.status != 0)
        more = git_refused(&answer, err, "cannot compare commit %s with files",
                           part->commit);
    text = buf_view(&answer.output);
    if (!more) {
        while ((more = next(&text, &record)) > 0)
            if (is_ours(&record))
                add_path(job, part->repository, record.path);
        if (more < 0)
            (void)git_not_understood(err, arguments[0]);
    }
    git_answer_release(&answer);
    return more;
}

/*
 * Submodules are parts by themselves; without --ignore-submodules git would
 * run `git status` in each of them.
 */
static int
add_changed(struct job *job, const struct git_part *part, struct err *err)
{
    const char *const ask[] = {
        "diff-index",
        "-r",
        "-z",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "--no-ext-diff",
        "--ignore-submodules=all",
        part->commit,
        "--",
        git_pathspec(part->repository),
        NULL,
    };

    return add_printed(job, part, ask, git_record_diff, err);
}

/* Nothing of it is checked out, so nothing on disk can be relied on. */
static int
add_all(struct job *job, const struct git_part *part, struct err *err)
{
    const char *const ask[] = {
        "ls-tree", "-r", "-z", "--full-tree", "--", part->commit, NULL,
    };

    return add_printed(job, part, ask, git_record_tree, err);
}

static int
add_unwatched(struct job *job, const struct git_part *part, struct err *err)
{
    struct git_record record;
    struct str text;
    int more;

    if (git_index(job->git, part->repository, &text, err) < 0)
        return -1;
    while ((more = git_record_index(&text, &record)) > 0)
        if (git_is_unwatched(&record))
            add_path(job, part->repository, record.path);
    return more < 0 ? git_not_understood(err, "ls-files") : 0;
}

static int
add_part(struct job *job, const struct git_part *part, struct err *err)
{
    if (!part->repository->has_files)
        return add_all(job, part, err);
    if (add_changed(job, part, err) < 0)
        return -1;
    return add_unwatched(job, part, err);
}

/* Listing a commit finds its submodules. */
static int
find_parts(struct git *git, struct str commit, struct err *err)
{
    struct git_listing listing;
    struct arena arena;
    int failed;

    if (git->listed.len && str_equal(git->listed, commit))
        return 0;
    arena_init(&arena);
    failed = git_list_commit(git, commit, &arena, &listing, err);
    git_listing_release(&listing);
    arena_release(&arena);
    return failed;
}

int
git_differing(struct git *git, struct str commit, struct arena *arena,
              struct git_paths *paths, struct err *err)
{
    struct job job = {git, arena, paths};
    int failed;

    *paths = (struct git_paths){0};
    failed = find_parts(git, commit, err);
    for (size_t i = 0; !failed && i < git->parts.len; i++)
        failed = add_part(&job, &git->parts.items[i], err);
    if (failed)
        VEC_RELEASE(paths);
    else
        git_paths_sort(paths);
    return failed;
}

/* ---- tracked paths */

static int add_tracked(struct job *job, struct git_repository *repository,
                       struct err *err);

static int
add_tracked_link(struct job *job, const struct git_repository *repository,
                 const struct git_record *record, struct err *err)
{
    struct git_repository *found = NULL;
    struct gitlink link;

    if (gitlink_from(repository, job->arena, record, &link) &&
        git_find_checked_out(job->git, repository, &link, &found, err) < 0)
        return -1;
    return found ? add_tracked(job, found, err) : 0;
}

static int
add_tracked(struct job *job, struct git_repository *repository, struct err *err)
{
    struct git_record record;
    struct str text;
    int more;

    if (git_index(job->git, repository, &text, err) < 0)
        return -1;
    while ((more = git_record_index(&text, &record)) > 0) {
        if (record.mode != GIT_LINK)
            add_path(job, repository, record.path);
        else if (add_tracked_link(job, repository, &record, err) < 0)
            return -1;
    }
    return more < 0 ? git_not_understood(err, "ls-files") : 0;
}

int
git_tracked(struct git *git, struct arena *arena, struct git_paths *paths,
            struct err *err)
{
    struct job job = {git, arena, paths};
    int failed;

    *paths = (struct git_paths){0};
    failed = add_tracked(&job, git->repositories.items[0], err);
    if (failed)
        VEC_RELEASE(paths);
    else
        git_paths_sort(paths);
    return failed;
}
