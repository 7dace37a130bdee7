/* SPDX-License-Identifier: MIT */
#include "core/cli/account.h"

#include "core/base/human.h"
#include "core/cli/trace.h"
#include "core/sys/machine.h"
#include "core/sys/path.h"

static int
find_place(struct cli *cli, const char *name, const char *option,
           const char **path, struct err *err)
{
    struct str absolute;

    *path = NULL;
    if (!name)
        return 0;
    if (name[0] == '\0')
        return err_set(err, ERR_USAGE, "%s names no file", option);
    if (path_absolute(&cli->arena, name, &absolute, err) != 0)
        return -1;
    *path = absolute.data;
    return 0;
}

int
account_begin(struct cli *cli, struct err *err)
{
    const struct cli_options *options = &cli->options;

    if (find_place(cli, options->trace, "--trace", &cli->trace, err) != 0)
        return -1;
    if (cli->trace || options->verbose > 0)
        cli->timeline = timeline_new();
    return 0;
}

/* ---- -v */

static void
tell_phases(struct cli *cli, const struct timeline_kept *kept)
{
    for (int phase = 0; phase < PHASES; phase++) {
        double ms = (double)kept->spent_ns[phase] / 1e6;
        if (kept->spent_ns[phase] > 0)
            log_write(
                &cli->log, LOG_DEBUG, "%-8s %9.1f ms%s", phase_names[phase], ms,
                phase_is_shared((enum phase)phase) ? " of all threads" : "");
    }
}

static void
tell_memory(struct cli *cli, const struct trace *trace)
{
    struct buf text;

    buf_init(&text, BUF_UNLIMITED);
    human_size(trace->peak_bytes, &text);
    if (trace->kept->processes_peak_bytes > 0) {
        buf_text(&text, ", an analyzer's process ");
        human_size(trace->kept->processes_peak_bytes, &text);
    }
    log_write(&cli->log, LOG_DEBUG, "in all   %9.1f ms, memory at most %s",
              (double)(trace->ended_ns - trace->kept->began_ns) / 1e6,
              buf_cstr(&text));
    buf_release(&text);
}

/* ---- both */

int
account_end(struct cli *cli, const struct cmd *cmd, int status)
{
    struct timeline_kept kept;
    struct err err;
    struct trace trace = {.kept = &kept,
                          .command = cmd ? cmd->name : "",
                          .status = status,
                          .peak_bytes = machine_peak_bytes(),
                          .ended_ns = timeline_now_ns()};

    if (!cli->timeline)
        return status;
    timeline_read(cli->timeline, &kept);
    tell_phases(cli, &kept);
    tell_memory(cli, &trace);
    if (cli->trace && trace_write(&trace, cli->trace, &err) != 0) {
        talk_error(err.text);
        status = CLI_TROUBLE;
    }
    timeline_free(cli->timeline);
    return status;
}
