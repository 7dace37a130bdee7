/* SPDX-License-Identifier: MIT */
#include "core/cli/cmd.h"
#include "core/cli/libraries.h"
#include "core/cli/version.h"

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    if (cli_expect_words(args, 0, 0, "nothing", err) != 0)
        return -1;
    out_text(&cli->out, "depstamp " DEPSTAMP_VERSION "\n");
    if (cli->options.verbose == 0)
        return CLI_CLEAN;
    struct libraries libraries;
    libraries_read(&libraries);
    for (size_t i = 0; i < LIBRARIES; i++)
        out_printf(&cli->out, "%s %s\n", libraries.items[i].name,
                   libraries.items[i].version);
    return CLI_CLEAN;
}

static const struct cmd_example examples[] = {
    {"depstamp version -v", "with the versions of the libraries"},
    {0},
};

const struct cmd cmd_version = {
    .name = "version",
    .help = "print the version; with -v those of the libraries too",
    .examples = examples,
    .run = run,
};
