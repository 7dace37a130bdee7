/* SPDX-License-Identifier: MIT */
#include "core/sys/git_repository.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/sys/git_record.h"
#include "core/sys/path.h"

/* Git knows the empty tree of each hash without having it stored. */
#define EMPTY_TREE_SHA1 "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
#define EMPTY_TREE_SHA256                                                      \
    "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"

#define WAY_OUT "; --baseline FILE needs no git"

/* rev-parse prints words that it does not know: no path ends like this. */
#define FENCE "--depstamp-fence"
#define FENCE_LINE "\n" FENCE "\n"

/* What git says about where it is. */
struct site {
    bool is_shallow;
    bool is_bare;
    bool is_sha256;
    struct str git_dir;
    struct str common_dir;
    struct str top;
    struct str head;
};

static int
real_path(struct arena *arena, const char *path, struct str *out,
          struct err *err)
{
    char *real = realpath(path, NULL);

    if (!real)
        return err_system(err, errno, "cannot find %s", path);
    *out = arena_str(arena, str_from(real));
    free(real);
    return 0;
}

/* The part before the fence; false if there is none. */
static bool
take_fenced(struct str *rest, struct str *out)
{
    const char *fence;

    if (rest->len == 0)
        return false;
    fence = memmem(rest->data, rest->len, FENCE_LINE, sizeof(FENCE_LINE) - 1);
    if (!fence)
        return false;
    *out = (struct str){rest->data, (size_t)(fence - rest->data)};
    *rest = str_slice(*rest, out->len + sizeof(FENCE_LINE) - 1, rest->len);
    return true;
}

static bool
read_site(struct arena *arena, struct str text, struct site *site)
{
    struct str rest = arena_str(arena, text);

    site->is_shallow = str_equal(str_split(&rest, '\n'), STR("true"));
    site->is_bare = str_equal(str_split(&rest, '\n'), STR("true"));
    site->is_sha256 = str_equal(str_split(&rest, '\n'), STR("sha256"));
    if (!take_fenced(&rest, &site->git_dir) ||
        !take_fenced(&rest, &site->common_dir) ||
        !take_fenced(&rest, &site->top))
        return false;
    site->head = str_trim(rest);
    return true;
}

/* The common directory may be relative to where git ran. */
static int
make_absolute(struct arena *arena, const struct git_place *place,
              struct site *site, struct err *err)
{
    struct str folder = str_from(place->folder ? place->folder : ".");
    struct str common = site->common_dir;

    if (!str_starts_with(common, STR("/")))
        common = path_join(arena, folder, common);
    return real_path(arena, arena_cstr(arena, common), &site->common_dir, err);
}

/*
 * Returns 1 if git is in a work tree at `place`, 0 if it refuses (its words
 * are in the answer, and site->is_bare is set), -1 if it could not be run.
 * HEAD comes last, since without a commit rev-parse ends there.
 */
static int
look(struct arena *arena, const struct git_place *place, struct site *site,
     struct git_answer *answer, struct err *err)
{
    static const char *const ask[] = {
        "rev-parse",
        "--is-shallow-repository",
        "--is-bare-repository",
        "--show-object-format",
        "--absolute-git-dir",
        FENCE,
        "--git-common-dir",
        FENCE,
        "--show-toplevel",
        FENCE,
        "--quiet",
        "--verify",
        "HEAD^{commit}",
        NULL,
    };

    *site = (struct site){0};
    if (git_ask(place, ask, answer, err) < 0)
        return -1;
    if (!read_site(arena, buf_view(&answer->output), site))
        return 0;
    return make_absolute(arena, place, site, err) < 0 ? -1 : 1;
}

/* From now on git is told where it is. */
static const char *const *
pin(struct arena *arena, bool foreign, struct str git_dir, struct str top)
{
    const char *const here[] = {
        arena_printf(arena, "GIT_DIR=%.*s", (int)git_dir.len, git_dir.data),
        arena_printf(arena, "GIT_WORK_TREE=%.*s", (int)top.len, top.data),
        NULL,
    };

    return git_environment(arena, foreign, here);
}

