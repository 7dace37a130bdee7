/* SPDX-License-Identifier: MIT */
/* walk_probe - one file by name, whatever the walk left out. */
#include <fcntl.h>
#include <sys/stat.h>

#include "core/sys/path.h"
#include "core/sys/walk.h"

/* The folder of a file that is there, entered into the tree if need be. */
static dir_id
folder_of(struct tree *tree, struct str path)
{
    struct str folder = path_folder(path);
    dir_id dir = tree_find_dir(tree, folder);
    if (dir != NO_DIR) {
        return dir;
    }
    dir_id parent = folder_of(tree, folder);
    tree_list_folder(tree, parent);
    dir = tree_find_dir(tree, folder);
    return dir != NO_DIR ? dir
                         : tree_add_dir(tree, parent, folder, DIR_IGNORED);
}

file_id
walk_probe_file(struct tree *tree, struct str path, void *context)
{
    struct stat st;
    int root_fd = *(const int *)context;
    struct str name = arena_str(&tree->arena, path);
    if (name.len == 0 || name.data[0] == '/' ||
        fstatat(root_fd, name.data, &st, 0) != 0 || !S_ISREG(st.st_mode)) {
        return NO_FILE;
    }
    dir_id dir = folder_of(tree, name);
    if (tree_is_python(path_name(name))) {
        tree_list_folder(tree, dir);
        file_id file = tree_find_file(tree, name);
        if (file != NO_FILE) {
            return file;
        }
    }
    return tree_add_file(tree, dir, name, FILE_IGNORED | FILE_DATA);
}
