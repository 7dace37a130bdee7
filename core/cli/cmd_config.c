/* SPDX-License-Identifier: MIT */
#include <ctype.h>

#include "core/cli/disk_state.h"
#include "core/run/analyzer.h"

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

/* "depstamp.yaml:3, preset mypy, level content because of mypy.ini: plugins" */
static void
describe(const struct cli *cli, const struct analyzer *analyzer,
         struct buf *text)
{
    const struct conf_analyzer *row = &analyzer->row;

    if (row->row.line > 0)
        buf_printf(text, "%s:%u", CONF_FILE_NAME, row->row.line);
    else if (analyzer->builtin != BUILTIN_NONE)
        buf_text(text, "built in");
    else
        buf_text(text, cli->conf.analyzers_set ? "of a tier"
                                               : "configured by the project");
    if (row->preset.len > 0 && analyzer->builtin == BUILTIN_NONE)
        buf_printf(text, ", preset %.*s", (int)row->preset.len,
                   row->preset.data);
    buf_printf(text, ", level %s", level_name(analyzer->kind.level));
    if (analyzer->kind.precision == PRECISION_SYMBOL)
        buf_text(text, " by name");
    if (analyzer->because)
        buf_printf(text, " because of %s", analyzer->because);
}

/* Those that run when none are named, and where they come from. */
static int
show_analyzers(struct cli *cli, struct buf *text, struct err *err)
{
    struct analyzer_project project = {&cli->conf, cli->root};
    struct analyzer_list list = {0};
    struct buf line;
    int status = analyzers_select(&cli->arena, &project, NULL, &list, err);

    buf_init(&line, BUF_UNLIMITED);
    if (status == 0)
        buf_text(text, "\n# analyzers in use:\n");
    for (size_t i = 0; i < list.len; i++) {
        buf_clear(&line);
        buf_str(&line, list.items[i].name);
        buf_text(&line, ": ");
        describe(cli, &list.items[i], &line);
        buf_text(text, "#   ");
        for (size_t k = 0; k < line.len; k++)
            buf_byte(text,
                     iscntrl((unsigned char)line.data[k]) ? '?' : line.data[k]);
        buf_byte(text, '\n');
    }
    buf_release(&line);
    VEC_RELEASE(&list);
    return status;
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
        status = show_analyzers(cli, &text, err);
    if (status == 0)
        out_str(&cli->out, buf_view(&text));
    buf_release(&text);
    return status == 0 ? CLI_CLEAN : -1;
}

static int
check(struct cli *cli, struct err *err)
{
    struct analyzer_project project;
    struct analyzer_list list = {0};
    int status;

    if (cli_load(cli, err) != 0)
        return -1;
    project = (struct analyzer_project){&cli->conf, cli->root};
    status = analyzers_select(&cli->arena, &project, NULL, &list, err);
    VEC_RELEASE(&list);
    if (status != 0)
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

static const char *const words[] = {"show", "check", "schema", NULL};

static const struct cmd_example examples[] = {
    {"depstamp config show", "what holds here, and where each value is from"},
    {"depstamp config schema", "for editors that check YAML"},
    {0},
};

const struct cmd cmd_config = {
    .name = "config",
    .usage = "show | check | schema",
    .words = words,
    .help = "show the settings in force, check them, or print their schema",
    .details =
        "  show    every setting as YAML, with a comment saying where from,\n"
        "          and the import roots and analyzers in use\n"
        "  check   exit status 2 and the place of the mistake if there is one\n"
        "  schema  JSON schema of depstamp.yaml, for editors\n\n"
        "Every setting is an environment variable too: cache.dir is\n"
        "DEPSTAMP_CACHE_DIR.  Lists are separated by \":\"; an empty variable\n"
        "counts as not set.\n",
    .examples = examples,
    .run = run,
};
