/* SPDX-License-Identifier: MIT */
#include "core/base/nearest.h"
#include "core/cli/cmd.h"
#include "core/cli/root.h"
#include "core/plan/cache_dir.h"
#include "core/plan/symbol_cache.h"
#include "core/sys/pool.h"

static const char *const color_words[] = {"auto", "always", "never", NULL};

const struct opt cli_global_options[] = {
    {.name = "root",
     .kind = OPT_TEXT,
     .value = "DIR",
     OPT_AT(struct cli_options, root),
     .help = "the project's root; found if not given"},
    {.name = "config",
     .kind = OPT_TEXT,
     .value = "FILE",
     OPT_AT(struct cli_options, config),
     .help = "read FILE instead of the root's depstamp.yaml"},
    {.name = "jobs",
     .letter = 'j',
     .kind = OPT_TEXT,
     .value = "N",
     OPT_AT(struct cli_options, jobs),
     .help = "threads and processes at once, or auto"},
    {.name = "trace",
     .kind = OPT_TEXT,
     .value = "FILE",
     OPT_AT(struct cli_options, trace),
     .help = "write when each phase and process ran, for Perfetto"},
    {.name = "metrics",
     .kind = OPT_TEXT,
     .value = "FILE",
     OPT_AT(struct cli_options, metrics),
     .help = "write numbers for Prometheus; counters in FILE go on"},
    {.name = "color",
     .kind = OPT_WORD,
     .value = "auto|always|never",
     .words = color_words,
     OPT_AT(struct cli_options, color),
     .help = "colours on standard output"},
    {.name = "quiet",
     .letter = 'q',
     .kind = OPT_FLAG,
     OPT_AT(struct cli_options, quiet),
     .help = "no notes and warnings"},
    {.name = "verbose",
     .letter = 'v',
     .kind = OPT_REPEAT,
     OPT_AT(struct cli_options, verbose),
     .help = "say more about what is done, and how long it took"},
    {.name = "help",
     .letter = 'h',
     .kind = OPT_FLAG,
     OPT_AT(struct cli_options, help),
     .help = "what a command does and its options"},
    {.name = "version",
     .kind = OPT_FLAG,
     OPT_AT(struct cli_options, version),
     .help = "the version of depstamp"},
    {0},
};

static int
load_conf(struct cli *cli, struct err *err)
{
    const char *path = cli->options.config;

    if (!path)
        path = root_config(&cli->arena, cli->root);
    if (conf_load(path, cli->environment, &cli->conf, err) != 0)
        return -1;
    cli->loaded = true;
    if (!cli->options.jobs)
        return 0;
    return conf_override(&cli->conf, "limits.jobs", cli->options.jobs, "--jobs",
                         err);
}

int
cli_load(struct cli *cli, struct err *err)
{
    if (cli->loaded)
        return 0;
    if (root_find(&cli->arena, cli->options.root, &cli->root, err) != 0 ||
        load_conf(cli, err) != 0)
        return -1;
    cli->jobs = cli->conf.limits.jobs;
    if (cli->jobs == 0)
        cli->jobs = pool_default_jobs();
    struct symbol_cache_options symbols = {
        .dir = cache_dir_path(&cli->arena, cli->root, &cli->conf),
        .root = cli->root,
        .namespace = cli->conf.cache.namespace,
        .algorithm = cli->conf.cache.hash,
        .jobs = cli->jobs,
        .log = &cli->log,
    };
    cli->symbols = symbol_cache_new(&symbols);
    return 0;
}

int
cli_expect_words(const struct args *args, size_t min, size_t max,
                 const char *what, struct err *err)
{
    if (args->len < min)
        return err_set(err, ERR_USAGE, "expected %s", what);
    if (args->len > max)
        return err_set(err, ERR_USAGE, "unexpected argument `%s`",
                       args->words[max]);
    return 0;
}

const struct cmd *
cli_find_command(const struct cli *cli, struct str name)
{
    for (size_t i = 0; cli->commands[i]; i++)
        if (str_equal(str_from(cli->commands[i]->name), name))
            return cli->commands[i];
    return NULL;
}

int
cli_refuse_command(const struct cli *cli, const char *name, struct err *err)
{
    struct nearest nearest = nearest_to(str_from(name));

    for (size_t i = 0; cli->commands[i]; i++)
        nearest_offer(&nearest, str_from(cli->commands[i]->name));
    if (nearest.best.len == 0)
        return err_set(err, ERR_USAGE, "no command `%s`", name);
    return err_set(err, ERR_USAGE, "no command `%s`; did you mean `%.*s`?",
                   name, (int)nearest.best.len, nearest.best.data);
}
