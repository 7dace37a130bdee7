/* SPDX-License-Identifier: MIT */
/*
 * walk_stat - the floor of a scan that finds nothing changed.
 *
 *     walk_stat FOLDER
 *
 * One thread reads every folder below FOLDER and stats every Python file,
 * with nothing else done: no rules, no index, no sorting.  Prints how many
 * of each there are, so that two programs can be seen to look at the same.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TROUBLE = 2, DEPTH_MAX = 256 };

struct counts {
    size_t folders;
    size_t files;
};

static int
is_python(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && (strcmp(dot, ".py") == 0 || strcmp(dot, ".pyi") == 0 ||
                   strcmp(dot, ".pyw") == 0);
}

/* The folders that no tool here enters either. */
static int
is_left_out(const char *name)
{
    static const char *const names[] = {".",           "..",        ".git",
                                        "__pycache__", ".depstamp", NULL};

    for (size_t i = 0; names[i]; i++)
        if (strcmp(name, names[i]) == 0)
            return 1;
    return 0;
}

/* Takes `fd` over. */
static void
walk(int fd, int depth, struct counts *counts)
{
    DIR *folder = fd < 0 || depth > DEPTH_MAX ? NULL : fdopendir(fd);
    const struct dirent *entry;
    struct stat st;

    if (!folder)
        return;
    counts->folders++;
    while ((entry = readdir(folder))) {
        const char *name = entry->d_name;
        if (entry->d_type == DT_DIR && !is_left_out(name))
            walk(openat(fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                 depth + 1, counts);
        else if (entry->d_type == DT_REG && is_python(name))
            counts->files += fstatat(fd, name, &st, 0) == 0;
    }
    closedir(folder);
}

int
main(int argc, char **argv)
{
    struct counts counts = {0};

    if (argc != 2)
        return TROUBLE;
    walk(open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC), 0, &counts);
    printf("%zu folders, %zu files\n", counts.folders, counts.files);
    return counts.files == 0;
}
