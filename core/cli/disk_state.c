/* SPDX-License-Identifier: MIT */
#include "core/cli/disk_state.h"

#include <stdlib.h>

#include "core/cli/account.h"
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
        .symbols = cli->symbols,
        .timeline = cli->timeline,
    };
    if (disk_load(&options, state, report, err) != 0) {
        return -1;
    }
    account_files(cli, report->subjects);
    return 0;
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

/* A walked tree is sorted, and subjects are found by walking. */
static int
compare_ids(const void *a, const void *b)
{
    file_id x = *(const file_id *)a;
    file_id y = *(const file_id *)b;
    return (x > y) - (x < y);
}

int
cli_find_files(struct cli *cli, struct state *state, const struct args *args,
               struct cli_files *files, struct err *err)
{
    size_t kept = 0;
    files->ids = ARENA_ARRAY(&cli->arena, file_id, args->len + 1);
    for (size_t i = 0; i < args->len; i++) {
        if (cli_find_file(cli, state, args->words[i], &files->ids[i], err) !=
            0) {
            return -1;
        }
    }
    if (args->len > 0) {
        qsort(files->ids, args->len, sizeof(file_id), compare_ids);
    }
    for (size_t i = 0; i < args->len; i++) {
        if (i == 0 || files->ids[i] != files->ids[i - 1]) {
            files->ids[kept++] = files->ids[i];
        }
    }
    files->len = kept;
    return 0;
}

void
cli_print(struct cli *cli, const struct buf *text)
{
    out_append(&cli->out, text->data, text->len);
}
