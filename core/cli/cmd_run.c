/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/cli/account.h"
#include "core/cli/comparing.h"
#include "core/cli/hook.h"
#include "core/cli/progress.h"
#include "core/cli/reporting.h"
#include "core/cli/watching.h"
#include "core/plan/cache_dir.h"
#include "core/run/run.h"
#include "core/run/staged.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

struct values {
    struct base_values base; /* first: see BASE_OPTIONS */
    const char *tier;
    const char *only;
    struct opt_texts formats;
    const char *verify;
    const char *fail_on;
    uint32_t max_findings;
    bool dry_run;
    bool hook;
    bool watch;
    bool no_cache;
    bool allow_partial;
};

/* ---- options */

static int
find_percent(const char *text, unsigned *percent, struct err *err)
{
    char *end;
    *percent = 0;
    if (!text) {
        return 0;
    }
    long number = strtol(text, &end, 10);
    if (end == text || number < 0 || number > 100 ||
        (*end != '\0' && strcmp(end, "%") != 0)) {
        return err_set(err, ERR_USAGE, "--verify needs a percentage: 5%%");
    }
    *percent = (unsigned)number;
    return 0;
}

static int
find_severity(const char *text, enum severity *severity, struct err *err)
{
    *severity = SEVERITY_WARNING;
    for (int i = 0; i < SEVERITIES && text; i++) {
        if (strcmp(text, severity_names[i]) == 0) {
            *severity = (enum severity)i;
            return 0;
        }
    }
    return text ? err_set(err, ERR_USAGE,
                          "--fail-on needs error, warning or note, not `%s`",
                          text)
                : 0;
}

static void
find_only(struct cli *cli, const char *text, struct conf_list *only)
{
    size_t count = 1;
    *only = (struct conf_list){.set = text != NULL};
    for (const char *at = text; at && *at; at++) {
        count += *at == ',';
    }
    only->items = ARENA_ARRAY(&cli->arena, struct str, count);
    struct str rest = text ? str_from(text) : (struct str){0};
    while (rest.data) {
        struct str name = str_trim(str_split(&rest, ','));
        if (name.len > 0) {
            only->items[only->len++] = name;
        }
    }
}

static int
find_paths(struct cli *cli, const struct args *args, struct str **paths,
           struct err *err)
{
    *paths = ARENA_ARRAY(&cli->arena, struct str, args->len + 1);
    for (size_t i = 0; i < args->len; i++) {
        if (path_below_root(&cli->arena, cli->root, args->words[i],
                            &(*paths)[i], err) != 0) {
            return -1;
        }
        if (!file_exists(args->words[i])) {
            return err_set(err, ERR_ABSENT, "%s does not exist",
                           args->words[i]);
        }
    }
    return 0;
}

/* ---- the report */

static uint64_t
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Trouble wins over findings. */
static int
exit_status(const struct run *run, enum severity fail_on)
{
    int status = CLI_CLEAN;
    if (run->interrupted) {
        return CLI_INTERRUPTED;
    }
    for (size_t i = 0; i < run->diagnostics.len; i++) {
        if (run->diagnostics.items[i].severity <= fail_on) {
            status = CLI_FINDINGS;
        }
    }
    for (size_t i = 0; i < run->tasks_len; i++) {
        if (run->analyzers[i].status == ANALYZER_BROKEN) {
            status = CLI_TROUBLE;
        }
    }
    return status;
}

static void
show_progress(void *context, struct str analyzer, size_t done, size_t total)
{
    progress_update(context, analyzer, done, total);
}

/* All that one run takes. */
struct once {
    struct cli *cli;
    const struct values *values;
    const struct run_options *options;
    const struct reporting *reports;
    struct hook hook;          /* with --hook */
    struct digest keys;        /* of the run */
    struct watching_told told; /* with --watch */
    bool has_news;             /* the same: something was told */
};

/* Returns 0 or -1. */
static int
tell(struct once *once, struct run *run, uint64_t elapsed_ms, struct err *err)
{
    struct report report;
    if (once->values->dry_run) {
        out_str(&once->cli->out, buf_view(&run->dry));
        return 0;
    }
    run_report(run, &report);
    report.elapsed_ms = elapsed_ms;
    account_files(once->cli, report.files);
    account_report(once->cli, &report);
    if (once->values->watch && !watching_has_news(&once->told, &report)) {
        return 0;
    }
    once->has_news = true;
    return reporting_write(once->cli, once->reports, &report,
                           run->options->disk->root, err);
}

