/* SPDX-License-Identifier: MIT */
/* git_stage - the index or a commit against the files, and as files. */
#include <stdlib.h>
#include <sys/stat.h>

#include "core/sys/file.h"
#include "core/sys/git.h"
#include "core/sys/git_ask.h"
#include "core/sys/git_index.h"
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

/* --quiet stops at the first; submodules are not looked into. */
static int
ask_for_changes(struct git *git, const char *const *ask, bool *any,
                struct err *err)
{
    struct git_place place = in_root(git);
    struct git_answer answer;
    git_answer_init(&answer);
    int status = git_ask(&place, ask, &answer, err);
    if (status == 0 && answer.status > 1) {
        status = git_refused(&answer, err, "cannot compare files with git's");
    }
    *any = answer.status != 0;
    git_answer_release(&answer);
    return status;
}

/* The index's own stat cache decides. */
static int
has_changes(struct git *git, struct str commit, bool *any, struct err *err)
{
    const char *revision =
        commit.len > 0 ? arena_cstr(&git->arena, commit) : "--";
    const char *const ask[] = {"diff",
                               "--quiet",
                               "--no-ext-diff",
                               "--no-textconv",
                               "--ignore-submodules=all",
                               revision,
                               commit.len > 0 ? "--" : ".",
                               commit.len > 0 ? "." : NULL,
                               NULL};
    return ask_for_changes(git, ask, any, err);
}

int
git_has_staged(struct git *git, struct str commit, bool *any, struct err *err)
{
    const char *const ask[] = {
        "diff", "--cached", "--quiet", arena_cstr(&git->arena, commit),
        "--",   ".",        NULL};
    return ask_for_changes(git, ask, any, err);
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

/* Not there, as a sparse checkout leaves it. */
static bool
is_left_out(struct git *git, const struct git_record *record)
{
    struct str top = git->repositories.items[0]->top;
    return (record->tag == 'S' || record->tag == 's') &&
           !file_exists(path_join(&git->arena, top, record->path).data);
}

/* Files that git does not look at may be any. */
static int
has_unwatched(struct git *git, bool *any, struct err *err)
{
    struct git_repository *repository = git->repositories.items[0];
    struct git_record record;
    struct str text;
    int more;
    if (git_index(git, repository, &text, err) != 0) {
        return -1;
    }
    while ((more = git_record_index(&text, &record)) > 0) {
        *any |= git_is_unwatched(&record) && !is_left_out(git, &record);
    }
    return more < 0 ? git_not_understood(err, "ls-files") : 0;
}

int
git_is_on_disk(struct git *git, struct str commit, bool *same, struct err *err)
{
    bool changes = false;
    bool untracked = false;
    bool unwatched = false;
    if (has_changes(git, commit, &changes, err) != 0 ||
        (!changes && has_untracked(git, &untracked, err) != 0) ||
        (!changes && !untracked && has_unwatched(git, &unwatched, err) != 0)) {
        return -1;
    }
    *same = !changes && !untracked && !unwatched;
    return 0;
}

bool
git_has_index(const struct git *git, const char *path)
{
    const struct git_repository *repository = git->repositories.items[0];
    const char *named = getenv("GIT_INDEX_FILE");
    struct arena arena;
    struct stat ours;
    struct stat theirs;
    arena_init(&arena);
    const char *index =
        named ? path_join(&arena, repository->top, str_from(named)).data
              : path_join(&arena, repository->git_dir, STR("index")).data;
    if (named && *named == '/') {
        index = named;
    }
    bool same = stat(path, &ours) == 0 && stat(index, &theirs) == 0 &&
                ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
    arena_release(&arena);
    return same;
}

static int
ask_silently(const struct git_place *place, const char *const *ask,
             struct err *err)
{
    struct git_answer answer;
    git_answer_init(&answer);
    int status = git_ask(place, ask, &answer, err);
    if (status == 0 && answer.status != 0) {
        status = git_refused(&answer, err, "cannot write files of git");
    }
    git_answer_release(&answer);
    return status;
}

/* Let git use an index of our own, at `path`. */
static void
use_index(struct git *git, struct git_place *place, const char *path)
{
    size_t len = 0;
    while (place->environment && place->environment[len]) {
        len++;
    }
    const char **all = ARENA_ARRAY(&git->arena, const char *, len + 2);
    for (size_t i = 0; i < len; i++) {
        all[i] = place->environment[i];
    }
    all[len] = arena_printf(&git->arena, "GIT_INDEX_FILE=%s", path);
    place->environment = all;
}

int
git_write_copy(struct git *git, const struct git_copy *copy,
               struct arena *arena, struct str *root, struct err *err)
{
    struct str folder = copy->folder;
    const char *prefix = arena_printf(&git->arena, "--prefix=%.*s/",
                                      (int)folder.len, folder.data);
    const char *index =
        arena_printf(&git->arena, "%.*s.index", (int)folder.len, folder.data);
    const char *const write[] = {"checkout-index", "--all", "--force",
                                 "--quiet",        prefix,  NULL};
    const char *const write_skipped[] = {"checkout-index",
                                         "--all",
                                         "--force",
                                         "--quiet",
                                         "--ignore-skip-worktree-bits",
                                         prefix,
                                         NULL};
    const char *const read[] = {"read-tree",
                                arena_cstr(&git->arena, copy->commit), NULL};
    struct git_place place = in_root(git);
    bool unwatched = false;
    int status = 0;
    if (copy->commit.len > 0) {
        use_index(git, &place, index);
        status = ask_silently(&place, read, err);
    }
    if (status == 0) {
        status = has_unwatched(git, &unwatched, err);
    }
    /* git has written all files without being told so before it knew the
       option (2.36), and in a sparse checkout only those within since. */
    if (status == 0 &&
        (!unwatched || ask_silently(&place, write_skipped, err) != 0)) {
        status = ask_silently(&place, write, err);
    }
    if (copy->commit.len > 0) {
        file_remove(index);
    }
    *root = path_join(arena, folder, git->repositories.items[0]->prefix);
    return status;
}
