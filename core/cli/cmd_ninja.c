/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <unistd.h>

#include "core/cli/cmd.h"
#include "core/plan/cache_dir.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "plugins/ninja/escape.h"
#include "plugins/ninja/generate.h"

struct values {
    const char *file;
    const char *folder;
    const char *out;
    struct opt_texts analyzers;
    const char *batch;
    const char *builddir;
    bool validations;
};

static void
add_names(const char *text, struct conf_list *names)
{
    struct str rest = str_from(text);
    while (rest.data) {
        struct str name = str_trim(str_split(&rest, ','));
        if (name.len > 0) {
            names->items[names->len++] = name;
        }
    }
}

/* Each --analyzer may name several, with commas between them. */
static void
find_analyzers(struct cli *cli, const struct opt_texts *texts,
               struct conf_list *names)
{
    size_t most = texts->len;
    for (size_t i = 0; i < texts->len; i++) {
        most += strlen(texts->items[i]) / 2;
    }
    *names = (struct conf_list){.set = texts->len > 0};
    names->items = ARENA_ARRAY(&cli->arena, struct str, most + 1);
    for (size_t i = 0; i < texts->len; i++) {
        add_names(texts->items[i], names);
    }
}

static void
add_option(struct buf *out, const char *name, const char *value)
{
    if (!value) {
        return;
    }
    buf_printf(out, "%s--%s ", out->len > 0 ? " " : "", name);
    escape_shell(out, str_from(value));
}

/* All that this command was told, as the scan is to be told again. */
static void
write_command(const struct cli *cli, const struct values *values,
              struct buf *options, struct buf *arguments)
{
    buf_init(options, BUF_UNLIMITED);
    buf_init(arguments, BUF_UNLIMITED);
    add_option(options, "root", cli->options.root);
    add_option(options, "config", cli->options.config);
    add_option(options, "jobs", cli->options.jobs);
    add_option(arguments, "out", values->out);
    for (size_t i = 0; i < values->analyzers.len; i++) {
        add_option(arguments, "analyzer", values->analyzers.items[i]);
    }
    add_option(arguments, "batch", values->batch);
    if (values->validations) {
        buf_text(arguments, arguments->len > 0 ? " " : "");
        buf_text(arguments, "--validations");
    }
}

static int
generate_with(struct cli *cli, const struct values *values,
              const struct lint_options *lint, struct err *err)
{
    struct buf program;
    struct buf told;
    struct buf arguments;
    buf_init(&program, BUF_UNLIMITED);
    escape_shell(&program, str_from(cli->program));
    write_command(cli, values, &told, &arguments);
    struct generate_options options = {
        .lint = lint,
        .file = values->file,
        .out = values->out,
        .builddir = values->builddir,
        .program = buf_view(&program),
        .options = buf_view(&told),
        .arguments = buf_view(&arguments),
        .validations = values->validations,
    };
    int status = generate(&options, err);
    buf_release(&program);
    buf_release(&told);
    buf_release(&arguments);
    return status;
}

/*
 * Go where ninja will run.  What was named from here is told by its whole
 * path from there.  A folder that we make is marked as one of a build.
 */
static int
go_to(struct cli *cli, const struct values *values, struct err *err)
{
    struct str folder;
    struct str path;
    if (!values->folder) {
        return 0;
    }
    if (path_absolute(&cli->arena, values->folder, &folder, err) != 0 ||
        (!file_exists(folder.data) &&
         cache_dir_make(&cli->arena, folder, err) != 0)) {
        return -1;
    }
    cli->options.root = cli->root.data;
    if (strchr(cli->program, '/')) {
        if (path_absolute(&cli->arena, cli->program, &path, err) != 0) {
            return -1;
        }
        cli->program = path.data;
    }
    if (cli->options.config) {
        if (path_absolute(&cli->arena, cli->options.config, &path, err) != 0) {
            return -1;
        }
        cli->options.config = path.data;
    }
    if (chdir(folder.data) != 0) {
        return err_system(err, errno, "cannot go to %s", values->folder);
    }
    return 0;
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    const struct values *values = args->values;
    struct lint_options lint = {.environment = cli->environment};
    if (cli_expect_words(args, 0, 0, "no arguments", err) != 0 ||
        portions_parse(values->batch, &lint.portions, err) != 0 ||
        cli_load(cli, err) != 0) {
        return -1;
    }
    if (!values->file) {
        return err_set(err, ERR_USAGE, "-o says where to write the manifest");
    }
    if (go_to(cli, values, err) != 0) {
        return -1;
    }
    struct disk_options disk = {
        .root = cli->root,
        .conf = &cli->conf,
        .jobs = cli->jobs,
        .log = &cli->log,
        .symbols = cli->symbols,
        .timeline = cli->timeline,
    };
    lint.disk = &disk;
    lint.cache_dir = cache_dir_path(&cli->arena, cli->root, &cli->conf);
    find_analyzers(cli, &values->analyzers, &lint.analyzers);
    return generate_with(cli, values, &lint, err) == 0 ? CLI_CLEAN : -1;
}

static const struct opt options[] = {
    {.name = "output",
     .letter = 'o',
     .kind = OPT_TEXT,
     .value = "FILE",
     OPT_AT(struct values, file),
     .help = "the manifest; build.ninja includes it"},
    {.name = "directory",
     .letter = 'C',
     .kind = OPT_TEXT,
     .value = "DIR",
     OPT_AT(struct values, folder),
     .help = "where ninja will run, if not here; made if it is not there"},
    {.name = "out",
     .kind = OPT_TEXT,
     .value = "DIR",
     OPT_AT(struct values, out),
     .help = "stamps and results; by default FILE with .out for .ninja"},
    {.name = "analyzer",
     .kind = OPT_TEXTS,
     .value = "A,…",
     .words = conf_presets,
     OPT_AT(struct values, analyzers),
     .help = "these; by default what the project configures"},
    {.name = "batch",
     .kind = OPT_TEXT,
     .value = "N|component|folder",
     OPT_AT(struct values, batch),
     .help = "files per edge; by default one"},
    {.name = "validations",
     .kind = OPT_FLAG,
     OPT_AT(struct values, validations),
     .help = "what depends on `depstamp` does not wait for it (ninja 1.11)"},
    {.name = "builddir",
     .kind = OPT_TEXT,
     .value = "DIR",
     OPT_AT(struct values, builddir),
     .help = "where ninja keeps its log, as the rules say it"},
    {0},
};

static const struct cmd_example examples[] = {
    {"depstamp ninja -o pydeps.ninja --analyzer syntax,imports",
     "one edge per file and analyzer"},
    {"depstamp ninja -o pydeps.ninja --analyzer syntax --batch folder",
     "one edge per folder"},
    {0},
};

const struct cmd cmd_ninja = {
    .name = "ninja",
    .usage = "-o FILE",
    .help = "write a manifest for ninja: one scan, and edges of analyzers",
    .options = options,
    .values_size = sizeof(struct values),
    .examples = examples,
    .run = run,
};
