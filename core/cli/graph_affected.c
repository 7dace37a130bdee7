/* SPDX-License-Identifier: MIT */
#include "core/cli/graph_affected.h"

static void
keep_paths(struct graph_affected *affected, const struct base *base,
           const struct file_list *files, struct path_list *paths)
{
    for (size_t i = 0; i < files->len; i++) {
        file_id file = files->items[i];
        if (base_lists(base, file)) {
            VEC_PUSH(paths,
                     arena_str(&affected->arena,
                               base->after->tree.files.items[file].path));
        }
    }
}

/* Notes are told once, by the first of them. */
static int
compare(struct cli *cli, enum level level, struct graph_affected *affected,
        struct err *err)
{
    struct base base;
    struct disk_options disk = {
        .root = cli->root,
        .conf = &cli->conf,
        .jobs = cli->jobs,
        .log = level == LEVEL_CONTENT ? &cli->log : NULL,
        .symbols = cli->symbols,
    };
    const struct base_options options = {
        .since = "HEAD", .level = level, .level_given = true};
    if (base_compare(&disk, &options, &base, err) != 0) {
        return -1;
    }
    keep_paths(affected, &base, &base.comparison.affected,
               &affected->levels[level]);
    if (level == LEVEL_CONTENT) {
        keep_paths(affected, &base, &base.comparison.changed,
                   &affected->changed);
    }
    base_release(&base);
    return 0;
}

/* "not a git repository": folders of this machine, and what else to do here,
   have no place in a page that is passed on. */
static struct str
short_reason(const char *text)
{
    struct str rest = str_from(text);
    struct str reason = str_split(&rest, ':');
    rest = reason;
    return str_split(&rest, ';');
}

void
graph_affected_find(struct cli *cli, struct graph_affected *affected)
{
    struct err err = {0};
    *affected = (struct graph_affected){0};
    arena_init(&affected->arena);
    for (int level = LEVELS - 1; level >= 0; level--) {
        if (compare(cli, (enum level)level, affected, &err) != 0) {
            affected->note =
                arena_str(&affected->arena, short_reason(err.text));
            return;
        }
        if (affected->levels[LEVEL_CONTENT].len == 0) {
            return;
        }
    }
}

void
graph_affected_release(struct graph_affected *affected)
{
    for (int level = 0; level < LEVELS; level++) {
        VEC_RELEASE(&affected->levels[level]);
    }
    VEC_RELEASE(&affected->changed);
    arena_release(&affected->arena);
}
