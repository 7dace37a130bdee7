/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>

#include "core/sys/walk_folder.h"

/* A stat takes a microsecond, so a block is a quarter of a millisecond. */
enum { ITEMS_PER_BLOCK = 256 };

struct recheck {
    const struct tree *tree;
    const struct walk_recheck *options;
    unsigned char *changed_dirs;
    unsigned char *changed_files;
    struct {
        long changed;
        char padding[64]; /* against two workers on one cache line */
    } workers[POOL_JOBS_MAX];
};

static int
look_at(const struct recheck *recheck, struct str path, struct stat *st)
{
    return fstatat(recheck->options->root_fd, path.len ? path.data : ".", st,
                   0);
}

static bool
has_changed(const struct recheck *recheck, struct str path,
            const struct stat_sig *known)
{
    struct stat_sig sig;
    struct stat st;

    if (look_at(recheck, path, &st) < 0)
        return true;
    sig = stat_sig_from(&st);
    return !stat_sig_equal(&sig, known) ||
           stat_sig_is_racy(known, recheck->options->since_ns);
}

/* Which of the files that close a folder, or rule it, are there today? */
static uint32_t
find_markers(const struct recheck *recheck, struct str path)
{
    char name[PATH_MAX];
    uint32_t found = 0;
    struct stat st;

    for (const struct walk_marker *known = walk_markers; known->name; known++) {
        int follow = known->flag == DIR_HAS_RULES ? AT_SYMLINK_NOFOLLOW : 0;
        snprintf(name, sizeof(name), "%s/%s", path.data, known->name);
        if (fstatat(recheck->options->root_fd, name, &st, follow) == 0 &&
            S_ISREG(st.st_mode))
            found |= known->flag;
    }
    return found;
}

static const uint32_t markers = DIR_HAS_VENV | DIR_HAS_TAG | DIR_HAS_RULES;

/* A folder that nobody has looked into has only to be what it was. */
static bool
dir_has_changed(const struct recheck *recheck, const struct tree_dir *dir)
{
    struct stat st;

    if (!walk_is_unknown(&dir->sig))
        return has_changed(recheck, dir->path, &dir->sig);
    if (dir->flags & DIR_LISTED)
        return true;
    if (dir->flags & DIR_CLOSED)
        return find_markers(recheck, dir->path) != (dir->flags & markers);
    return (dir->flags & DIR_LINK) &&
           (look_at(recheck, dir->path, &st) < 0 || !S_ISDIR(st.st_mode));
}

static bool
file_has_changed(const struct recheck *recheck, const struct tree_file *file)
{
    if (!walk_is_unknown(&file->sig))
        return has_changed(recheck, file->path, &file->sig);
    return file->flags & (FILE_SUBJECT | FILE_RULES);
}

/* Folders and files in one range, the folders first. */
static void
recheck_block(unsigned worker, void *context, size_t from, size_t to)
{
    struct recheck *recheck = context;
    const struct tree *tree = recheck->tree;
    size_t dirs = tree->dirs.len;
    long changed = 0;

    for (size_t i = from; i < to; i++) {
        unsigned char *mark = i < dirs ? &recheck->changed_dirs[i]
                                       : &recheck->changed_files[i - dirs];
        *mark = i < dirs
                    ? dir_has_changed(recheck, &tree->dirs.items[i])
                    : file_has_changed(recheck, &tree->files.items[i - dirs]);
        changed += *mark;
    }
    recheck->workers[worker].changed += changed;
}

long
walk_recheck(const struct tree *tree, const struct walk_recheck *options,
             unsigned char *changed_dirs, unsigned char *changed_files,
             struct err *err)
{
    struct recheck recheck = {.tree = tree,
                              .options = options,
                              .changed_dirs = changed_dirs,
                              .changed_files = changed_files};
    unsigned jobs = options->jobs ? options->jobs : pool_default_jobs();
    struct stat st;
    long changed = 0;

    if (fstat(options->root_fd, &st) < 0)
        return err_system(err, errno, "cannot read the root folder");
    pool_for((struct crew){jobs, options->timeline},
             tree->dirs.len + tree->files.len, ITEMS_PER_BLOCK, recheck_block,
             &recheck);
    for (unsigned i = 0; i < POOL_JOBS_MAX; i++)
        changed += recheck.workers[i].changed;
    return changed;
}
