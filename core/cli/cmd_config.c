/* SPDX-License-Identifier: MIT */
#include "core/cli/cmd.h"

static int
show(struct cli *cli, struct err *err)
{
    struct buf text;

    if (cli_load(cli, err) != 0)
        return -1;
    buf_init(&text, BUF_UNLIMITED);
    conf_show(&cli->conf, &text);
    out_str(&cli->out, buf_view(&text));
    buf_release(&text);
    return CLI_CLEAN;
}

static int
check(struct cli *cli, struct err *err)
{
    if (cli_load(cli, err) != 0)
        return -1;
    if (cli->conf.file.len > 0)
        out_text(&cli->out, "the configuration is right\n");
    else
        out_printf(&cli->out, "no %s; the defaults are in force\n",
                   CONF_FILE_NAME);
    return CLI_CLEAN;
}

static int
schema(struct cli *cli, struct err *err)
{
    struct buf text;

    (void)err;
    buf_init(&text, BUF_UNLIMITED);
    conf_schema(&text);
    out_str(&cli->out, buf_view(&text));
    buf_release(&text);
    return CLI_CLEAN;
}

static const struct {
    const char *name;
    int (*run)(struct cli *cli, struct err *err);
} parts[] = {{"show", show}, {"check", check}, {"schema", schema}};

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    if (cli_expect_words(args, 1, 1, "show, check or schema", err) != 0)
        return -1;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (str_equal(str_from(parts[i].name), str_from(args->words[0])))
            return parts[i].run(cli, err);
    return err_set(err, ERR_USAGE,
                   "`config` can show, check or schema, not `%s`",
                   args->words[0]);
}

const struct cmd cmd_config = {
    .name = "config",
    .usage = "show | check | schema",
    .help = "show the settings in force, check them, or print their schema",
    .details =
        "  show    every setting as YAML, with a comment saying where from\n"
        "  check   exit status 2 and the place of the mistake if there is one\n"
        "  schema  JSON schema of depstamp.yaml, for editors\n\n"
        "Every setting is an environment variable too: cache.dir is\n"
        "DEPSTAMP_CACHE_DIR.  Lists are separated by \":\"; an empty variable\n"
        "counts as not set.\n",
    .run = run,
};
