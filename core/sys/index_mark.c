/* SPDX-License-Identifier: MIT */
#include "core/sys/index_mark.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/sys/file.h"
#include "core/sys/path.h"

enum {
    HEAD_BYTES = 12,          /* "DIRC", version, number of entries */
    LINK_MAX_BYTES = 4 << 10, /* of a .git that is a file */
};

/* Others than GIT_INDEX_FILE that say where things are. */
static const char *const elsewhere[] = {"GIT_DIR", "GIT_WORK_TREE",
                                        "GIT_COMMON_DIR"};

/* Without data if it is not set. */
static struct str
variable(char *const *environment, const char *name)
{
    size_t len = strlen(name);
    for (; *environment; environment++) {
        if (strncmp(*environment, name, len) == 0 &&
            (*environment)[len] == '=') {
            return str_from(*environment + len + 1);
        }
    }
    return (struct str){0};
}

static bool
is_elsewhere(char *const *environment)
{
    for (size_t i = 0; i < sizeof(elsewhere) / sizeof(*elsewhere); i++) {
        if (variable(environment, elsewhere[i]).data) {
            return true;
        }
    }
    return false;
}

/* The folder with .git at or above `folder`; false if there is none. */
static bool
find_top(struct arena *arena, struct str folder, struct str *top)
{
    *top = folder;
    while (!file_exists(path_join(arena, *top, STR(".git")).data)) {
        if (top->len <= 1) {
            return false;
        }
        *top = path_folder(*top);
        if (top->len == 0) {
            *top = STR("/");
        }
    }
    return true;
}

/* What a file .git says: "gitdir: PATH". */
static bool
follow(struct arena *arena, struct str top, struct str *git_dir)
{
    struct err err;
    struct buf text;
    bool found = false;
    buf_init(&text, LINK_MAX_BYTES);
    if (file_read(FILE_HERE, git_dir->data, &text, NULL, &err) == 0 &&
        str_starts_with(buf_view(&text), STR("gitdir: "))) {
        struct str path = str_slice(buf_view(&text), 8, text.len);
        while (path.len > 0 && path.data[path.len - 1] == '\n') {
            path.len--;
        }
        *git_dir = path.len > 0 && path.data[0] == '/'
                       ? arena_str(arena, path)
                       : path_join(arena, top, path);
        found = true;
    }
    buf_release(&text);
    return found;
}

static bool
find_index(struct arena *arena, struct str root, char *const *environment,
           struct str *path)
{
    struct str top;
    struct str named = variable(environment, "GIT_INDEX_FILE");
    if (named.len > 0 && named.data[0] == '/') {
        *path = arena_str(arena, named);
        return true;
    }
    if (is_elsewhere(environment) || !find_top(arena, root, &top)) {
        return false;
    }
    if (named.len > 0) {
        *path = path_join(arena, top, named);
        return true;
    }
    struct str git_dir = path_join(arena, top, STR(".git"));
    if (!file_is_folder(git_dir.data) && !follow(arena, top, &git_dir)) {
        return false;
    }
    *path = path_join(arena, git_dir, STR("index"));
    return true;
}

static bool
read_checksum(int fd, unsigned char *bytes)
{
    static const unsigned char none[INDEX_MARK_BYTES];
    char head[4];
    struct stat stat;
    if (fstat(fd, &stat) != 0 || stat.st_size < HEAD_BYTES + INDEX_MARK_BYTES ||
        pread(fd, head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
        memcmp(head, "DIRC", sizeof(head)) != 0 ||
        pread(fd, bytes, INDEX_MARK_BYTES, stat.st_size - INDEX_MARK_BYTES) !=
            INDEX_MARK_BYTES) {
        return false;
    }
    return memcmp(bytes, none, INDEX_MARK_BYTES) != 0;
}

bool
index_mark_read(struct arena *arena, struct str root, char *const *environment,
                struct index_mark *mark)
{
    *mark = (struct index_mark){0};
    if (!find_index(arena, root, environment, &mark->path)) {
        return false;
    }
    int fd = open(mark->path.data, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    bool read = read_checksum(fd, mark->bytes);
    close(fd);
    return read;
}

bool
index_mark_equal(const struct index_mark *a, const struct index_mark *b)
{
    return str_equal(a->path, b->path) &&
           memcmp(a->bytes, b->bytes, INDEX_MARK_BYTES) == 0;
}
