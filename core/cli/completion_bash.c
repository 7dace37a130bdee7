/* SPDX-License-Identifier: MIT */
/*
 * A word of the line is looked at with the one before it; bash breaks words
 * at `=`, so `--format=json` comes as three.
 */
#include "core/cli/completion.h"

static const char helpers[] =
    "_depstamp_words() { COMPREPLY=($(compgen -W \"$1\" -- \"$word\")); }\n"
    "_depstamp_files() {\n"
    "    local IFS=$'\\n'\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    COMPREPLY=($(compgen \"$1\" -- \"$word\"))\n"
    "}\n"
    "_depstamp_revisions() {\n"
    "    _depstamp_words \"HEAD $(git for-each-ref --format='%(refname:short)' "
    "2>/dev/null)\"\n"
    "}\n";

/* The words so far: which command, and what stands before the cursor. */
static const char reading[] =
    "    local word=${COMP_WORDS[COMP_CWORD]} at=$((COMP_CWORD - 1))\n"
    "    local command='' number=0 before i\n"
    "    COMPREPLY=()\n"
    "    if [[ $word == = ]]; then word=''; "
    "elif [[ ${COMP_WORDS[at]} == = ]]; then at=$((at - 1)); fi\n"
    "    before=${COMP_WORDS[at]}\n";

static void
write_commands(const struct cli *cli, struct out *out)
{
    for (size_t i = 0; cli->commands[i]; i++) {
        out_printf(out, "%s%s", i > 0 ? " " : "", cli->commands[i]->name);
    }
}

static void
write_names(const struct opt *options, struct out *out)
{
    for (const struct opt *opt = options; opt && opt->name; opt++) {
        out_printf(out, " --%s", opt->name);
        if (opt->letter) {
            out_printf(out, " -%c", opt->letter);
        }
    }
}

static void
write_value(const char *value, const char *const *words, struct out *out)
{
    switch (completes(value, words)) {
    case COMPLETES_WORDS:
        out_text(out, "_depstamp_words '");
        completion_words(out, words);
        out_text(out, "'");
        break;
    case COMPLETES_FILES:
        out_text(out, "_depstamp_files -f");
        break;
    case COMPLETES_FOLDERS:
        out_text(out, "_depstamp_files -d");
        break;
    case COMPLETES_REVISIONS:
        out_text(out, "_depstamp_revisions");
        break;
    case COMPLETES_NOTHING:
        out_text(out, ":");
        break;
    }
}

/* 'run --format', or *' --jobs' | *' -j' of all commands. */
static void
write_pattern(const struct cmd *cmd, const struct opt *opt, struct out *out)
{
    const char *any = cmd ? "" : "*";
    const char *name = cmd ? cmd->name : "";
    out_printf(out, "%s'%s --%s'", any, name, opt->name);
    if (opt->letter) {
        out_printf(out, " | %s'%s -%c'", any, name, opt->letter);
    }
}

static void
write_takers(const struct cmd *cmd, const struct opt *options, struct out *out)
{
    for (const struct opt *opt = options; opt && opt->name; opt++) {
        if (opt_has_value(opt)) {
            write_pattern(cmd, opt, out);
            out_text(out, " | ");
        }
    }
}

/* 'run --format') _depstamp_words '…'; return ;; */
static void
write_values(const struct cmd *cmd, const struct opt *options, struct out *out)
{
    for (const struct opt *opt = options; opt && opt->name; opt++) {
        if (opt_has_value(opt)) {
            out_text(out, "    ");
            write_pattern(cmd, opt, out);
            out_text(out, ") ");
            write_value(opt->value, opt->words, out);
            out_text(out, "; return ;;\n");
        }
    }
}

/* Options whose value is the next word hide it from the count of words. */
static void
write_search(const struct cli *cli, struct out *out)
{
    out_text(out, "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                  "        case \"$command ${COMP_WORDS[i]}\" in\n"
                  "        ");
    write_takers(NULL, cli_global_options, out);
    for (size_t i = 0; cli->commands[i]; i++) {
        write_takers(cli->commands[i], cli->commands[i]->options, out);
    }
    out_text(out, "' ')\n"
                  "            [[ ${COMP_WORDS[i + 1]} == = ]] && ((i++))\n"
                  "            ((i++)) ;;\n"
                  "        *' '-* | *' =') ;;\n"
                  "        ' '*) command=${COMP_WORDS[i]} ;;\n"
                  "        *) ((number++)) ;;\n"
                  "        esac\n"
                  "    done\n");
}

/* What is no option: the command's own words first, then its argument. */
static void
write_arguments(const struct cli *cli, const struct cmd *cmd, struct out *out)
{
    if (cmd->words) {
        out_printf(out, "    '%s 0') ", cmd->name);
        write_value(NULL, cmd->words, out);
        out_text(out, " ;;\n");
    }
    if (cmd->argument && str_equal(str_from(cmd->argument), STR("COMMAND"))) {
        out_printf(out, "    '%s 0') _depstamp_words '", cmd->name);
        write_commands(cli, out);
        out_text(out, "' ;;\n");
    } else if (cmd->argument) {
        out_printf(out, "    '%s '*) ", cmd->name);
        write_value(cmd->argument, NULL, out);
        out_text(out, " ;;\n");
    }
}

static void
write_options(const struct cmd *cmd, struct out *out)
{
    out_printf(out, "    '%s -'*) _depstamp_words '", cmd ? cmd->name : "");
    write_names(cmd ? cmd->options : NULL, out);
    write_names(cli_global_options, out);
    out_text(out, "'; return ;;\n");
}

void
completion_bash(const struct cli *cli, struct out *out)
{
    out_printf(out,
               "# bash completion of depstamp, by `depstamp completion bash`\n"
               "%s_depstamp() {\n%s",
               helpers, reading);
    write_search(cli, out);
    out_text(out, "    case \"$command $before\" in\n");
    write_values(NULL, cli_global_options, out);
    for (size_t i = 0; cli->commands[i]; i++) {
        write_values(cli->commands[i], cli->commands[i]->options, out);
    }
    out_text(out, "    esac\n    case \"$command $word\" in\n");
    write_options(NULL, out);
    for (size_t i = 0; cli->commands[i]; i++) {
        write_options(cli->commands[i], out);
    }
    out_text(out, "    esac\n    case \"$command $number\" in\n"
                  "    ' '*) _depstamp_words '");
    write_commands(cli, out);
    out_text(out, "' ;;\n");
    for (size_t i = 0; cli->commands[i]; i++) {
        write_arguments(cli, cli->commands[i], out);
    }
    out_text(out, "    esac\n}\ncomplete -F _depstamp depstamp\n");
}
