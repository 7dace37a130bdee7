/* SPDX-License-Identifier: MIT */
#include "core/cli/cmd.h"
#include "core/cli/manual.h"

/* Where help starts, in code points; a longer option has its own line. */
enum { COMMAND_COLUMN = 14, OPTION_COLUMN = 28, WIDTH = 79 };

static size_t
width_of(struct str text)
{
    size_t width = 0;

    for (size_t i = 0; i < text.len; i++)
        width += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    return width;
}

static void
pad(struct out *out, size_t from, size_t to)
{
    for (; from < to; from++)
        out_byte(out, ' ');
}

/* Words from column `at` on; further lines start at `indent`. */
static void
write_words(struct out *out, const char *text, size_t at, size_t indent)
{
    struct str rest = str_from(text);
    bool first = true;

    while (rest.data) {
        struct str word = str_split(&rest, ' ');
        size_t width = width_of(word);
        if (!first && at + 1 + width > WIDTH) {
            out_byte(out, '\n');
            pad(out, 0, indent);
            at = indent;
        } else if (!first) {
            out_byte(out, ' ');
            at++;
        }
        out_str(out, word);
        at += width;
        first = false;
    }
    out_byte(out, '\n');
}

static void
write_row(struct out *out, struct str left, size_t column, const char *help)
{
    size_t at = 2 + width_of(left);

    out_text(out, "  ");
    out_str(out, left);
    if (at + 2 > column) {
        out_byte(out, '\n');
        at = 0;
    }
    pad(out, at, column);
    write_words(out, help, column, column);
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
    write_row(out, buf_view(&left), OPTION_COLUMN, opt->help);
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
write_examples(struct out *out, const struct cmd_example *example)
{
    out_text(out, example ? "\nExamples\n" : "");
    for (; example && example->line; example++)
        out_printf(out, "  %s\n        %s\n", example->line, example->what);
}

static void
write_all(const struct cli *cli, struct out *out)
{
    out_text(out,
             "usage: depstamp [OPTIONS] COMMAND …\n\n"
             "Which Python files must be analyzed again, and which answers "
             "can be reused.\n\nCommands\n");
    for (size_t i = 0; cli->commands[i]; i++)
        write_row(out, str_from(cli->commands[i]->name), COMMAND_COLUMN,
                  cli->commands[i]->help);
    write_options(out, "Options, before or after the command",
                  cli_global_options);
    out_text(out, "\n`depstamp help COMMAND` says more about a command.\n");
}

static void
write_command(const struct cmd *cmd, struct out *out)
{
    size_t indent = sizeof("usage: depstamp ") + strlen(cmd->name);

    out_printf(out, "usage: depstamp %s", cmd->name);
    if (cmd->usage) {
        out_byte(out, ' ');
        write_words(out, cmd->usage, indent, indent);
    } else {
        out_byte(out, '\n');
    }
    out_printf(out, "\n%c%s.\n", cmd->help[0] - 'a' + 'A', cmd->help + 1);
    if (cmd->details)
        out_printf(out, "\n%s", cmd->details);
    write_options(out, "Options", cmd->options);
    write_examples(out, cmd->examples);
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

struct values {
    bool man;
};

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    static const struct values none;
    const struct values *values = args->values ? args->values : &none;
    const struct cmd *cmd = NULL;

    if (cli_expect_words(args, 0, 1, "a command", err) != 0)
        return -1;
    if (args->len > 0) {
        cmd = cli_find_command(cli, str_from(args->words[0]));
        if (!cmd)
            return cli_refuse_command(cli, args->words[0], err);
    }
    if (values->man)
        manual_write(cli, cmd, &cli->out);
    else
        help_write(cli, cmd, &cli->out);
    return CLI_CLEAN;
}

static const struct opt options[] = {
    {.name = "man",
     .kind = OPT_FLAG,
     OPT_AT(struct values, man),
     .help = "the manual page instead, in mdoc(7)"},
    {0},
};

static const struct cmd_example examples[] = {
    {"depstamp help affected", "one command"},
    {"depstamp help --man run", "its manual page, for man"},
    {0},
};

const struct cmd cmd_help = {
    .name = "help",
    .usage = "[COMMAND]",
    .argument = "COMMAND",
    .options = options,
    .values_size = sizeof(struct values),
    .help = "list the commands, or explain one",
    .examples = examples,
    .run = run,
};
