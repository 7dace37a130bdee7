/* SPDX-License-Identifier: MIT */
/* git_stage - the index against the files, and as files. */
#include "core/sys/git_ask.h"
#include "core/sys/git_repository.h"
#include "core/sys/path.h"

/* git, asked in the project's root rather than at its top. */
static struct git_place
in_root(struct git *git)
{
    struct git_repository *repository = git->repositories.items[0];
    struct git_place place = repository->place;
    place.folder =
        path_join(&git->arena, repository->top, repository->prefix).data;
    return place;
}

/* The index's own stat cache decides; --quiet stops at the first. */
static int
has_changes(struct git *git, bool *any, struct err *err)
{
    const char *const ask[] = {"diff",
                               "--quiet",
                               "--no-ext-diff",
                               "--no-textconv",
                               "--ignore-submodules=all",
                               "--",
                               ".",
                               NULL};
    struct git_place place = in_root(git);
    struct git_answer answer;
    git_answer_init(&answer);
    int status = git_ask(&place, ask, &answer, err);
    if (status == 0 && answer.status > 1) {
        status = git_refused(&answer, err, "cannot compare index and files");
    }
    *any = answer.status != 0;
    git_answer_release(&answer);
    return status;
}

static int
has_untracked(struct git *git, bool *any, struct err *err)
{
    const char *exclude =
        arena_printf(&git->arena, "--exclude-from=%s/info/exclude",
                     git->repositories.items[0]->common_dir.data);
    const char *const ask[] = {
        "ls-files", "-z", "--others", "--exclude-per-directory=.gitignore",
        exclude,    "--", ".",        NULL};
    const char *const without[] = {
        "ls-files", "-z", "--others", "--exclude-per-directory=.gitignore",
        "--",       ".",  NULL};
    struct git_place place = in_root(git);
    struct git_answer answer;
    git_answer_init(&answer);
    int status = git_ask(&place, ask, &answer, err);
    if (status == 0 && answer.status != 0) {
        /* There is no such file. */
        git_answer_release(&answer);
        git_answer_init(&answer);
        status = git_ask(&place, without, &answer, err);
    }
    if (status == 0 && answer.status != 0) {
        status = git_refused(&answer, err, "cannot list untracked files");
    }
    *any = answer.output.len > 0;
    git_answer_release(&answer);
    return status;
}

int
git_is_all_staged(struct git *git, bool *all, struct err *err)
{
    bool changes = false;
    bool untracked = false;
    if (has_changes(git, &changes, err) != 0 ||
        (!changes && has_untracked(git, &untracked, err) != 0)) {
        return -1;
    }
    *all = !changes && !untracked;
    return 0;
}

int
git_write_index(struct git *git, struct str folder, struct arena *arena,
                struct str *root, struct err *err)
{
    const char *prefix = arena_printf(&git->arena, "--prefix=%.*s/",
                                      (int)folder.len, folder.data);
    const char *const ask[] = {"checkout-index", "--all", "--force",
                               "--quiet",        prefix,  NULL};
    struct git_place place = in_root(git);
    struct git_answer answer;
    git_answer_init(&answer);
    int status = git_ask(&place, ask, &answer, err);
    if (status == 0 && answer.status != 0) {
        status = git_refused(&answer, err, "cannot write the staged files");
    }
    git_answer_release(&answer);
    *root = path_join(arena, folder, git->repositories.items[0]->prefix);
    return status;
}
