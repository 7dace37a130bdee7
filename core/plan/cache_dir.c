/* SPDX-License-Identifier: MIT */
#include "core/plan/cache_dir.h"

#include "core/base/hash.h"
#include "core/sys/file.h"
#include "core/sys/leftover.h"
#include "core/sys/path.h"

struct str
cache_dir_path(struct arena *arena, struct str root, const struct conf *conf)
{
    struct str dir = conf->cache.dir;
    if (dir.len > 0 && dir.data[0] == '/') {
        return arena_str(arena, dir);
    }
    return path_join(arena, root, dir);
}

int
cache_dir_make(struct arena *arena, struct str dir, struct err *err)
{
    static const char tag[] = "Signature: 8a477f597d28d172789f06886806bc55\n"
                              "# This folder holds a cache of depstamp.\n";
    struct str marker = path_join(arena, dir, STR("CACHEDIR.TAG"));
    struct str ignore = path_join(arena, dir, STR(".gitignore"));
    leftover_sweep(dir.data);
    if (file_exists(marker.data) && file_exists(ignore.data)) {
        return 0;
    }
    if (file_make_folders(dir.data, err) != 0 ||
        file_replace(ignore.data, "*\n", 2, err) != 0) {
        return -1;
    }
    return file_replace(marker.data, tag, sizeof(tag) - 1, err);
}

const char *
cache_dir_name(struct arena *arena, struct str dir, struct str root,
               const char *name)
{
    if (path_is_below(dir, root)) {
        return name;
    }
    return arena_printf(arena, "%s-%016llx", name,
                        (unsigned long long)hash_64(root.data, root.len));
}

const char *
cache_dir_file(struct arena *arena, struct str dir, struct str root,
               const char *name)
{
    const char *own = cache_dir_name(arena, dir, root, name);
    return path_join(arena, dir, str_from(own)).data;
}
