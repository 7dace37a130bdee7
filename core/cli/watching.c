/* SPDX-License-Identifier: MIT */
#include "core/cli/watching.h"

#include "core/plan/cache_dir.h"
#include "core/sys/path.h"
#include "core/sys/watch.h"

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

/* Watch the folders that there are now. */
static int
look_around(const struct disk_options *disk, struct watch *watch,
            struct err *err)
{
    struct state *state;
    struct disk_report report;
    if (disk_load(disk, &state, &report, err) != 0) {
        return -1;
    }
    int status = watch_tree(watch, &state->tree, err);
    state_free(state);
    return status;
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
