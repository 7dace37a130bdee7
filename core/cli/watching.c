/* SPDX-License-Identifier: MIT */
#include "core/cli/watching.h"

#include "core/plan/cache_dir.h"
#include "core/sys/path.h"
#include "core/sys/watch.h"

/* Who makes folders faster than we find them is waited for no longer. */
enum { ROUNDS_MAX = 10 };

/* What our own work and that of Python and editors leaves is no change. */
static bool
wants(void *context, struct str path)
{
    static const char *const endings[] = {".pyc", "~", ".swp", ".swx", ".tmp"};
    const struct str *cache = context;
    struct str folder = path_name(path_folder(path));
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        if (str_ends_with(path, str_from(endings[i]))) {
            return false;
        }
    }
    return !path_is_below(path, *cache) &&
           !str_equal(folder, STR("__pycache__")) &&
           !str_equal(path_name(path), STR("__pycache__"));
}

static void
hash_finding(struct hasher *hasher, const struct diagnostic *finding)
{
    hasher_text(hasher, 'a', finding->analyzer);
    hasher_text(hasher, 'p', finding->path);
    hasher_number(hasher, 'l', finding->line);
    hasher_number(hasher, 'c', finding->column);
    hasher_number(hasher, 'e', finding->end_line);
    hasher_number(hasher, 'f', finding->end_column);
    hasher_text(hasher, 'k', finding->code);
    hasher_number(hasher, 's', finding->severity);
    hasher_text(hasher, 'm', finding->message);
}

bool
watching_has_news(struct watching_told *told, const struct report *report)
{
    struct hasher hasher;
    struct watching_told now = {.any = true};
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "told");
    for (size_t i = 0; i < report->analyzers_len; i++) {
        hasher_text(&hasher, 'n', report->analyzers[i].name);
        hasher_number(&hasher, 't', report->analyzers[i].status);
        hasher_number(&hasher, 'u', report->analyzers[i].unknown);
        hasher_text(&hasher, 'w', report->analyzers[i].message);
    }
    for (size_t i = 0; i < report->diagnostics->len; i++) {
        hash_finding(&hasher, &report->diagnostics->items[i]);
    }
    hasher_number(&hasher, 'F', report->files);
    hasher_end(&hasher, &now.digest);
    hasher_release(&hasher);
    bool is_same = told->any &&
                   memcmp(&told->digest, &now.digest, sizeof(now.digest)) == 0;
    *told = now;
    return !is_same || report->analyzed > 0;
}

/*
 * Watch the folders that there are now.  What came into a new one before it
 * was watched may be a folder that has to be watched as well.
 */
static int
look_around(const struct disk_options *disk, struct watch *watch,
            struct err *err)
{
    int found = 1;
    for (int rounds = 0; found > 0 && rounds < ROUNDS_MAX; rounds++) {
        struct state *state;
        struct disk_report report;
        if (disk_load(disk, &state, &report, err) != 0) {
            return -1;
        }
        found = watch_tree(watch, &state->tree, err);
        state_free(state);
    }
    return found < 0 ? -1 : 0;
}

/* The cache folder as the watch would name it; "" watches all. */
static struct str
cache_name(struct cli *cli)
{
    struct str dir = cache_dir_path(&cli->arena, cli->root, &cli->conf);
    if (!path_is_below(dir, cli->root) || dir.len <= cli->root.len + 1) {
        return STR("/");
    }
    return str_slice(dir, cli->root.len + 1, dir.len);
}

int
watching(struct cli *cli, const struct disk_options *disk, watching_step *step,
         void *context, struct err *err)
{
    struct str cache = cache_name(cli);
    struct watch *watch = watch_open(cli->root.data, err);
    int status = 0;
    if (!watch) {
        return -1;
    }
    watch_filter(watch, wants, &cache);
    while (status >= 0) {
        status = look_around(disk, watch, err);
        int done = status == 0 ? step(context, err) : 0;
        if (done < 0) {
            talk_error(err->text);
        }
        if (done == CLI_INTERRUPTED) {
            break;
        }
        if (status == 0) {
            status = out_flush(&cli->out, err);
        }
        while (status == 0) {
            status = watch_wait(watch, WATCH_FOREVER, err);
        }
    }
    watch_close(watch);
    return status < 0 ? -1 : CLI_INTERRUPTED;
}