static struct git_repository *
add_repository(struct git *git, bool foreign, const struct site *site)
{
    struct git_repository *added =
        ARENA_NEW(&git->arena, struct git_repository);

    added->id = (uint32_t)git->repositories.len;
    added->is_shallow = site->is_shallow;
    added->top = arena_str(&git->arena, site->top);
    added->git_dir = site->git_dir;
    added->common_dir = site->common_dir;
    added->head = site->head;
    added->empty_tree = site->is_sha256 ? EMPTY_TREE_SHA256 : EMPTY_TREE_SHA1;
    added->place.folder = added->top.data;
    added->place.environment =
        pin(&git->arena, foreign, site->git_dir, site->top);
    VEC_PUSH(&git->repositories, added);
    return added;
}

/* ---- the project */

static int
refuse_project(const struct site *site, struct git_answer *answer,
               const char *root, struct err *err)
{
    struct str words = buf_view(&answer->diagnostics);

    if (site->is_bare)
        return err_set(err, ERR_GIT,
                       "%s is in a bare repository, which has no files to "
                       "compare: use a clone with a work tree" WAY_OUT,
                       root);
    if (str_starts_with(words, STR("fatal: not a git repository (or any")))
        return err_set(err, ERR_GIT, "not a git repository: %s" WAY_OUT, root);
    if (str_starts_with(words, STR("fatal: this operation must be run in")))
        return err_set(err, ERR_GIT, "%s is in no work tree of git" WAY_OUT,
                       root);
    return git_refused(answer, err, "git does not work in %s", root);
}

/*
 * Git takes the current folder for the top of the work tree if GIT_DIR is
 * set and GIT_WORK_TREE is not.  Hooks run with GIT_DIR set; one that first
 * enters a folder below would see another tree.  If the repository found
 * from the root by itself is the same one, its top is right.
 */
static int
correct_top(struct arena *arena, const char *root, struct site *site,
            struct err *err)
{
    struct git_place place = {root, git_environment(arena, true, NULL)};
    struct git_answer answer;
    struct site by_itself;
    int found;

    git_answer_init(&answer);
    found = look(arena, &place, &by_itself, &answer, err);
    git_answer_release(&answer);
    if (found < 0)
        return -1;
    if (found && str_equal(by_itself.git_dir, site->git_dir))
        site->top = by_itself.top;
    return 0;
}

static int
look_for_project(struct arena *arena, const char *root, struct site *site,
                 struct err *err)
{
    bool is_told = getenv("GIT_DIR") || getenv("GIT_WORK_TREE");
    struct git_place place = {is_told ? NULL : root,
                              git_environment(arena, false, NULL)};
    struct git_answer answer;
    int found;

    git_answer_init(&answer);
    found = look(arena, &place, site, &answer, err);
    if (found == 0)
        refuse_project(site, &answer, root, err);
    git_answer_release(&answer);
    if (found <= 0)
        return -1;
    if (getenv("GIT_DIR") && !getenv("GIT_WORK_TREE"))
        return correct_top(arena, root, site, err);
    return 0;
}

/* The root below the top, which may be "/". */
static bool
find_prefix(struct str root, struct str top, struct str *prefix)
{
    struct str bare = str_equal(top, STR("/")) ? STR("") : top;

    if (!path_is_below(root, bare))
        return false;
    *prefix = str_slice(root, bare.len, root.len);
    if (str_starts_with(*prefix, STR("/")))
        *prefix = str_slice(*prefix, 1, prefix->len);
    return true;
}

int
git_find_project(struct git *git, const char *root, struct err *err)
{
    struct git_repository *project;
    struct str real_root;
    struct str prefix;
    struct site site;

    if (real_path(&git->arena, root, &real_root, err) < 0 ||
        look_for_project(&git->arena, real_root.data, &site, err) < 0)
        return -1;
    if (!find_prefix(real_root, site.top, &prefix))
        return err_set(err, ERR_GIT,
                       "%s is not in git's work tree %.*s%s" WAY_OUT, root,
                       (int)site.top.len, site.top.data,
                       getenv("GIT_DIR") ? ", which GIT_DIR leads to" : "");
    project = add_repository(git, false, &site);
    project->has_files = true;
    project->prefix = prefix;
    return 0;
}

