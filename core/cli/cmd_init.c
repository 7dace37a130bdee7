/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "core/cli/cmd.h"
#include "core/cli/root.h"
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

static int
write_file(const char *path, const char *hint, struct err *err)
{
    struct buf text;
    int result;

    buf_init(&text, BUF_UNLIMITED);
    conf_default_file(hint, &text);
    result = file_replace(path, text.data, text.len, err);
    buf_release(&text);
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
    if (write_file(path.data, roots_hint(cli, folder), err) != 0)
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
    .details = "An existing depstamp.yaml stays as it is, with exit status "
               "2.\n",
    .examples = examples,
    .run = run,
};
