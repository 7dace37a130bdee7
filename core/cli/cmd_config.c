/* SPDX-License-Identifier: MIT */
#include "core/cli/disk_state.h"

/*
 * The roots that were found, as a comment: what follows is no setting.  An
 * importer tries those that enclose it first.
 */
static int
show_roots(struct cli *cli, struct buf *text, struct err *err)
{
    struct state *state;
    struct disk_report report;

    if (cli_disk_state(cli, &state, &report, err) != 0)
        return -1;
    state_resolve(state);
    buf_text(text, "\n# import roots in use:\n");
    for (size_t i = 0; i < state->resolver.roots.all.len; i++) {
        dir_id dir = state->resolver.roots.all.items[i];
        struct str path = state->tree.dirs.items[dir].path;
        buf_text(text, "#   ");
        buf_str(text, path.len > 0 ? path : STR("."));
        buf_byte(text, '\n');
    }
    state_free(state);
    return 0;
}

static int
show(struct cli *cli, struct err *err)
{
    struct buf text;
    int status;

    if (cli_load(cli, err) != 0)
        return -1;
    buf_init(&text, BUF_UNLIMITED);
    conf_show(&cli->conf, &text);
    status = show_roots(cli, &text, err);
    if (status == 0)
        out_str(&cli->out, buf_view(&text));
    buf_release(&text);
    return status == 0 ? CLI_CLEAN : -1;
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
