/* SPDX-License-Identifier: MIT */
/*
 * main - finds the command on the command line and runs it.
 *
 * All that the program prints leaves through here: answers through one
 * buffered writer to standard output, everything else through talk.h.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/cli/account.h"
#include "core/cli/cmd.h"
#include "core/plan/symbol_cache.h"

/* In the order of contract.md, which `help` keeps. */
static const struct cmd *const commands[] = {
    &cmd_scan,   &cmd_manifest,   &cmd_graph,    &cmd_stamp,   &cmd_affected,
    &cmd_why,    &cmd_refs,       &cmd_skeleton, &cmd_run,     &cmd_cache,
    &cmd_ninja,  &cmd_exec,       &cmd_worker,   &cmd_init,    &cmd_config,
    &cmd_doctor, &cmd_completion, &cmd_help,     &cmd_version, NULL,
};

/*
 * Every file of ours is replaced in one step, so there is nothing to undo;
 * children are in our process group and get the signal too.
 */
static void
interrupted(int number)
{
    (void)number;
    _exit(CLI_INTERRUPTED);
}

/*
 * A reader that goes away is an error of write(), not a silent death.  Who
 * ignores its own children starts us so that git could not be waited for.
 */
static void
set_signals(void)
{
    struct sigaction before;
    struct sigaction action = {.sa_handler = interrupted};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction usual = {.sa_handler = SIG_DFL};

    sigemptyset(&action.sa_mask);
    sigemptyset(&ignore.sa_mask);
    sigemptyset(&usual.sa_mask);
    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)sigaction(SIGCHLD, &usual, NULL);
    /* Who starts us in the background wants us to ignore it. */
    if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        (void)sigaction(SIGINT, &action, NULL);
}

/*
 * A descriptor below 3 that is closed would be taken by the next file that
 * is opened, and an answer or a message would end up in it.  Opened for
 * reading, standard output still refuses what is written.
 */
static void
keep_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        int copy = dup(fd);
        if (copy >= 0)
            close(copy);
        else if (!fopen("/dev/null", fd == STDERR_FILENO ? "w" : "r"))
            return;
    }
}

static bool
is_given(const char *variable)
{
    const char *value = getenv(variable);
    return value && value[0] != '\0';
}

/* no-color.org and force-color.org; the option decides over both. */
static bool
wants_color(int option)
{
    if (option != CLI_COLOR_AUTO)
        return option == CLI_COLOR_ALWAYS;
    if (is_given("NO_COLOR"))
        return false;
    if (is_given("FORCE_COLOR"))
        return !str_equal(str_from(getenv("FORCE_COLOR")), STR("0"));
    return isatty(STDOUT_FILENO) && is_given("TERM") &&
           !str_equal(str_from(getenv("TERM")), STR("dumb"));
}

/* What the options say that hold for every command. */
static void
settle(struct cli *cli)
{
    cli->talk.quiet = cli->options.quiet;
    cli->talk.verbose = cli->options.verbose > 0;
    cli->color = wants_color(cli->options.color);
}

/* Parse what is behind the command's name, and run it. */
static int
run_command(struct cli *cli, const struct cmd *cmd, int argc, char *const *argv,
            struct err *err)
{
    static const struct opt none[] = {{0}};
    struct args args = {.values =
                            arena_zalloc(&cli->arena, 1, cmd->values_size + 1)};
    struct opt_set sets[] = {
        {cmd->options ? cmd->options : none, args.values},
        {cli_global_options, &cli->options},
    };
    struct opt_line line = {.arena = &cli->arena, .sets = sets, .sets_len = 2};

    if (opt_parse(&line, argc, argv, err) != 0)
        return -1;
    settle(cli);
    if (cli->options.help) {
        help_write(cli, cmd, &cli->out);
        return CLI_CLEAN;
    }
    if (account_begin(cli, err) != 0)
        return -1;
    args.words = line.words;
    args.len = line.words_len;
    return cmd->run(cli, &args, err);
}

/* Without a command: --help and --version stand for theirs. */
static int
run_without_command(struct cli *cli, struct err *err)
{
    static const struct args none;

    settle(cli);
    if (cli->options.version)
        return cmd_version.run(cli, &none, err);
    if (cli->options.help)
        return cmd_help.run(cli, &none, err);
    return err_set(err, ERR_USAGE, "no command given");
}

/* Sets `*cmd` as soon as it is known, for messages. */
static int
run(struct cli *cli, int argc, char *const *argv, const struct cmd **cmd,
    struct err *err)
{
    struct opt_set global = {cli_global_options, &cli->options};
    struct opt_line line = {.arena = &cli->arena,
                            .sets = &global,
                            .sets_len = 1,
                            .until_word = true};

    if (opt_parse(&line, argc, argv, err) != 0)
        return -1;
    if (line.words_len == 0)
        return run_without_command(cli, err);
    *cmd = cli_find_command(cli, str_from(line.words[0]));
    if (!*cmd)
        return cli_refuse_command(cli, line.words[0], err);
    return run_command(cli, *cmd, argc - line.next, argv + line.next, err);
}

static void
report(const struct cmd *cmd, const struct err *err)
{
    char hint[128];

    talk_error(err->text);
    if (err->code != ERR_USAGE)
        return;
    (void)snprintf(hint, sizeof(hint), "`depstamp help%s%s` says more",
                   cmd ? " " : "", cmd ? cmd->name : "");
    talk_error(hint);
}

/* Everything after the command: trouble wins over findings. */
static int
finish(struct cli *cli, const struct cmd *cmd, int status, struct err *err)
{
    struct span span = span_begin(cli->timeline, PHASE_REPORT);

    if (status < 0)
        report(cmd, err);
    if (out_flush(&cli->out, err) != 0 && status >= 0) {
        status = out_unread(&cli->out) ? CLI_UNREAD : CLI_TROUBLE;
        if (status == CLI_TROUBLE)
            talk_error(err->text);
    }
    span_end(&span);
    span = span_begin(cli->timeline, PHASE_STORE);
    symbol_cache_free(cli->symbols);
    span_end(&span);
    status = account_tell(cli, cmd ? cmd->name : "",
                          status < 0 ? CLI_TROUBLE : status);
    account_end(cli);
    out_release(&cli->out);
    if (cli->loaded)
        conf_release(&cli->conf);
    arena_release(&cli->arena);
    return status;
}

int
main(int argc, char **argv)
{
    struct cli cli = {.commands = commands, .environment = environ};
    const struct cmd *cmd = NULL;
    struct err err = {.code = ERR_NONE};
    int status = -1;

    keep_descriptors();
    set_signals();
    arena_init(&cli.arena);
    out_init(&cli.out, STDOUT_FILENO);
    cli.log = talk_log(&cli.talk);
    cli.program = argc > 0 ? argv[0] : "depstamp";
    if (argc > 0)
        status = run(&cli, argc - 1, argv + 1, &cmd, &err);
    return finish(&cli, cmd, status, &err);
}
