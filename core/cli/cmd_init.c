/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "core/cli/cmd.h"
#include "core/cli/root.h"
#include "core/run/analyzer.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

/* Where `init` writes: not upwards, the file makes this folder the root. */
static int
find_folder(struct cli *cli, struct str *folder, struct err *err)
{
    if (cli->options.root)
        return root_find(&cli->arena, cli->options.root, folder, err);
    return path_absolute(&cli->arena, ".", folder, err);
}

static bool
is_there(struct cli *cli, struct str folder, const char *name)
{
    struct str path = path_join(&cli->arena, folder, str_from(name));
    return access(path.data, F_OK) == 0;
}

/* What the project's layout says about `roots`, or NULL. */
static const char *
roots_hint(struct cli *cli, struct str folder)
{
    bool has_src = is_there(cli, folder, "src/.");
    bool has_project = is_there(cli, folder, "pyproject.toml") ||
                       is_there(cli, folder, "setup.py") ||
                       is_there(cli, folder, "setup.cfg");

    if (has_src && has_project)
        return "The src/ folder beside the project's file is found by itself.";
    if (has_src)
        return "There is a src/ folder: name it here if imports start there.";
    return NULL;
}

/* From quick to thorough; what is in none of them is quick. */
static const char *const tiers[] = {"quick", "types", "thorough"};
enum { TIERS = 3 };

static size_t
tier_of(struct str preset)
{
    static const struct {
        const char *preset;
        size_t tier;
    } rows[] = {
        {"mypy", 1}, {"pyrefly", 1}, {"pyright", 1}, {"ty", 1}, {"pylint", 2}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (str_equal(str_from(rows[i].preset), preset))
            return rows[i].tier;
    return 0;
}

/* A row for each tool that the project configures, `syntax` before them. */
static void
hint_analyzers(const struct conf_list *names, struct buf *out)
{
    buf_text(out, "analyzers:\n  syntax: {preset: syntax}\n");
    for (size_t i = 0; i < names->len; i++) {
        struct str name = names->items[i];
        buf_printf(out, "  %.*s: {preset: %.*s}\n", (int)name.len, name.data,
                   (int)name.len, name.data);
    }
}

static void
hint_tiers(const struct conf_list *names, struct buf *out)
{
    buf_text(out, "tiers:\n");
    for (size_t tier = 0; tier < TIERS; tier++) {
        size_t count = tier == 0;
        for (size_t i = 0; i < names->len; i++)
            count += tier_of(names->items[i]) == tier;
        if (count == 0)
            continue;
        buf_printf(out, "  - {name: %s, analyzers: [%s", tiers[tier],
                   tier == 0 ? "syntax" : "");
        for (size_t i = 0, n = tier == 0; i < names->len; i++) {
            struct str name = names->items[i];
            if (tier_of(name) == tier)
                buf_printf(out, "%s%.*s", n++ > 0 ? ", " : "", (int)name.len,
                           name.data);
        }
        buf_text(out, "]}\n");
    }
}

static int
write_file(struct cli *cli, const char *path, struct str folder,
           struct err *err)
{
    struct buf text;
    struct buf rows;
    struct buf order;
    struct conf_list names;
    int result;

    buf_init(&text, BUF_UNLIMITED);
    buf_init(&rows, BUF_UNLIMITED);
    buf_init(&order, BUF_UNLIMITED);
    analyzer_detect(&cli->arena, folder, &names);
    if (names.len > 0) {
        hint_analyzers(&names, &rows);
        hint_tiers(&names, &order);
    }
    const struct conf_hint hints[] = {
        {.path = "roots", .comment = roots_hint(cli, folder)},
        {.path = "analyzers", .value = names.len > 0 ? buf_cstr(&rows) : NULL},
        {.path = "tiers", .value = names.len > 0 ? buf_cstr(&order) : NULL},
    };
    conf_default_file(hints, sizeof(hints) / sizeof(*hints), &text);
    result = file_replace(path, text.data, text.len, err);
    buf_release(&text);
    buf_release(&rows);
    buf_release(&order);
    return result;
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    struct str folder;

    if (cli_expect_words(args, 0, 0, "nothing", err) != 0 ||
        find_folder(cli, &folder, err) != 0)
        return -1;
    if (root_config(&cli->arena, folder))
        return err_set(err, ERR_IO,
                       CONF_FILE_NAME " is there already and stays as it is");
    struct str path = path_join(&cli->arena, folder, STR(CONF_FILE_NAME));
    if (write_file(cli, path.data, folder, err) != 0)
        return -1;
    out_text(&cli->out, "wrote " CONF_FILE_NAME "\n");
    return CLI_CLEAN;
}

static const struct cmd_example examples[] = {
    {"depstamp init", "depstamp.yaml with every setting explained"},
    {0},
};

const struct cmd cmd_init = {
    .name = "init",
    .help = "write a commented depstamp.yaml into the current folder",
    .details =
        "Tools that the project configures (pyproject.toml, mypy.ini, "
        "ruff.toml,\n.pre-commit-config.yaml and others) get a row each, "
        "in tiers from quick to\nthorough.  An existing depstamp.yaml "
        "stays as it is, with exit status 2.\n",
    .examples = examples,
    .run = run,
};
