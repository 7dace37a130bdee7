/* SPDX-License-Identifier: MIT */
#include "core/cli/account.h"

#include <time.h>

#include "core/base/human.h"
#include "core/cli/metrics.h"
#include "core/cli/trace.h"
#include "core/cli/version.h"
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

    if (find_place(cli, options->trace, "--trace", &cli->trace, err) != 0 ||
        find_place(cli, options->metrics, "--metrics", &cli->metrics_path,
                   err) != 0)
        return -1;
    if (cli->trace || cli->metrics_path || options->verbose > 0)
        cli->timeline = timeline_new();
    if (cli->metrics_path)
        cli->metrics = metrics_new();
    return 0;
}

void
account_end(struct cli *cli)
{
    metrics_free(cli->metrics);
    timeline_free(cli->timeline);
}

/* ---- metrics */

static void
add_one(struct cli *cli, enum metric metric, const char *label, struct str text,
        double value)
{
    const struct metric_label labels[] = {{label, text}, {0}};

    metrics_add(cli->metrics, metric, labels, value);
}

void
account_files(struct cli *cli, size_t files)
{
    metrics_add(cli->metrics, METRIC_FILES, NULL, (double)files);
}

static void
add_findings(struct cli *cli, const struct report *report, struct str analyzer)
{
    size_t counts[SEVERITIES] = {0};

    for (size_t i = 0; i < report->diagnostics->len; i++) {
        const struct diagnostic *found = &report->diagnostics->items[i];
        if (str_equal(found->analyzer, analyzer))
            counts[found->severity]++;
    }
    for (int severity = 0; severity < SEVERITIES; severity++) {
        const struct metric_label labels[] = {
            {"analyzer", analyzer},
            {"severity", str_from(severity_names[severity])},
            {0}};
        metrics_add(cli->metrics, METRIC_FINDINGS, labels,
                    (double)counts[severity]);
    }
}

void
account_report(struct cli *cli, const struct report *report)
{
    if (!cli->metrics)
        return;
    for (size_t i = 0; i < report->analyzers_len; i++) {
        const struct report_analyzer *row = &report->analyzers[i];
        add_one(cli, METRIC_ANALYZED, "analyzer", row->name, row->analyzed);
        add_one(cli, METRIC_REPLAYED, "analyzer", row->name, row->replayed);
        add_one(cli, METRIC_UNKNOWN, "analyzer", row->name, row->unknown);
        add_one(cli, METRIC_SAVED, "analyzer", row->name,
                (double)row->saved_ms / 1e3);
        add_findings(cli, report, row->name);
    }
}

void
account_misses(struct cli *cli, const struct db_run *counts)
{
    for (int miss = 0; miss < DB_MISSES; miss++)
        add_one(cli, METRIC_MISSES, "reason", str_from(db_miss_names[miss]),
                (double)counts->misses[miss]);
}

static void
add_phases(struct cli *cli, const struct timeline_kept *kept)
{
    for (int phase = 0; phase < PHASES; phase++)
        add_one(cli, METRIC_PHASES, "phase", str_from(phase_names[phase]),
                (double)kept->spent_ns[phase] / 1e9);
}

static int
write_metrics(struct cli *cli, const struct trace *trace, struct err *err)
{
    struct str name = str_from(trace->command);
    char status[16];

    if (!cli->metrics)
        return 0;
    (void)snprintf(status, sizeof(status), "%d", trace->status);
    const struct metric_label ended[] = {
        {"command", name}, {"status", str_from(status)}, {0}};
    add_one(cli, METRIC_BUILD, "version", STR(DEPSTAMP_VERSION), 1);
    metrics_add(cli->metrics, METRIC_COMMANDS, ended, 1);
    add_one(cli, METRIC_ENDED, "command", name, (double)time(NULL));
    add_one(cli, METRIC_DURATION, "command", name,
            (double)(trace->ended_ns - trace->kept->began_ns) / 1e9);
    add_one(cli, METRIC_STATUS, "command", name, trace->status);
    add_one(cli, METRIC_MEMORY, "process", STR("depstamp"),
            (double)trace->peak_bytes);
    if (trace->kept->processes_peak_bytes > 0)
        add_one(cli, METRIC_MEMORY, "process", STR("analyzer"),
                (double)trace->kept->processes_peak_bytes);
    add_phases(cli, trace->kept);
    return metrics_write(cli->metrics, cli->metrics_path, err);
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

/* ---- all */

int
account_tell(struct cli *cli, const char *name, int status)
{
    struct timeline_kept kept;
    struct err err;
    struct trace trace = {.kept = &kept,
                          .command = name,
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
        status = trace.status = CLI_TROUBLE;
    }
    if (write_metrics(cli, &trace, &err) != 0) {
        talk_error(err.text);
        status = CLI_TROUBLE;
    }
    timeline_clear(cli->timeline);
    if (cli->metrics)
        metrics_clear(cli->metrics);
    return status;
}
