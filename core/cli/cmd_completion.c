/* SPDX-License-Identifier: MIT */
#include "core/cli/completion.h"

static const char *const shells[] = {"bash", "zsh", "fish", NULL};

static void (*const writers[])(const struct cli *cli, struct out *out) = {
    completion_bash, completion_zsh, completion_fish};

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    if (cli_expect_words(args, 1, 1, "a shell: bash, zsh or fish", err) != 0) {
        return -1;
    }
    for (size_t i = 0; shells[i]; i++) {
        if (str_equal(str_from(shells[i]), str_from(args->words[0]))) {
            writers[i](cli, &cli->out);
            return CLI_CLEAN;
        }
    }
    return err_set(err, ERR_USAGE,
                   "no completion for %s: there is bash, zsh and fish",
                   args->words[0]);
}

static const struct cmd_example examples[] = {
    {"depstamp completion bash", "to be read by `source`, or kept in a file"},
    {0},
};

const struct cmd cmd_completion = {
    .name = "completion",
    .usage = "bash | zsh | fish",
    .help = "print what a shell needs to complete commands and options",
    .details = "Where the shells look for it:\n"
               "  bash  ~/.local/share/bash-completion/completions/depstamp\n"
               "  zsh   _depstamp in a folder of $fpath\n"
               "  fish  ~/.config/fish/completions/depstamp.fish\n",
    .words = shells,
    .examples = examples,
    .run = run,
};