/* ---- submodules */

static struct git_repository *
known(const struct git *git, struct str git_dir, const struct gitlink *link,
      bool has_files)
{
    for (size_t i = 1; i < git->repositories.len; i++) {
        struct git_repository *each = git->repositories.items[i];
        if (each->has_files == has_files &&
            str_equal(each->mount, link->mount) &&
            str_equal(has_files ? each->top : each->git_dir, git_dir))
            return each;
    }
    return NULL;
}

static struct git_repository *
add_submodule(struct git *git, const struct git_repository *parent,
              const struct gitlink *link, const struct site *site)
{
    struct git_repository *added = add_repository(git, true, site);

    added->depth = parent->depth + 1;
    added->mount = arena_str(&git->arena, link->mount);
    return added;
}

static int
check_room(const struct git *git, struct err *err)
{
    if (git->repositories.len < GIT_SUBMODULES_MAX)
        return 0;
    return err_set(err, ERR_LIMIT, "%s has more than %d submodules",
                   git->repositories.items[0]->top.data, GIT_SUBMODULES_MAX);
}

static struct str
submodule_top(struct arena *arena, const struct git_repository *parent,
              const struct gitlink *link)
{
    bool is_slash = str_equal(parent->top, STR("/"));

    return str_from(arena_printf(
        arena, "%s/%s", is_slash ? "" : parent->top.data, link->path.data));
}

/*
 * Without a .git of its own a folder is a part of its parent.  One that is
 * reached through a symlink, where the tree has a folder, is none of ours.
 */
int
git_find_checked_out(struct git *git, const struct git_repository *parent,
                     const struct gitlink *link, struct git_repository **found,
                     struct err *err)
{
    struct arena *arena = &git->arena;
    struct str top = submodule_top(arena, parent, link);
    struct git_place place = {top.data, git_environment(arena, true, NULL)};
    struct git_answer answer;
    struct stat st;
    struct site site;
    int is_there;

    *found = NULL;
    if (!parent->has_files || parent->depth >= GIT_DEPTH_MAX ||
        lstat(path_join(arena, top, STR(".git")).data, &st) < 0)
        return 0;
    *found = known(git, top, link, true);
    if (*found)
        return 0;
    if (check_room(git, err) < 0)
        return -1;
    git_answer_init(&answer);
    is_there = look(arena, &place, &site, &answer, err);
    git_answer_release(&answer);
    if (is_there <= 0 || !str_equal(site.top, top))
        return is_there < 0 ? -1 : 0;
    *found = add_submodule(git, parent, link, &site);
    (*found)->has_files = true;
    return 0;
}

/* Work trees of their own keep submodules by themselves (git-worktree(1),
   "BUGS"). */
static bool
find_kept_folder(struct arena *arena, const struct git_repository *parent,
                 struct str name, struct str *out)
{
    const struct str homes[] = {parent->git_dir, parent->common_dir};

    for (size_t i = 0; i < 2; i++) {
        struct str modules = path_join(arena, homes[i], STR("modules"));
        *out = path_join(arena, modules, name);
        if (access(path_join(arena, *out, STR("HEAD")).data, R_OK) == 0)
            return true;
    }
    return false;
}

int
git_find_kept(struct git *git, const struct git_repository *parent,
              const struct gitlink *link, struct git_repository **found,
              struct err *err)
{
    struct git_repository *project = git->repositories.items[0];
    struct site site = {.top = project->top};

    *found = NULL;
    if (!path_is_clean(link->name) || parent->depth >= GIT_DEPTH_MAX ||
        !find_kept_folder(&git->arena, parent, link->name, &site.git_dir))
        return 0;
    *found = known(git, site.git_dir, link, false);
    if (*found)
        return 0;
    if (check_room(git, err) < 0)
        return -1;
    site.common_dir = site.git_dir;
    *found = add_submodule(git, parent, link, &site);
    return 0;
}
