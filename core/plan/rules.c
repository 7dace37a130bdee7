/* SPDX-License-Identifier: MIT */
#include "core/plan/rules.h"

#include "core/sys/file.h"
#include "core/sys/path.h"

enum { RULES_MAX_BYTES = 4 << 20, POINTER_MAX_BYTES = 1 << 16 };

/* A small file's bytes, or nothing. */
static struct str
slurp(struct arena *arena, struct str path, size_t max)
{
    struct buf buf;
    struct err err;
    struct str text = {0};
    buf_init(&buf, max);
    if (file_read(FILE_HERE, path.data, &buf, NULL, &err) == 0) {
        text = arena_str(arena, buf_view(&buf));
    }
    buf_release(&buf);
    return text;
}

/* A path in a file of git's: absolute, or relative to that file's folder. */
static struct str
follow(struct arena *arena, struct str folder, struct str path)
{
    path = str_trim(path);
    if (path.len > 0 && path.data[0] == '/') {
        return arena_str(arena, path);
    }
    return path_join(arena, folder, path);
}

/* The repository's common folder for a top level's `.git`, or nothing. */
static struct str
common_dir(struct arena *arena, struct str top)
{
    struct str git = path_join(arena, top, STR(".git"));
    struct str pointer = slurp(arena, git, POINTER_MAX_BYTES);
    if (!str_starts_with(pointer, STR("gitdir:"))) {
        return git;
    }
    struct str dir = follow(arena, top, str_slice(pointer, 7, pointer.len));
    struct str common = slurp(arena, path_join(arena, dir, STR("commondir")),
                              POINTER_MAX_BYTES);
    return common.data ? follow(arena, dir, common) : dir;
}

/* The folder upwards from `root` that holds `.git`, or NULL data. */
static struct str
find_top(struct arena *arena, struct str root)
{
    struct str folder = root;
    for (;;) {
        if (file_exists(path_join(arena, folder, STR(".git")).data)) {
            return folder;
        }
        if (folder.len <= 1) {
            return (struct str){0};
        }
        folder = path_folder(folder);
        folder = folder.len > 0 ? arena_str(arena, folder) : STR("/");
    }
}

struct loading {
    struct arena *arena;
    struct hasher hasher;
    struct rules *rules;
};

static void
add_above(void *context, struct str path, struct str prefix)
{
    struct loading *loading = context;
    struct str text = slurp(loading->arena, path, RULES_MAX_BYTES);
    hasher_text(&loading->hasher, 'p', prefix);
    hasher_text(&loading->hasher, 'r', text);
    if (text.len > 0) {
        loading->rules->above = ignore_parse_above(loading->arena, text, prefix,
                                                   loading->rules->above);
    }
}

/* From the top level down to the folder above the root. */
void
rules_each(struct arena *arena, struct str root, rules_sink *sink,
           void *context)
{
    struct str top = find_top(arena, root);
    if (!top.data) {
        return;
    }
    size_t skip = top.len > 1 ? top.len + 1 : 1;
    struct str prefix =
        str_slice(root, skip < root.len ? skip : root.len, root.len);
    struct str common = common_dir(arena, top);
    sink(context, path_join(arena, common, STR("info/exclude")), prefix);
    struct str folder = top;
    while (prefix.len > 0) {
        sink(context, path_join(arena, folder, STR(".gitignore")), prefix);
        struct str rest = prefix;
        folder = path_join(arena, folder, str_split(&rest, '/'));
        prefix = rest.data ? rest : STR("");
    }
}

static void
add_exclude(struct loading *loading, const struct conf *conf)
{
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    for (size_t i = 0; i < conf->exclude.len; i++) {
        buf_str(&text, conf->exclude.items[i]);
        buf_byte(&text, '\n');
    }
    hasher_text(&loading->hasher, 'x', buf_view(&text));
    if (text.len > 0) {
        loading->rules->exclude =
            ignore_parse(loading->arena, buf_view(&text), STR(""), NULL);
    }
    buf_release(&text);
}

void
rules_load(struct arena *arena, struct str root, const struct conf *conf,
           struct rules *rules)
{
    struct loading loading = {.arena = arena, .rules = rules};
    *rules = (struct rules){0};
    hasher_init(&loading.hasher, HASH_XXH3);
    hasher_begin(&loading.hasher, "rules");
    if (conf->gitignore) {
        rules_each(arena, root, add_above, &loading);
    }
    add_exclude(&loading, conf);
    hasher_end(&loading.hasher, &rules->digest);
    hasher_release(&loading.hasher);
}
