/* SPDX-License-Identifier: MIT */
/*
 * disk_state - what most commands begin with: the state of the disk.
 */
#ifndef CORE_CLI_DISK_STATE_H
#define CORE_CLI_DISK_STATE_H

#include "core/cli/cmd.h"
#include "core/plan/disk.h"

/* cli_load, then disk_load with the command line's settings. */
int cli_disk_state(struct cli *cli, struct state **state,
                   struct disk_report *report, struct err *err);

/*
 * The file that the user named, relative to the current folder, as an id of
 * the state's tree.  ERR_USAGE if it lies outside of the root, ERR_ABSENT if
 * the state has no such Python file.
 */
int cli_find_file(struct cli *cli, struct state *state, const char *path,
                  file_id *file, struct err *err);

struct cli_files {
    file_id *ids; /* sorted by path, each once */
    size_t len;
};

/* All files named; ERR_* as above for the first wrong one. */
int cli_find_files(struct cli *cli, struct state *state,
                   const struct args *args, struct cli_files *files,
                   struct err *err);

/* Write a whole buffer to standard output. */
void cli_print(struct cli *cli, const struct buf *text);

#endif
