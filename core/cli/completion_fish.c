/* SPDX-License-Identifier: MIT */
#include "core/cli/completion.h"

/* Between single quotes fish knows \' and \\ alone. */
static void
write_quoted(const char *text, struct out *out)
{
    out_byte(out, '\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\') {
            out_byte(out, '\\');
        }
        out_byte(out, *text);
    }
    out_byte(out, '\'');
}

/* What stands for a value: " -x -a 'json text'", " -r -F". */
static void
write_value(const char *value, const char *const *words, struct out *out)
{
    switch (completes(value, words)) {
    case COMPLETES_WORDS:
        out_text(out, " -x -a '");
        completion_words(out, words);
        out_text(out, "'");
        break;
    case COMPLETES_FILES:
        out_text(out, " -r -F");
        break;
    case COMPLETES_FOLDERS:
        out_text(out, " -x -a '(__fish_complete_directories)'");
        break;
    case COMPLETES_REVISIONS:
        out_text(out, " -x -a '(__depstamp_revisions)'");
        break;
    case COMPLETES_NOTHING:
        out_text(out, " -x");
        break;
    }
}

/* `command` is NULL for those that stand everywhere. */
static void
write_options(const char *command, const struct opt *options, struct out *out)
{
    for (const struct opt *opt = options; opt && opt->name; opt++) {
        out_text(out, "complete -c depstamp");
        if (command) {
            out_printf(out, " -n '__fish_seen_subcommand_from %s'", command);
        }
        if (opt->letter) {
            out_printf(out, " -s %c", opt->letter);
        }
        out_printf(out, " -l %s", opt->name);
        if (opt_has_value(opt)) {
            write_value(opt->value, opt->words, out);
        }
        out_text(out, " -d ");
        write_quoted(opt->help, out);
        out_byte(out, '\n');
    }
}

/* Files are offered only where a command takes some. */
static void
write_arguments(const struct cli *cli, const struct cmd *cmd, struct out *out)
{
    if (cmd->words) {
        out_printf(out,
                   "complete -c depstamp -n '__fish_seen_subcommand_from %s; "
                   "and not __fish_seen_subcommand_from ",
                   cmd->name);
        completion_words(out, cmd->words);
        out_text(out, "' -a '");
        completion_words(out, cmd->words);
        out_text(out, "'\n");
    }
    if (cmd->argument && str_equal(str_from(cmd->argument), STR("COMMAND"))) {
        for (size_t i = 0; cli->commands[i]; i++) {
            out_printf(out,
                       "complete -c depstamp -n '__fish_seen_subcommand_from "
                       "%s' -a %s\n",
                       cmd->name, cli->commands[i]->name);
        }
    } else if (cmd->argument) {
        out_printf(out,
                   "complete -c depstamp -n '__fish_seen_subcommand_from %s' "
                   "-F\n",
                   cmd->name);
    }
}

void
completion_fish(const struct cli *cli, struct out *out)
{
    out_text(out, "# fish completion of depstamp, by `depstamp completion "
                  "fish`\n"
                  "function __depstamp_revisions\n"
                  "    echo HEAD\n"
                  "    git for-each-ref --format='%(refname:short)' "
                  "2>/dev/null\n"
                  "end\n"
                  "function __depstamp_no_command\n"
                  "    not __fish_seen_subcommand_from");
    for (size_t i = 0; cli->commands[i]; i++) {
        out_printf(out, " %s", cli->commands[i]->name);
    }
    out_text(out, "\nend\ncomplete -c depstamp -f\n");
    for (size_t i = 0; cli->commands[i]; i++) {
        const struct cmd *cmd = cli->commands[i];
        out_printf(out,
                   "complete -c depstamp -n __depstamp_no_command -a %s -d ",
                   cmd->name);
        write_quoted(cmd->help, out);
        out_byte(out, '\n');
    }
    write_options(NULL, cli_global_options, out);
    for (size_t i = 0; cli->commands[i]; i++) {
        write_options(cli->commands[i]->name, cli->commands[i]->options, out);
        write_arguments(cli, cli->commands[i], out);
    }
}
