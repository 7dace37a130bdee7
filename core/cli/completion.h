/* SPDX-License-Identifier: MIT */
/*
 * completion - what a shell offers behind `depstamp`, made from the tables.
 *
 * A script is for one shell and stands alone: it needs neither the package
 * bash-completion nor a framework.  What a value is called in the tables says
 * what completes it (FILE, DIR, REV); known words are offered as they are.
 *
 *     depstamp completion bash > ~/.local/share/bash-completion/.../depstamp
 *
 * Sources: bash(1) "Programmable Completion" (3.2 and later, as macOS has
 * it), zshcompsys(1), fish complete(1).
 *
 * Ownership: nothing is kept.  Threads: the main one.
 */
#ifndef CORE_CLI_COMPLETION_H
#define CORE_CLI_COMPLETION_H

#include "core/cli/cmd.h"

enum completes {
    COMPLETES_NOTHING, /* a number, a name of the user's */
    COMPLETES_WORDS,
    COMPLETES_FILES,
    COMPLETES_FOLDERS,
    COMPLETES_REVISIONS,
};

/* What can stand for a value that the tables call `value`. */
enum completes completes(const char *value, const char *const *words);

/* `words` with a blank between them. */
void completion_words(struct out *out, const char *const *words);

/* "COMPREPLY …", "#compdef depstamp …", "complete -c depstamp …". */
void completion_bash(const struct cli *cli, struct out *out);
void completion_zsh(const struct cli *cli, struct out *out);
void completion_fish(const struct cli *cli, struct out *out);

#endif
