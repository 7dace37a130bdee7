/* SPDX-License-Identifier: MIT */
#include "core/cli/disk_state.h"

#include "core/sys/path.h"

int
cli_disk_state(struct cli *cli, struct state **state,
               struct disk_report *report, struct err *err)
{
    if (cli_load(cli, err) != 0) {
        return -1;
    }
    struct disk_options options = {
        .root = cli->root,
        .conf = &cli->conf,
        .jobs = cli->jobs,
        .log = &cli->log,
    };
    return disk_load(&options, state, report, err);
}

int
cli_find_file(struct cli *cli, struct state *state, const char *path,
              file_id *file, struct err *err)
{
    struct str relative;
    if (path_below_root(&cli->arena, cli->root, path, &relative, err) != 0) {
        return -1;
    }
    *file = tree_find_file(&state->tree, relative);
    if (*file == NO_FILE ||
        !(state->tree.files.items[*file].flags & FILE_SUBJECT)) {
        return err_set(err, ERR_ABSENT,
                       "%s is no Python file of this project%s", path,
                       *file == NO_FILE ? "" : " (it is ignored)");
    }
    return 0;
}

void
cli_print(struct cli *cli, const struct buf *text)
{
    out_append(&cli->out, text->data, text->len);
}
