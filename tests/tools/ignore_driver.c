/* SPDX-License-Identifier: MIT */
/*
 * ignore_driver - `git check-ignore --no-index --stdin -z` with our rules.
 *
 *     ignore_driver TOP [ROOT]
 *
 * Reads paths relative to TOP, each ended by a NUL, and writes back those
 * that are ignored.  The rules are TOP/.git/info/exclude and the .gitignore
 * of each folder.  With ROOT, a folder below TOP, the rules at and above
 * ROOT take part as rules from above the root, and all paths lie below it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/intern.h"
#include "core/base/vec.h"
#include "core/sys/ignore.h"
#include "core/sys/path.h"

struct driver {
    const char *top;
    struct str root; /* relative to top */
    struct arena arena;
    struct intern folders; /* that were read, by path relative to top */
    struct {
        VEC_FIELDS(const struct ignore *);
    } rules;
    const struct ignore *exclude;
};

/* False if there is no such file, or it is no plain file. */
static bool
read_rules(struct driver *driver, struct str path, struct buf *text)
{
    const char *name = arena_printf(&driver->arena, "%s/%.*s", driver->top,
                                    (int)path.len, path.data ? path.data : "");
    int fd = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    char *room;
    ssize_t got;

    if (fd < 0)
        return false;
    while ((room = buf_reserve(text, 4096)) && (got = read(fd, room, 4096)) > 0)
        text->len += (size_t)got;
    close(fd);
    return true;
}

static const struct ignore *
parse_rules(struct driver *driver, struct str path, struct str folder,
            const struct ignore *above)
{
    struct str root = driver->root;
    struct buf text;

    buf_init(&text, BUF_UNLIMITED);
    if (read_rules(driver, path, &text)) {
        if (folder.len < root.len)
            above = ignore_parse_above(
                &driver->arena, buf_view(&text),
                str_slice(root, folder.len + (folder.len > 0), root.len),
                above);
        else
            above = ignore_parse(
                &driver->arena, buf_view(&text),
                str_slice(folder,
                          root.len + (folder.len > root.len && root.len),
                          folder.len),
                above);
    }
    buf_release(&text);
    return above;
}

static const struct ignore *
rules_of(struct driver *driver, struct str folder)
{
    text_id id = intern_find(&driver->folders, folder);
    const struct ignore *above = driver->exclude;

    if (id != NO_TEXT)
        return driver->rules.items[id];
    if (folder.len > 0)
        above = rules_of(driver, path_folder(folder));
    above = parse_rules(driver,
                        path_join(&driver->arena, folder, STR(".gitignore")),
                        folder, above);
    intern_text(&driver->folders, folder);
    VEC_PUSH(&driver->rules, above);
    return above;
}

static bool
is_folder(struct driver *driver, struct str path)
{
    const char *name = arena_printf(&driver->arena, "%s/%.*s", driver->top,
                                    (int)path.len, path.data);
    struct stat st;

    return lstat(name, &st) == 0 && S_ISDIR(st.st_mode);
}

static void
check(struct driver *driver, struct str path)
{
    size_t skip = driver->root.len ? driver->root.len + 1 : 0;
    struct str below = str_slice(path, skip, path.len);

    /* A folder that is ignored hides the rules below it, as in a walk. */
    for (size_t i = 1; i <= below.len; i++) {
        struct str part = str_slice(below, 0, i);
        const struct ignore *rules;
        if (i < below.len && below.data[i] != '/')
            continue;
        rules = rules_of(driver, path_folder(str_slice(path, 0, skip + i)));
        if (ignore_entry(rules, part,
                         i < below.len || is_folder(driver, path))) {
            fwrite(path.data, 1, path.len, stdout);
            putchar('\0');
            return;
        }
    }
}

int
main(int argc, char **argv)
{
    struct driver driver = {0};
    struct buf input;
    struct str rest;
    char *room;
    size_t got;

    if (argc < 2)
        return 2;
    driver.top = argv[1];
    driver.root = argc > 2 ? str_from(argv[2]) : STR("");
    arena_init(&driver.arena);
    intern_init(&driver.folders);
    driver.exclude =
        parse_rules(&driver, STR(".git/info/exclude"), STR(""), NULL);
    buf_init(&input, BUF_UNLIMITED);
    while ((room = buf_reserve(&input, 65536)) &&
           (got = fread(room, 1, 65536, stdin)) > 0)
        input.len += got;
    rest = buf_view(&input);
    while (rest.data) {
        struct str path = str_split(&rest, '\0');
        if (path.len > 0)
            check(&driver, path);
    }
    buf_release(&input);
    VEC_RELEASE(&driver.rules);
    intern_release(&driver.folders);
    arena_release(&driver.arena);
    return 0;
}
