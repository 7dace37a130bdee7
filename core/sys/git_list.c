/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/sys/git_index.h"

/* What may come of an attempt to read a tree. */
enum { LISTED = 0, NOT_HERE = 1 };

struct links {
    VEC_FIELDS(struct gitlink);
};

struct job {
    struct git *git;
    struct arena *arena;
    struct git_listing *listing;
    struct {
        VEC_FIELDS(struct git_part);
    } parts;
};

/* A tree with its submodules.  The commit is "" for the index. */
struct tree {
    struct git_part part;
    struct links links;
    struct str modules; /* .gitmodules as `git config -z` prints it */
    bool has_modules;   /* git was asked for them */
};

void
git_listing_release(struct git_listing *listing)
{
    VEC_RELEASE(&listing->entries);
    VEC_RELEASE(&listing->opaque);
}

static void
add_entry(struct job *job, struct tree *tree, const struct git_record *record)
{
    const struct git_repository *repository = tree->part.repository;
    struct git_entry entry = {
        .mode = record->mode, .repository = repository->id, .oid = record->oid};
    struct gitlink link;

    if (record->mode == GIT_LINK) {
        if (gitlink_from(repository, job->arena, record, &link))
            VEC_PUSH(&tree->links, link);
        return;
    }
    if (git_project_path(repository, job->arena, record->path, &entry.path))
        VEC_PUSH(&job->listing->entries, entry);
}

/* The commit of a submodule may not be there; the project's has to be. */
static int
read_tree(struct job *job, struct tree *tree, struct err *err)
{
    const struct git_repository *repository = tree->part.repository;
    const char *const ask[] = {
        "ls-tree",
        "-r",
        "-z",
        "--full-tree",
        "--",
        tree->part.commit,
        git_pathspec(repository),
        NULL,
    };
    struct git_answer answer;
    struct git_record record;
    struct str text;
    int more = 0;

    git_answer_init(&answer);
    if (git_ask(&repository->place, ask, &answer, err) < 0) {
        git_answer_release(&answer);
        return -1;
    }
    if (answer.status != 0)
        git_refused(&answer, err, "cannot list commit %s", tree->part.commit);
    else
        text = arena_str(job->arena, buf_view(&answer.output));
    git_answer_release(&answer);
    if (answer.status != 0)
        return NOT_HERE;
    while ((more = git_record_tree(&text, &record)) > 0)
        add_entry(job, tree, &record);
    return more < 0 ? git_not_understood(err, "ls-tree") : LISTED;
}

static int list_links(struct job *job, struct tree *tree, struct err *err);

static int
list_tree(struct job *job, struct git_repository *repository, struct str commit,
          struct err *err)
{
    struct tree tree = {
        .part = {repository, arena_cstr(&job->git->arena, commit)}};
    int state = read_tree(job, &tree, err);

    if (state == LISTED) {
        VEC_PUSH(&job->parts, tree.part);
        state = list_links(job, &tree, err);
    }
    VEC_RELEASE(&tree.links);
    return state;
}

/* ---- submodules */

static int
list_kept(struct job *job, struct tree *tree, const struct gitlink *link,
          struct str name, struct err *err)
{
    struct gitlink named = *link;
    struct git_repository *found;

    named.name = name;
    if (git_find_kept(job->git, tree->part.repository, &named, &found, err) < 0)
        return -1;
    return found ? list_tree(job, found, link->oid, err) : NOT_HERE;
}

/* A repository without .gitmodules, or a broken one, has no names. */
static int
read_modules(struct job *job, struct tree *tree, struct err *err)
{
    const char *blob =
        arena_printf(job->arena, "--blob=%s:.gitmodules", tree->part.commit);
    const char *const ask[] = {
        "config", "-z", blob, "--get-regexp", "^submodule\\..*\\.path$", NULL,
    };
    struct git_answer answer;
    int failed;

    if (tree->has_modules)
        return 0;
    git_answer_init(&answer);
    failed = git_ask(&tree->part.repository->place, ask, &answer, err);
    tree->has_modules = true;
    if (!failed && answer.status == 0)
        tree->modules = arena_str(job->arena, buf_view(&answer.output));
    git_answer_release(&answer);
    return failed;
}

/* The name, "submodule.NAME.path\nPATH", of the submodule at `path`. */
static struct str
module_name(const struct tree *tree, struct str path)
{
    const size_t before = sizeof("submodule.") - 1;
    const size_t behind = sizeof(".path") - 1;
    struct str rest = tree->modules;

    while (rest.len > 0) {
        struct str value = str_split(&rest, '\0');
        ptrdiff_t end = str_find_last_byte(value, '\n');
        if (end >= (ptrdiff_t)(before + behind) &&
            str_equal(str_slice(value, (size_t)end + 1, value.len), path))
            return str_slice(value, before, (size_t)end - behind);
    }
    return (struct str){0};
}

/*
 * Which repository it is does not matter, as long as it has the commit: the
 * commit's hash is that of its content.
 */
static int
list_link(struct job *job, struct tree *tree, const struct gitlink *link,
          struct err *err)
{
    struct git_repository *found;
    struct str name;
    int state = NOT_HERE;

