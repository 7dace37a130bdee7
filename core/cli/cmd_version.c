/* SPDX-License-Identifier: MIT */
#include "core/cli/cmd.h"
#include "core/cli/version.h"
#include "core/store/db.h"
#include "core/sys/processes.h"

/* Each library's version is known to the one file that includes it. */
static const struct {
    const char *name;
    const char *(*version)(void);
} libraries[] = {
    {"libyaml", conf_yaml_version},
    {"sqlite", db_version},
    {"libuv", processes_library_version},
};

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    if (cli_expect_words(args, 0, 0, "nothing", err) != 0)
        return -1;
    out_text(&cli->out, "depstamp " DEPSTAMP_VERSION "\n");
    if (cli->options.verbose == 0)
        return CLI_CLEAN;
    for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++)
        out_printf(&cli->out, "%s %s\n", libraries[i].name,
                   libraries[i].version());
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
