/* SPDX-License-Identifier: MIT */
#include "core/cli/doctor.h"
#include "core/plan/cache_dir.h"
#include "core/sys/file.h"
#include "core/sys/git.h"
#include "core/sys/path.h"

/* A cache that is committed comes back, old, with every checkout. */
static void
look_for_cache(struct doctor *doctor, struct git *git)
{
    struct err err;
    struct git_paths paths = {0};
    struct cli *cli = doctor->cli;
    struct arena *arena = &cli->arena;
    struct str dir = cache_dir_path(arena, cli->root, &cli->conf);
    if (!path_is_below(dir, cli->root) ||
        git_tracked(git, arena, &paths, &err) != 0) {
        return;
    }
    struct str below = str_slice(dir, cli->root.len + 1, dir.len);
    for (size_t i = 0; i < paths.len; i++) {
        struct str path = paths.items[i];
        if (path_is_below(path, below)) {
            doctor_say(doctor, DOCTOR_PROBLEM,
                       arena_printf(arena, "%s is under version control",
                                    arena_cstr(arena, path)),
                       arena_printf(arena, "git rm -r --cached %s",
                                    arena_cstr(arena, below)));
            break;
        }
    }
    VEC_RELEASE(&paths);
}

static void
look_at_depth(struct doctor *doctor, struct git *git)
{
    struct arena *arena = &doctor->cli->arena;
    struct str shallow = path_join(arena, git_common_dir(git), STR("shallow"));
    if (file_exists(shallow.data)) {
        doctor_say(doctor, DOCTOR_PROBLEM,
                   "this clone is shallow: older revisions cannot be compared "
                   "with",
                   "git fetch --unshallow; in GitHub's CI `fetch-depth: 0`, "
                   "in GitLab's `GIT_DEPTH: 0`");
    }
}

void
doctor_git(struct doctor *doctor)
{
    struct err err;
    struct str commit;
    struct arena *arena = &doctor->cli->arena;
    struct git *git = git_open(doctor->cli->root.data, &err);
    if (!git) {
        doctor_say(doctor, DOCTOR_NOTE, arena_printf(arena, "%s", err.text),
                   "without git there is `stamp --all -o FILE` and `affected "
                   "--baseline FILE`");
        return;
    }
    if (git_commit(git, "HEAD", arena, &commit, &err) != 0) {
        doctor_say(doctor, DOCTOR_PROBLEM, arena_printf(arena, "%s", err.text),
                   NULL);
    } else {
        doctor_say(doctor, DOCTOR_FINE,
                   git_is_unborn(git, commit)
                       ? "no commit yet"
                       : arena_printf(arena, "HEAD is %.12s",
                                      arena_cstr(arena, commit)),
                   NULL);
    }
    look_at_depth(doctor, git);
    look_for_cache(doctor, git);
    git_close(git);
}
