/* SPDX-License-Identifier: MIT */
#include "core/sys/git.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/sys/git_repository.h"

/* rev-parse says this of everything that it does not find. */
#define NOT_FOUND "fatal: Needed a single revision"

#define SHALLOW_WAY_OUT                                                        \
    "; this clone is shallow: `git fetch --unshallow` fetches the rest "       \
    "(in CI: fetch-depth: 0, or GIT_DEPTH: 0)"

struct git *
git_open(const char *root, struct err *err)
{
    struct git *git = memory_zero(sizeof(*git));

    arena_init(&git->arena);
    if (git_find_project(git, root, err) == 0)
        return git;
    git_close(git);
    return NULL;
}

void
git_close(struct git *git)
{
    if (!git)
        return;
    VEC_RELEASE(&git->repositories);
    VEC_RELEASE(&git->parts);
    arena_release(&git->arena);
    free(git);
}

struct str
git_top(const struct git *git)
{
    return git->repositories.items[0]->top;
}

struct str
git_common_dir(const struct git *git)
{
    return git->repositories.items[0]->common_dir;
}

struct str
git_prefix(const struct git *git)
{
    return git->repositories.items[0]->prefix;
}

/* ---- revisions */

static const char *
way_out(const struct git_repository *project)
{
    return project->is_shallow ? SHALLOW_WAY_OUT : "";
}

/* What git says beyond that it found nothing, such as what an abbreviated
   hash could mean. */
static int
no_commit(const struct git_repository *project, const char *revision,
          struct str words, struct err *err)
{
    words = str_trim(words);
    if (str_ends_with(words, STR(NOT_FOUND)))
        words.len -= sizeof(NOT_FOUND) - 1;
    words = str_trim(words);
    return err_set(err, ERR_GIT, "there is no commit \"%s\" in %s%s%s%.*s",
                   revision, project->top.data, way_out(project),
                   words.len ? "\n" : "", (int)words.len, words.data);
}

static bool
is_hash(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!text.data[i] || !strchr("0123456789abcdef", text.data[i]))
            return false;
    return text.len > 0;
}

static struct str
hash_of(const struct git_answer *answer)
{
    return str_trim(buf_view(&answer->output));
}

/*
 * One question whose answer is one hash.  Returns 1 if it is, 0 if git found
 * nothing (its words are in the answer), -1 if it could not be run.
 */
static int
ask_hash(const struct git_repository *project, const char *const *ask,
         struct git_answer *answer, struct err *err)
{
    if (git_ask(&project->place, ask, answer, err) < 0)
        return -1;
    return answer->status == 0 && is_hash(hash_of(answer));
}

/*
 * No revision starts with a dash, but options of git do.  ":/text" takes all
 * that follows for text, and finds only commits.
 */
static int
find_commit(const struct git_repository *project, const char *revision,
            struct arena *arena, struct str *commit, struct err *err)
{
    bool is_search = strncmp(revision, ":/", 2) == 0;
    const char *peeled =
        arena_printf(arena, "%s%s", revision, is_search ? "" : "^{commit}");
    const char *const ask[] = {"rev-parse", "--verify", peeled, NULL};
    struct git_answer answer;
    int found = 0;

    git_answer_init(&answer);
    if (*revision && *revision != '-')
        found = ask_hash(project, ask, &answer, err);
    if (found == 0)
        no_commit(project, revision, buf_view(&answer.diagnostics), err);
    *commit = arena_str(arena, hash_of(&answer));
    git_answer_release(&answer);
    return found > 0 ? 0 : -1;
}

/*
 * HEAD was looked up when the repository was found.  If it leads nowhere,
 * either there is no commit yet, and rev-parse finds no hash at all, or the
 * commit is missing.
 */
static int
find_head(const struct git_repository *project, struct arena *arena,
          struct str *commit, struct err *err)
{
    static const char *const ask[] = {"rev-parse", "--verify", "HEAD", NULL};
    struct git_answer answer;
    int found;

    *commit = arena_str(arena, project->head);
    if (commit->len)
        return 0;
    git_answer_init(&answer);
    found = ask_hash(project, ask, &answer, err);
    if (found > 0)
        no_commit(project, "HEAD", STR(""), err);
    git_answer_release(&answer);
    *commit = arena_str(arena, str_from(project->empty_tree));
    return found == 0 ? 0 : -1;
}

/* The first of several bases, as git itself takes it for "A...". */
static int
find_merge_base(const struct git_repository *project, const char *revision,
                struct arena *arena, struct str *commit, struct err *err)
{
    const char *ask[] = {"merge-base", NULL, "HEAD", NULL};
    struct git_answer answer;
    struct str other;
    int found;

    if (find_commit(project, revision, arena, &other, err) < 0)
        return -1;
    ask[1] = other.data;
    git_answer_init(&answer);
    found = ask_hash(project, ask, &answer, err);
    *commit = arena_str(arena, hash_of(&answer));
    git_answer_release(&answer);
    if (found == 0)
        err_set(err, ERR_GIT, "%s and HEAD have no common commit in %s%s",
                revision, project->top.data, way_out(project));
    return found > 0 ? 0 : -1;
}

int
git_commit(struct git *git, const char *revision, struct arena *arena,
           struct str *commit, struct err *err)
{
    const struct git_repository *project = git->repositories.items[0];
    struct str text = str_from(revision);

    if (str_equal(text, STR("HEAD")) || str_equal(text, STR("@")))
        return find_head(project, arena, commit, err);
    if (text.len <= 3 || !str_ends_with(text, STR("...")))
        return find_commit(project, revision, arena, commit, err);
    text.len -= 3;
    return find_merge_base(project, arena_cstr(arena, text), arena, commit,
                           err);
}

bool
git_is_unborn(const struct git *git, struct str commit)
{
    const struct git_repository *project = git->repositories.items[0];

    return str_equal(commit, str_from(project->empty_tree));
}
