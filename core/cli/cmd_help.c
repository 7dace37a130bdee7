/* SPDX-License-Identifier: MIT */
#include "core/cli/cmd.h"

/* Help of an option starts here; a longer option gets a line of its own. */
enum { HELP_COLUMN = 28 };

static void
write_row(struct out *out, struct str left, const char *help)
{
    out_text(out, "  ");
    out_str(out, left);
    if (left.len + 4 > HELP_COLUMN) {
        out_byte(out, '\n');
        left.len = 0;
        out_text(out, "  ");
    }
    for (size_t at = left.len + 2; at < HELP_COLUMN; at++)
        out_byte(out, ' ');
    out_text(out, help);
    out_byte(out, '\n');
}

static void
write_option(struct out *out, const struct opt *opt)
{
    struct buf left;

    buf_init(&left, BUF_UNLIMITED);
    if (opt->letter)
        buf_printf(&left, "-%c, ", opt->letter);
    else
        buf_text(&left, "    ");
    buf_printf(&left, "--%s", opt->name);
    if (opt_has_value(opt))
        buf_printf(&left, " %s", opt->value);
    write_row(out, buf_view(&left), opt->help);
    buf_release(&left);
}

static void
write_options(struct out *out, const char *title, const struct opt *options)
{
    if (!options || !options->name)
        return;
    out_printf(out, "\n%s\n", title);
    for (; options->name; options++)
        write_option(out, options);
}

static void
write_all(const struct cli *cli, struct out *out)
{
    out_text(out,
             "usage: depstamp [OPTIONS] COMMAND …\n\n"
             "Which Python files must be analyzed again, and which answers "
             "can be reused.\n\nCommands\n");
    for (size_t i = 0; cli->commands[i]; i++)
        write_row(out, str_from(cli->commands[i]->name),
                  cli->commands[i]->help);
    write_options(out, "Options, before or after the command",
                  cli_global_options);
    out_text(out, "\n`depstamp help COMMAND` says more about a command.\n");
}

static void
write_command(const struct cmd *cmd, struct out *out)
{
    out_printf(out, "usage: depstamp %s%s%s\n\n", cmd->name,
               cmd->usage ? " " : "", cmd->usage ? cmd->usage : "");
    out_printf(out, "%c%s.\n", cmd->help[0] - 'a' + 'A', cmd->help + 1);
    if (cmd->details)
        out_printf(out, "\n%s", cmd->details);
    write_options(out, "Options", cmd->options);
    write_options(out, "Options of all commands", cli_global_options);
}

void
help_write(const struct cli *cli, const struct cmd *cmd, struct out *out)
{
    if (cmd)
        write_command(cmd, out);
    else
        write_all(cli, out);
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    const struct cmd *cmd = NULL;

    if (cli_expect_words(args, 0, 1, "a command", err) != 0)
        return -1;
    if (args->len > 0) {
        cmd = cli_find_command(cli, str_from(args->words[0]));
        if (!cmd)
            return cli_refuse_command(cli, args->words[0], err);
    }
    help_write(cli, cmd, &cli->out);
    return CLI_CLEAN;
}

const struct cmd cmd_help = {
    .name = "help",
    .usage = "[COMMAND]",
    .help = "list the commands, or explain one",
    .run = run,
};
