/* SPDX-License-Identifier: MIT */
/*
 * cmd - one command of the program, and what it is given to work with.
 *
 * A command is one file cmd_NAME.c with one `struct cmd`, and one row in
 * main.c.  Options are a table (opt.h); help is made from both.
 *
 *     static int
 *     run(struct cli *cli, const struct args *args, struct err *err)
 *     {
 *         const struct values *values = args->values;
 *         if (cli_load(cli, err) != 0)
 *             return -1;
 *         …
 *         out_printf(&cli->out, …);
 *         return CLI_CLEAN;
 *     }
 *
 * Ownership: the cli owns all it holds; what a command allocates in
 * cli->arena lives until the program ends.  Threads: the main one.
 */
#ifndef CORE_CLI_CMD_H
#define CORE_CLI_CMD_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/log.h"
#include "core/base/str.h"
#include "core/cli/opt.h"
#include "core/cli/out.h"
#include "core/cli/talk.h"
#include "core/conf/conf.h"
#include "core/sys/timeline.h"

/* contract.md, "Commands". */
enum cli_status {
    CLI_CLEAN = 0,
    CLI_FINDINGS = 1,
    CLI_TROUBLE = 2,
    CLI_INTERRUPTED = 130,
    /* Who read our output went away, as head does when it has enough: what
       shells say of a program that SIGPIPE ended. */
    CLI_UNREAD = 141,
};

enum cli_color { CLI_COLOR_AUTO, CLI_COLOR_ALWAYS, CLI_COLOR_NEVER };

struct cmd;

/* Options that stand before or after every command. */
struct cli_options {
    const char *root;    /* --root, or NULL */
    const char *config;  /* --config, or NULL */
    const char *jobs;    /* --jobs, or NULL */
    const char *trace;   /* --trace, or NULL */
    const char *metrics; /* --metrics, or NULL */
    bool quiet;
    unsigned verbose;
    int color; /* enum cli_color */
    bool help;
    bool version;
};

struct cli {
    struct arena arena;
    const char *program; /* as we were called */
    struct cli_options options;
    const struct cmd *const *commands; /* ends with NULL */
    char *const *environment;
    struct talk talk;
    struct log log;            /* to standard error; give it to the library */
    struct out out;            /* standard output */
    bool color;                /* of standard output */
    struct timeline *timeline; /* if somebody wants to know, else NULL */
    const char *trace;         /* where it goes, absolute; or NULL */
    struct metrics *metrics;   /* the same as timeline */
    const char *metrics_path;

    /* From here on: after cli_load. */
    struct str root; /* absolute and clean, NUL-terminated */
    struct conf conf;
    unsigned jobs;                /* threads to use, at least 1 */
    struct symbol_cache *symbols; /* of levels that need it */
    bool loaded;
};

/* What stands on the command line behind the command's name. */
struct args {
    void *values; /* a struct of cmd->values_size bytes, zero where not given */
    const char **words; /* what is no option */
    size_t len;
};

struct cmd_example {
    const char *line; /* "depstamp affected --staged" */
    const char *what; /* "what the next commit can affect" */
};

struct cmd {
    const char *name;
    const char *usage;        /* "FILE [--since REV]", or NULL */
    const char *help;         /* one line, no capital, no full stop */
    const char *details;      /* further lines for `help NAME`, or NULL */
    const char *const *words; /* what the first argument can be; or NULL */
    const char *argument;     /* "FILE", "COMMAND"; NULL: none, or words */
    const struct cmd_example *examples; /* ends with one of NULL; or NULL */
    const struct opt *options; /* ends with a row without a name; or NULL */
    size_t values_size;
    /*
     * An enum cli_status, or -1 with `err`, which is printed and gives
     * CLI_TROUBLE.  Standard output is flushed by the caller.
     */
    int (*run)(struct cli *cli, const struct args *args, struct err *err);
};

/* The options in cli_options, as a table for parsing and help. */
extern const struct opt cli_global_options[];

/*
 * Find the project's root, load its configuration and settle the number of
 * jobs.  Fails as root_find and conf_load do.  Later calls do nothing.
 */
int cli_load(struct cli *cli, struct err *err);

/* ERR_USAGE unless there are between `min` and `max` words; returns 0 or -1. */
int cli_expect_words(const struct args *args, size_t min, size_t max,
                     const char *what, struct err *err);

/* The row called `name`, or NULL. */
const struct cmd *cli_find_command(const struct cli *cli, struct str name);
/* "no command `scna`; did you mean `scan`?"; returns -1. */
int cli_refuse_command(const struct cli *cli, const char *name,
                       struct err *err);

extern const struct cmd cmd_scan;
extern const struct cmd cmd_skeleton;
extern const struct cmd cmd_run;
extern const struct cmd cmd_cache;
extern const struct cmd cmd_manifest;
extern const struct cmd cmd_graph;
extern const struct cmd cmd_stamp;
extern const struct cmd cmd_affected;
extern const struct cmd cmd_why;
extern const struct cmd cmd_refs;
extern const struct cmd cmd_ninja;
extern const struct cmd cmd_exec;
extern const struct cmd cmd_worker;
extern const struct cmd cmd_init;
extern const struct cmd cmd_config;
extern const struct cmd cmd_doctor;
extern const struct cmd cmd_completion;
extern const struct cmd cmd_help;
extern const struct cmd cmd_version;

/* `help` of one command, or of all if `cmd` is NULL, into `out`. */
void help_write(const struct cli *cli, const struct cmd *cmd, struct out *out);

#endif