/* What is told by nothing at all: options->only_settled. */
enum { UNSETTLED = 1000 };

static int
perform(struct once *once, struct run_options *options, struct err *err)
{
    struct run run;
    struct progress progress;
    enum severity fail_on;
    uint64_t began = now_ms();
    if (find_severity(once->values->fail_on, &fail_on, err) != 0) {
        return -1;
    }
    progress_init(&progress, once->cli);
    options->progress = show_progress;
    options->context = &progress;
    int performed = run_perform(options, &run, err);
    progress_end(&progress);
    if (performed != 0) {
        return -1;
    }
    if (run.unsettled) {
        run_release(&run);
        return UNSETTLED;
    }
    once->keys = run.keys;
    int status = exit_status(&run, fail_on);
    account_misses(once->cli, &run.counts);
    if (tell(once, &run, now_ms() - began, err) != 0) {
        status = -1;
    }
    run_release(&run);
    return status;
}

/* What --hook stands for: what the hook is about, told shortly. */
static struct hook
apply_hook(struct cli *cli, struct values *values)
{
    static const char *const format[] = {"concise"};
    if (!values->hook) {
        return (struct hook){0};
    }
    if (values->formats.len == 0) {
        values->formats.items = ARENA_ARRAY(&cli->arena, const char *, 1);
        values->formats.items[0] = format[0];
        values->formats.len = 1;
    }
    return hook_find(cli->environment, &values->base);
}

/* Let the tools see what is staged, or of a revision, and nothing else. */
static int
run_staged(struct once *once, struct run_options *options, struct err *err)
{
    struct staged staged;
    struct disk_options disk = *options->disk;
    struct staged_options where = {.disk = options->disk,
                                   .revision = once->hook.whole
                                                   ? once->hook.whole
                                                   : once->values->base.to_ref,
                                   .cache_dir = options->cache_dir,
                                   .owner = options->owner};
    struct arena *arena = &once->cli->arena;
    bool any = true;
    if (once->hook.by_hand &&
        staged_any(options->disk->root.data, &any, err) != 0) {
        return -1;
    }
    options->base = any ? options->base : NULL;
    if (cache_dir_make(arena, options->cache_dir, err) != 0 ||
        staged_open(arena, &where, &staged, err) != 0) {
        return -1;
    }
    disk.root = staged.root;
    disk.read_only = staged.folder.len > 0;
    options->disk = &disk;
    int status = perform(once, options, err);
    if (status >= 0 && options->settled && !disk.read_only) {
        settled_remember(options->settled, &once->keys);
    }
    staged_close(&staged);
    return status;
}

/* A hook mostly finds what it has found before, and needs no git for that. */
static int
run_hook(struct once *once, struct run_options *options, struct err *err)
{
    struct settled settled;
    const struct settled_options where = {
        options->disk->root, options->cache_dir, options->environment};
    settled_init(&settled, &once->cli->arena, &where);
    options->base_if_needed = true;
    options->settled = &settled;
    options->only_settled = true;
    int status = perform(once, options, err);
    if (status != UNSETTLED) {
        return status;
    }
    options->only_settled = false;
    return run_staged(once, options, err);
}

/* Which files git leaves out has to be in the keys: files that are subjects
   in spite of its rules are untracked once these do not name them. */
static bool
can_settle(const struct conf *conf)
{
    return conf->gitignore && conf->include.len == 0;
}

static int
run_once(void *context, struct err *err)
{
    struct once *once = context;
    struct run_options options = *once->options;
    const struct values *values = once->values;
    const struct base_values *base = &values->base;
    if (values->hook && base->staged && !values->dry_run && !values->no_cache &&
        !values->verify && can_settle(&once->cli->conf)) {
        return run_hook(once, &options, err);
    }
    return base->staged || base->to_ref || once->hook.whole
               ? run_staged(once, &options, err)
               : perform(once, &options, err);
}

