/* SPDX-License-Identifier: MIT */
#include "core/cli/manual.h"

#include <ctype.h>

#include "core/base/utf8.h"
#include "core/cli/version.h"

/* mdoc(7), "MACRO SYNTAX": input lines have 80 bytes at most. */
enum { INPUT_WIDTH = 66 };

/* No escape is left in it; what is not ASCII goes by its number, which needs
   no preprocessor. */
static void
write_word(struct str text, struct out *out)
{
    for (size_t i = 0; i < text.len;) {
        uint32_t point;
        size_t len = utf8_next(text, i, &point);
        if (text.data[i] == '\\') {
            out_text(out, "\\e");
        } else if (text.data[i] == '-') {
            out_text(out, "\\-");
        } else if (len > 1) {
            out_printf(out, "\\[u%04X]", (unsigned)point);
        } else {
            out_byte(out, text.data[i]);
        }
        i += len;
    }
}

/* A line, where no macro may seem to begin. */
static void
write_text(struct str text, struct out *out)
{
    if (text.len > 0 && (text.data[0] == '.' || text.data[0] == '\'')) {
        out_text(out, "\\&");
    }
    write_word(text, out);
}

/* A sentence, filled. */
static void
write_line(const char *text, struct out *out)
{
    struct str rest = str_from(text);
    size_t at = 0;
    while (rest.data) {
        struct str word = str_split(&rest, ' ');
        bool fits = at == 0 || at + word.len < INPUT_WIDTH;
        if (at > 0) {
            out_byte(out, fits ? ' ' : '\n');
        }
        (at > 0 && fits ? write_word : write_text)(word, out);
        at = (fits ? at + 1 : 0) + word.len;
    }
    out_byte(out, '\n');
}

/* Lines as they stand. */
static void
write_literal(const char *text, struct out *out)
{
    struct str rest = str_from(text);
    out_text(out, ".Bd -literal\n");
    while (rest.len > 0) {
        write_text(str_split(&rest, '\n'), out);
        out_byte(out, '\n');
    }
    out_text(out, ".Ed\n");
}

static void
write_options(const char *title, const struct opt *options, struct out *out)
{
    if (!options || !options->name) {
        return;
    }
    out_printf(out, "%s.Bl -tag -width Ds\n", title);
    for (; options->name; options++) {
        out_text(out, ".It ");
        if (options->letter) {
            out_printf(out, "Fl %c , ", options->letter);
        }
        out_printf(out, "Fl \\-%s", options->name);
        if (opt_has_value(options)) {
            out_text(out, " Ar ");
            write_text(str_from(options->value), out);
        }
        out_byte(out, '\n');
        write_line(options->help, out);
    }
    out_text(out, ".El\n");
}

static void
write_examples(const struct cmd_example *example, struct out *out)
{
    out_text(out, example ? ".Sh EXAMPLES\n" : "");
    for (bool first = true; example && example->line; example++) {
        out_text(out, first ? "" : ".Pp\n");
        first = false;
        out_byte(out, (char)toupper((unsigned char)example->what[0]));
        write_text(str_from(example->what + 1), out);
        out_text(out, ":\n.Dl $ ");
        write_line(example->line, out);
    }
}

static void
write_title(const struct cmd *cmd, struct out *out)
{
    struct str name = str_from(cmd ? cmd->name : "");
    out_text(out, ".Dd " DEPSTAMP_DATE "\n.Dt DEPSTAMP");
    out_text(out, cmd ? "-" : "");
    for (size_t i = 0; i < name.len; i++) {
        out_byte(out, (char)toupper((unsigned char)name.data[i]));
    }
    out_text(out, " 1\n.Os\n.Sh NAME\n"
                  ".Nm depstamp");
    out_printf(out, "%s%.*s\n.Nd ", cmd ? "-" : "", (int)name.len, name.data);
}

static const char exits[] =
    ".Sh EXIT STATUS\n"
    ".Bl -tag -width Ds -compact\n"
    ".It 0\nclean\n"
    ".It 1\nfindings, or something is affected with\n.Fl \\-exit\\-code\n"
    ".It 2\nwrong usage or configuration, or an analyzer that broke down\n"
    ".It 130\ninterrupted\n"
    ".It 141\nnobody read the output to its end\n"
    ".El\n";

static void
write_command(const struct cmd *cmd, struct out *out)
{
    write_title(cmd, out);
    write_line(cmd->help, out);
    out_printf(out, ".Sh SYNOPSIS\n.Nm depstamp %s\n", cmd->name);
    if (cmd->options && cmd->options->name) {
        out_text(out, ".Op Ar options\n");
    }
    if (cmd->usage) {
        write_line(cmd->usage, out);
    }
    out_text(out, ".Sh DESCRIPTION\n");
    out_byte(out, (char)toupper((unsigned char)cmd->help[0]));
    write_text(str_from(cmd->help + 1), out);
    out_text(out, ".\n");
    if (cmd->details) {
        write_literal(cmd->details, out);
    }
    write_options(".Pp\nThe options are:\n", cmd->options, out);
    out_text(out, ".Pp\nThe options of all commands are described in\n"
                  ".Xr depstamp 1 .\n");
    out_text(out, exits);
    write_examples(cmd->examples, out);
    out_text(out, ".Sh SEE ALSO\n.Xr depstamp 1\n");
}

static void
write_program(const struct cli *cli, struct out *out)
{
    write_title(NULL, out);
    out_text(out, "analyze again only the Python files that a change can "
                  "affect\n"
                  ".Sh SYNOPSIS\n.Nm\n.Op Ar options\n.Ar command\n"
                  ".Op Ar argument ...\n.Sh DESCRIPTION\n");
    out_text(out, "Tells which Python files must be analyzed again after a "
                  "change,\nand replays every other answer from a cache.\n"
                  "Each command has a page of its own.\n"
                  ".Bl -tag -width Ds\n");
    for (size_t i = 0; cli->commands[i]; i++) {
        out_printf(out, ".It Xr depstamp-%s 1\n", cli->commands[i]->name);
        write_line(cli->commands[i]->help, out);
    }
    out_text(out, ".El\n");
    write_options(".Pp\nOptions stand before or after the command:\n",
                  cli_global_options, out);
    out_text(out, ".Sh ENVIRONMENT\nEvery setting of\n.Pa depstamp.yaml\n"
                  "is a variable too:\n.Ev DEPSTAMP_CACHE_DIR\nis cache.dir.\n"
                  ".Pp\n.Ev NO_COLOR\nand\n.Ev FORCE_COLOR\n"
                  "decide about colours where\n.Fl \\-color\ndoes not.\n"
                  ".Sh FILES\n.Bl -tag -width Ds -compact\n"
                  ".It Pa depstamp.yaml\nthe settings, in the project's root\n"
                  ".It Pa .depstamp\nthe cache; it may go at any time\n.El\n");
    out_text(out, exits);
}

void
manual_write(const struct cli *cli, const struct cmd *cmd, struct out *out)
{
    if (cmd) {
        write_command(cmd, out);
    } else {
        write_program(cli, out);
    }
}
