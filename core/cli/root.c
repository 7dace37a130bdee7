/* SPDX-License-Identifier: MIT */
#include "core/cli/root.h"

#include <unistd.h>

#include "core/conf/conf.h"
#include "core/sys/path.h"

static bool
is_there(struct arena *arena, struct str folder, struct str name)
{
    return access(path_join(arena, folder, name).data, F_OK) == 0;
}

/* "." in a file does not exist. */
static bool
is_folder(struct arena *arena, struct str path)
{
    return is_there(arena, path, STR("."));
}

/*
 * A folder that happens to be called depstamp.yaml is none.  A symlink that
 * leads nowhere is one, which cannot be read: defaults in its place would be
 * a silent surprise.
 */
static bool
has_config(struct arena *arena, struct str folder)
{
    struct str path = path_join(arena, folder, STR(CONF_FILE_NAME));
    char target;

    if (access(path.data, F_OK) == 0)
        return !is_folder(arena, path);
    return readlink(path.data, &target, 1) >= 0;
}

static bool
has_git(struct arena *arena, struct str folder)
{
    return is_there(arena, folder, STR(".git"));
}

/* The nearest folder from `start` up that is `wanted`; false if none is. */
static bool
search(struct arena *arena, struct str start,
       bool (*wanted)(struct arena *arena, struct str folder),
       struct str *found)
{
    struct str folder = start;

    for (;;) {
        if (wanted(arena, folder)) {
            *found = arena_str(arena, folder);
            return true;
        }
        ptrdiff_t slash = str_find_last_byte(folder, '/');
        if (slash < 0 || folder.len == 1)
            return false;
        folder = str_slice(folder, 0, slash == 0 ? 1 : (size_t)slash);
    }
}

int
root_find(struct arena *arena, const char *option, struct str *root,
          struct err *err)
{
    struct str start;

    if (path_absolute(arena, option ? option : ".", &start, err) != 0)
        return -1;
    if (option && (option[0] == '\0' || !is_folder(arena, start)))
        return err_set(err, ERR_USAGE, "--root: `%s` is not a folder", option);
    if (option || (!search(arena, start, has_config, root) &&
                   !search(arena, start, has_git, root)))
        *root = arena_str(arena, start);
    return 0;
}

const char *
root_config(struct arena *arena, struct str root)
{
    if (!has_config(arena, root))
        return NULL;
    return path_join(arena, root, STR(CONF_FILE_NAME)).data;
}
