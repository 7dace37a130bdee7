/* SPDX-License-Identifier: MIT */
#include "core/cli/completion.h"

/* Between the brackets of a specification. */
static void
write_help(struct str help, struct out *out)
{
    for (size_t i = 0; i < help.len; i++) {
        char byte = help.data[i];
        if (byte == '[' || byte == ']' || byte == ':' || byte == '\\') {
            out_byte(out, '\\');
        }
        out_text(out, byte == '\'' ? "'\\'" : "");
        out_byte(out, byte);
    }
}

/* ":FILE:_files" */
static void
write_value(const char *value, const char *const *words, struct out *out)
{
    out_text(out, ":");
    write_help(str_from(value), out);
    out_text(out, ":");
    switch (completes(value, words)) {
    case COMPLETES_WORDS:
        out_text(out, "(");
        completion_words(out, words);
        out_text(out, ")");
        break;
    case COMPLETES_FILES:
        out_text(out, "_files");
        break;
    case COMPLETES_FOLDERS:
        out_text(out, "_files -/");
        break;
    case COMPLETES_REVISIONS:
        out_text(out, "_depstamp_revisions");
        break;
    case COMPLETES_NOTHING:
        break;
    }
}

static void
write_option(const struct opt *opt, struct out *out)
{
    bool repeats = opt->kind == OPT_TEXTS || opt->kind == OPT_REPEAT;
    bool has_value = opt_has_value(opt);
    out_text(out, "        ");
    if (opt->letter) {
        out_printf(out, repeats ? "\\*{-%c%s,--%s%s}'[" : "{-%c%s,--%s%s}'[",
                   opt->letter, has_value ? "+" : "", opt->name,
                   has_value ? "=" : "");
    } else {
        out_printf(out, "'%s--%s%s[", repeats ? "*" : "", opt->name,
                   has_value ? "=" : "");
    }
    write_help(str_from(opt->help), out);
    out_byte(out, ']');
    if (has_value) {
        write_value(opt->value, opt->words, out);
    }
    out_text(out, "' \\\n");
}

static void
write_options(const struct opt *options, struct out *out)
{
    for (; options && options->name; options++) {
        write_option(options, out);
    }
}

static void
write_command(const struct cmd *cmd, struct out *out)
{
    out_printf(out, "    (%s) _arguments -s -S \\\n", cmd->name);
    write_options(cmd->options, out);
    write_options(cli_global_options, out);
    if (cmd->words) {
        out_text(out, "        '1:which:(");
        completion_words(out, cmd->words);
        out_text(out, ")' \\\n");
    }
    if (cmd->argument && str_equal(str_from(cmd->argument), STR("COMMAND"))) {
        out_text(out, "        '1:command:_depstamp_commands' \\\n");
    } else if (cmd->argument) {
        out_text(out, "        '*");
        write_value(cmd->argument, NULL, out);
        out_text(out, "' \\\n");
    }
    out_text(out, "        ;;\n");
}

static const char revisions[] = "_depstamp_revisions() {\n"
                                "    local -a names\n"
                                "    names=(HEAD ${(f)\"$(git for-each-ref "
                                "--format='%(refname:short)' 2>/dev/null)\"})\n"
                                "    compadd -a names\n"
                                "}\n";

static const char beginning[] = "_depstamp() {\n"
                                "    local curcontext=$curcontext state line\n"
                                "    _arguments -C -s \\\n";

static const char choosing[] = "        '1:command:_depstamp_commands' \\\n"
                               "        '*::argument:->argument' && return\n"
                               "    [[ $state == argument ]] || return\n"
                               "    case $words[1] in\n";

/* Loaded from $fpath the file is the function's body, else a script. */
static const char ending[] = "    esac\n"
                             "}\n"
                             "if [[ $funcstack[1] == _depstamp ]]; then\n"
                             "    _depstamp \"$@\"\n"
                             "else\n"
                             "    compdef _depstamp depstamp\n"
                             "fi\n";

void
completion_zsh(const struct cli *cli, struct out *out)
{
    out_text(out, "#compdef depstamp\n"
                  "# zsh completion of depstamp, by `depstamp completion "
                  "zsh`\n"
                  "_depstamp_commands() {\n"
                  "    local -a commands\n"
                  "    commands=(\n");
    for (size_t i = 0; cli->commands[i]; i++) {
        out_printf(out, "        '%s:", cli->commands[i]->name);
        write_help(str_from(cli->commands[i]->help), out);
        out_text(out, "'\n");
    }
    out_text(out, "    )\n    _describe command commands\n}\n");
    out_text(out, revisions);
    out_text(out, beginning);
    write_options(cli_global_options, out);
    out_text(out, choosing);
    for (size_t i = 0; cli->commands[i]; i++) {
        write_command(cli->commands[i], out);
    }
    out_text(out, ending);
}