    if (git_find_checked_out(job->git, tree->part.repository, link, &found,
                             err) < 0)
        return -1;
    if (found)
        state = list_tree(job, found, link->oid, err);
    if (state == NOT_HERE)
        state = list_kept(job, tree, link, link->path, err);
    if (state != NOT_HERE)
        return state;
    if (read_modules(job, tree, err) < 0)
        return -1;
    name = module_name(tree, link->path);
    if (name.len > 0 && !str_equal(name, link->path))
        state = list_kept(job, tree, link, name, err);
    if (state == NOT_HERE)
        VEC_PUSH(&job->listing->opaque, link->mount);
    return state < 0 ? -1 : 0;
}

static int
list_links(struct job *job, struct tree *tree, struct err *err)
{
    for (size_t i = 0; i < tree->links.len; i++)
        if (list_link(job, tree, &tree->links.items[i], err) < 0)
            return -1;
    return 0;
}

/* ---- in order */

static int
compare_entries(const void *a, const void *b)
{
    const struct git_entry *left = a;
    const struct git_entry *right = b;

    return str_compare(left->path, right->path);
}

/* Git lists in order; only submodules are out of it. */
static bool
is_sorted(const struct git_listing *listing)
{
    const struct git_entry *entries = listing->entries.items;

    for (size_t i = 1; i < listing->entries.len; i++)
        if (str_compare(entries[i - 1].path, entries[i].path) >= 0)
            return false;
    return true;
}

/* A path twice is possible in a tree written by hand; one is kept. */
static void
sort_listing(struct git_listing *listing)
{
    struct git_entry *entries = listing->entries.items;
    size_t kept = 0;

    git_paths_sort(&listing->opaque);
    if (is_sorted(listing))
        return;
    qsort(entries, listing->entries.len, sizeof(*entries), compare_entries);
    for (size_t i = 0; i < listing->entries.len; i++)
        if (i == 0 || compare_entries(&entries[i], &entries[kept - 1]) != 0)
            entries[kept++] = entries[i];
    listing->entries.len = kept;
}

static int
finish(struct job *job, int failed)
{
    if (failed)
        git_listing_release(job->listing);
    else
        sort_listing(job->listing);
    VEC_RELEASE(&job->parts);
    return failed ? -1 : 0;
}

/* The parts of the commit are kept for git_differing. */
static void
remember(struct job *job, struct str commit)
{
    struct git *git = job->git;

    git->parts.len = 0;
    for (size_t i = 0; i < job->parts.len; i++)
        VEC_PUSH(&git->parts, job->parts.items[i]);
    git->listed = arena_str(&git->arena, commit);
}

int
git_list_commit(struct git *git, struct str commit, struct arena *arena,
                struct git_listing *listing, struct err *err)
{
    struct job job = {.git = git, .arena = arena, .listing = listing};
    int state;

    *listing = (struct git_listing){0};
    state = list_tree(&job, git->repositories.items[0], commit, err);
    if (state == LISTED)
        remember(&job, commit);
    return finish(&job, state);
}

/* ---- the index */

/*
 * Compared with the empty tree, the index shows all that a commit of it
 * would hold: intent-to-add entries, which ls-files does not tell apart from
 * empty files, are no part of it.  Returns the number of conflicts, or -1.
 */
static int
read_staged(struct job *job, struct tree *tree, struct err *err)
{
    const struct git_repository *repository = tree->part.repository;
    const char *const ask[] = {
        "diff-index",
        "--cached",
        "-r",
        "-z",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "--no-ext-diff",
        "--ita-invisible-in-index",
        "--ignore-submodules=none",
        repository->empty_tree,
        "--",
        git_pathspec(repository),
        NULL,
    };
    struct git_answer answer;
    struct git_record record;
    struct str text = {0};
    int conflicts = 0;
    int more;

    git_answer_init(&answer);
    more = git_ask(&repository->place, ask, &answer, err);
    if (!more && answer.status != 0)
        more = git_refused(&answer, err, "cannot list the index of %s",
                           repository->top.data);
    if (!more)
        text = arena_str(job->arena, buf_view(&answer.output));
    git_answer_release(&answer);
    if (more < 0)
        return -1;
    while ((more = git_record_diff(&text, &record)) > 0) {
        conflicts += record.status == 'U';
        if (record.mode)
            add_entry(job, tree, &record);
    }
    return more < 0 ? git_not_understood(err, "diff-index") : conflicts;
}

/* "Ours" stands before "theirs" of the same path. */
static int
read_conflicts(struct job *job, struct tree *tree, struct err *err)
{
    struct git_record record;
    struct str before = {0};
    struct str text;
    int more;

    if (git_index(job->git, tree->part.repository, &text, err) < 0)
        return -1;
    while ((more = git_record_index(&text, &record)) > 0) {
        if (record.stage < 2 || str_equal(record.path, before))
            continue;
        add_entry(job, tree, &record);
        before = record.path;
    }
    return more < 0 ? git_not_understood(err, "ls-files") : 0;
}

int
git_list_index(struct git *git, struct arena *arena,
               struct git_listing *listing, struct err *err)
{
    struct job job = {.git = git, .arena = arena, .listing = listing};
    struct tree tree = {.part = {git->repositories.items[0], ""}};
    int state;

    *listing = (struct git_listing){0};
    state = read_staged(&job, &tree, err);
    if (state > 0)
        state = read_conflicts(&job, &tree, err);
    if (state == 0)
        state = list_links(&job, &tree, err);
    VEC_RELEASE(&tree.links);
    return finish(&job, state);
}
