/* SPDX-License-Identifier: MIT */
#include "core/sys/git_index.h"

#include <stdlib.h>

#include "core/sys/path.h"

const char *
git_pathspec(const struct git_repository *repository)
{
    return repository->prefix.len ? repository->prefix.data : NULL;
}

int
git_index(struct git *git, struct git_repository *repository, struct str *text,
          struct err *err)
{
    const char *const ask[] = {
        "ls-files", "-v", "-s", "-z", "--", git_pathspec(repository), NULL};
    struct git_answer answer;
    int failed = 0;

    if (!repository->index.data) {
        git_answer_init(&answer);
        failed = git_ask(&repository->place, ask, &answer, err);
        if (!failed && answer.status != 0)
            failed = git_refused(&answer, err, "cannot list the index of %s",
                                 repository->top.data);
        if (!failed)
            repository->index =
                arena_str(&git->arena, buf_view(&answer.output));
        git_answer_release(&answer);
    }
    *text = repository->index;
    return failed;
}

bool
git_is_unwatched(const struct git_record *record)
{
    return record->tag == 'S' || (record->tag >= 'a' && record->tag <= 'z');
}

bool
git_project_path(const struct git_repository *repository, struct arena *arena,
                 struct str path, struct str *out)
{
    struct str prefix = repository->prefix;

    *out = path;
    if (repository->mount.len)
        *out = path_join(arena, repository->mount, path);
    if (prefix.len == 0)
        return true;
    *out = str_slice(path, prefix.len + 1, path.len);
    return path_is_below(path, prefix) && out->len > 0;
}

/* A submodule that was where the project root is now has the root's path. */
bool
gitlink_from(const struct git_repository *repository, struct arena *arena,
             const struct git_record *record, struct gitlink *link)
{
    link->path = record->path;
    link->oid = arena_str(arena, record->oid);
    link->mount = STR("");
    return git_project_path(repository, arena, record->path, &link->mount) ||
           str_equal(record->path, repository->prefix);
}

static int
compare_paths(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

void
git_paths_sort(struct git_paths *paths)
{
    size_t kept = 0;

    if (paths->len > 1)
        qsort(paths->items, paths->len, sizeof(*paths->items), compare_paths);
    for (size_t i = 0; i < paths->len; i++)
        if (i == 0 || !str_equal(paths->items[i], paths->items[kept - 1]))
            paths->items[kept++] = paths->items[i];
    paths->len = kept;
}
