/* SPDX-License-Identifier: MIT */
#include "core/cli/disk_state.h"

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    struct state *state;
    struct disk_report report;
    if (cli_expect_words(args, 0, 0, "nothing", err) != 0 ||
        cli_disk_state(cli, &state, &report, err) != 0) {
        return -1;
    }
    out_printf(&cli->out, "%zu files, %zu read, %zu unchanged, %zu gone\n",
               report.subjects, report.read, report.subjects - report.read,
               report.gone);
    state_free(state);
    return CLI_CLEAN;
}

static const struct cmd_example examples[] = {
    {"depstamp scan -v", "what has changed on disk, with a word on why"},
    {0},
};

const struct cmd cmd_scan = {
    .name = "scan",
    .help = "bring the index up to date",
    .details = "Reads what has changed since the last scan, by stat, and "
               "prints a "
               "one-line\nsummary.  Every other command scans by itself.\n",
    .examples = examples,
    .run = run,
};
