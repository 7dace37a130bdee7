/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/sys/path.h"
#include "core/sys/walk_folder.h"

/* A chain of symlinked folders this deep is taken for a cycle; the kernel
   itself follows no more than 40 in one path. */
enum { LINKS_MAX = 64 };

/* Is the folder open as `fd` the same as one on the way up from `dir`? */
static bool
is_cycle(int root_fd, const struct tree *tree, dir_id dir, int fd)
{
    struct stat here, above;
    struct str path;
    int links = 0;

    if (fstat(fd, &here) < 0)
        return true;
    while (dir != ROOT_DIR && tree->dirs.items[dir].parent != NO_DIR) {
        links += (tree->dirs.items[dir].flags & DIR_LINK) != 0;
        dir = tree->dirs.items[dir].parent;
        path = tree->dirs.items[dir].path;
        if (fstatat(root_fd, path.len ? path.data : ".", &above, 0) < 0)
            return true;
        if (above.st_dev == here.st_dev && above.st_ino == here.st_ino)
            return true;
    }
    return links > LINKS_MAX;
}

static int
compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;

    return str_compare(a->name, b->name);
}

/* True if the entry would count if it were there: see walk_folder.c. */
static bool
add_entry(struct tree *tree, dir_id dir, struct arena *scratch,
          const struct entry *entry)
{
    bool is_module = walk_is_module_folder(entry->name);
    bool is_python = tree_is_python(entry->name);
    uint32_t flags = DIR_IGNORED;
    struct str path;

    if (entry->kind == ENTRY_DEAD_LINK)
        return is_module || is_python;
    if (walk_is_left_out(entry->name))
        return false;
    path = path_join(scratch, tree->dirs.items[dir].path, entry->name);
    flags |= tree->dirs.items[dir].flags & (DIR_LINK | DIR_COUNTS);
    if (entry->kind == ENTRY_FOLDER_LINK)
        flags = DIR_IGNORED | DIR_LINK;
    if (entry->kind == ENTRY_FILE || entry->kind == ENTRY_FILE_LINK) {
        if (is_python)
            tree_add_file(tree, dir, path, FILE_IGNORED);
    } else if (entry->kind != ENTRY_OTHER && is_module) {
        tree_add_dir(tree, dir, path, flags);
    }
    return false;
}

static void
add_entries(struct tree *tree, dir_id dir, int fd)
{
    struct listing listing;
    struct arena scratch;
    bool is_unsteady;

    arena_init(&scratch);
    listing_init(&listing);
    is_unsteady = listing_read(&listing, fd) != 0;
    if (listing.entries.len > 0)
        qsort(listing.entries.items, listing.entries.len, sizeof(struct entry),
              compare_entries);
    for (size_t i = 0; i < listing.entries.len; i++)
        is_unsteady |=
            add_entry(tree, dir, &scratch, &listing.entries.items[i]);
    if (is_unsteady)
        tree->dirs.items[dir].sig = (struct stat_sig){0};
    listing_release(&listing);
    arena_release(&scratch);
}

void
walk_list_ignored(struct tree *tree, dir_id dir, void *context)
{
    int root_fd = *(const int *)context;
    struct str path = tree->dirs.items[dir].path;
    const char *name = path.len ? path.data : ".";
    int fd = openat(root_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat st;

    /* A folder that may not be read, or must not be for its cycle, is empty as
       long as it stays what it is. */
    if (fd < 0 && err_is_passing(errno))
        return;
    if ((fd < 0 ? fstatat(root_fd, name, &st, 0) : fstat(fd, &st)) == 0)
        tree->dirs.items[dir].sig = stat_sig_from(&st);
    if (fd < 0)
        return;
    if (!(tree->dirs.items[dir].flags & DIR_LINK) ||
        !is_cycle(root_fd, tree, dir, fd))
        add_entries(tree, dir, fd);
    close(fd);
}