/* What is written where nothing is new would be a change to watch for. */
static int
run_watched(void *context, struct err *err)
{
    struct once *once = context;
    once->has_news = false;
    int status = run_once(once, err);
    if (once->has_news && status != CLI_INTERRUPTED) {
        int told = account_tell(once->cli, cmd_run.name,
                                status < 0 ? CLI_TROUBLE : status);
        return status < 0 ? status : told;
    }
    return status;
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    struct values *values = args->values;
    struct reporting reports = {.max_findings = values->max_findings,
                                .partial = values->allow_partial};
    struct base_options base;
    struct str *paths;
    struct run_options options = {.tier = values->tier,
                                  .paths_len = args->len,
                                  .no_cache = values->no_cache,
                                  .dry_run = values->dry_run,
                                  .environment = cli->environment,
                                  .owner = (unsigned)getpid()};
    struct hook hook = apply_hook(cli, values);
    if (cli_load(cli, err) != 0 ||
        comparing_options(&values->base, NULL, 0, &base, err) != 0 ||
        reporting_find(cli, &values->formats, &reports, err) != 0 ||
        find_percent(values->verify, &options.verify_percent, err) != 0 ||
        find_paths(cli, args, &paths, err) != 0) {
        return -1;
    }
    struct disk_options disk = {
        .root = cli->root,
        .conf = &cli->conf,
        .jobs = cli->jobs,
        .log = &cli->log,
        .symbols = cli->symbols,
        .timeline = cli->timeline,
    };
    options.disk = options.base_disk = &disk;
    options.cache_dir = cache_dir_path(&cli->arena, cli->root, &cli->conf);
    options.paths = paths;
    bool compared = base.since || base.staged || base.from_ref || base.baseline;
    options.base = compared ? &base : NULL;
    find_only(cli, values->only, &options.only);
    struct once once = {.cli = cli,
                        .values = values,
                        .options = &options,
                        .reports = &reports,
                        .hook = hook};
    return values->watch ? watching(cli, &disk, run_watched, &once, err)
                         : run_once(&once, err);
}

static const struct opt options[] = {
    BASE_OPTIONS,
    {.name = "tier",
     .kind = OPT_TEXT,
     .value = "TIER",
     OPT_AT(struct values, tier),
     .help = "this tier alone"},
    {.name = "only",
     .kind = OPT_TEXT,
     .value = "A,…",
     .words = conf_presets,
     OPT_AT(struct values, only),
     .help = "these analyzers: rows of the configuration, presets, syntax, "
             "imports"},
    {.name = "format",
     .kind = OPT_TEXTS,
     .value = "F[:FILE]",
     .words = report_names,
     OPT_AT(struct values, formats),
     .help = "text (default), concise, html, json, sarif, github, gitlab, "
             "junit; to a file, or to standard output; may be repeated"},
    {.name = "dry-run",
     .kind = OPT_FLAG,
     OPT_AT(struct values, dry_run),
     .help = "print the commands, run nothing"},
    {.name = "hook",
     .kind = OPT_FLAG,
     OPT_AT(struct values, hook),
     .help = "for hooks: --staged, or the revisions that are pushed, and a "
             "short report"},
    {.name = "watch",
     .kind = OPT_FLAG,
     OPT_AT(struct values, watch),
     .help = "again whenever a file changes, until interrupted"},
    {.name = "no-cache",
     .kind = OPT_FLAG,
     OPT_AT(struct values, no_cache),
     .help = "neither replay answers nor keep them"},
    {.name = "verify",
     .kind = OPT_TEXT,
     .value = "N%",
     OPT_AT(struct values, verify),
     .help = "run a sample of the replayed answers again and compare"},
    {.name = "fail-on",
     .kind = OPT_TEXT,
     .value = "SEVERITY",
     .words = severity_names,
     OPT_AT(struct values, fail_on),
     .help = "exit with 1 for findings of error, warning (default) or note"},
    {.name = "max-findings",
     .kind = OPT_NUMBER,
     .value = "N",
     .min = 1,
     .max = UINT32_MAX,
     OPT_AT(struct values, max_findings),
     .help = "show so many in text reports"},
    {.name = "allow-partial",
     .kind = OPT_FLAG,
     OPT_AT(struct values, allow_partial),
     .help = "write SARIF although some files have no answer"},
    {0},
};

static const struct cmd_example examples[] = {
    {"depstamp run --only syntax,imports",
     "these analyzers over all files, replayed where nothing changed"},
    {"depstamp run --since HEAD~1 shop",
     "what the last commit can affect, below one folder"},
    {"depstamp run --only syntax --format text --format sarif:findings.sarif",
     "a report to read and one to upload"},
    {"depstamp run --dry-run", "the commands, without running them"},
    {0},
};

const struct cmd cmd_run = {
    .name = "run",
    .usage = "[PATH…]",
    .argument = "PATH",
    .help = "run analyzers over what they may answer anew, replay the rest",
    .options = options,
    .values_size = sizeof(struct values),
    .examples = examples,
    .run = run,
};
