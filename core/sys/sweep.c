/* SPDX-License-Identifier: MIT */
#include "core/sys/sweep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/sys/path.h"

enum { FOLDERS_DEPTH_MAX = 256 };

struct sweep {
    const char *folder;
    sweep_decide *decide; /* NULL: everything goes */
    void *context;
    struct arena arena;
    struct err *err;
};

static int sweep_below(struct sweep *sweep, int fd, struct str path,
                       unsigned depth);

static int
remove_entry(struct sweep *sweep, int fd, const char *name, struct str path,
             int flags)
{
    if (unlinkat(fd, name, flags) == 0 || errno == ENOENT ||
        (flags && (errno == ENOTEMPTY || errno == EEXIST))) {
        return 0;
    }
    return err_system(sweep->err, errno, "cannot remove %s/%.*s", sweep->folder,
                      (int)path.len, path.data);
}

static bool
is_empty(int fd)
{
    int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    struct dirent *entry;
    int count = 0;
    while (dir && (entry = readdir(dir))) {
        count++;
    }
    if (dir) {
        closedir(dir);
    }
    return count == 2;
}

static int
sweep_child(struct sweep *sweep, int fd, const char *name, struct str path,
            unsigned depth)
{
    if (depth > FOLDERS_DEPTH_MAX) {
        return 0;
    }
    int child =
        openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (child < 0) {
        return 0;
    }
    bool was_empty = is_empty(child);
    int status = sweep_below(sweep, child, path, depth);
    bool emptied = (!was_empty || !sweep->decide) && is_empty(child);
    close(child);
    if (status == 0 && emptied) {
        status = remove_entry(sweep, fd, name, path, AT_REMOVEDIR);
    }
    return status;
}

static int
sweep_entry(struct sweep *sweep, int fd, const char *name, struct str above,
            unsigned depth)
{
    struct stat st;
    struct str path = path_join(&sweep->arena, above, str_from(name));
    if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        return 0;
    }
    if (S_ISDIR(st.st_mode)) {
        return sweep_child(sweep, fd, name, path, depth + 1);
    }
    if (!sweep->decide ||
        (S_ISREG(st.st_mode) && sweep->decide(sweep->context, path))) {
        return remove_entry(sweep, fd, name, path, 0);
    }
    return 0;
}

static bool
is_dots(const char *name)
{
    struct str text = str_from(name);
    return str_equal(text, STR(".")) || str_equal(text, STR(".."));
}

/* Names first: what is removed while reading may confuse readdir. */
static int
sweep_below(struct sweep *sweep, int fd, struct str path, unsigned depth)
{
    struct {
        VEC_FIELDS(const char *);
    } names = {0};
    int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        if (!is_dots(entry->d_name)) {
            VEC_PUSH(&names,
                     arena_cstr(&sweep->arena, str_from(entry->d_name)));
        }
    }
    if (dir) {
        closedir(dir);
    }
    int status = 0;
    for (size_t i = 0; i < names.len && status == 0; i++) {
        status = sweep_entry(sweep, fd, names.items[i], path, depth);
    }
    VEC_RELEASE(&names);
    return status;
}

int
sweep_folder(const char *folder, sweep_decide *decide, void *context,
             struct err *err)
{
    struct sweep sweep = {
        .folder = folder, .decide = decide, .context = context, .err = err};
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    arena_init(&sweep.arena);
    int status = sweep_below(&sweep, fd, STR(""), 0);
    arena_release(&sweep.arena);
    close(fd);
    return status;
}

void
sweep_away(const char *folder)
{
    struct err err;
    if (sweep_folder(folder, NULL, NULL, &err) == 0) {
        (void)rmdir(folder);
    }
}
