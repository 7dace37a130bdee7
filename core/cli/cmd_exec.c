/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>

#include "core/cli/account.h"
#include "core/plan/cache_dir.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "plugins/ninja/escape.h"
#include "plugins/ninja/exec.h"
#include "plugins/ninja/places.h"

enum { RESPONSE_MAX_BYTES = 256 << 20 };

struct values {
    const char *result;
    const char *stamps;
};

/* The files of an edge, as they are collected. */
struct naming {
    struct cli *cli;
    struct str stamps; /* absolute, or empty */
    struct {
        VEC_FIELDS(struct str);
    } files; /* relative to the root */
};

static int
add_file(struct naming *naming, const char *word, struct err *err)
{
    struct arena *arena = &naming->cli->arena;
    struct str path;
    if (naming->stamps.len > 0) {
        struct str stamp;
        if (path_absolute(arena, word, &stamp, err) != 0) {
            return -1;
        }
        if (places_source(stamp, naming->stamps, &path)) {
            VEC_PUSH(&naming->files, path);
            return 0;
        }
    }
    if (path_below_root(arena, naming->cli->root, word, &path, err) != 0) {
        return -1;
    }
    VEC_PUSH(&naming->files, path);
    return 0;
}

/* @FILE: one name per line, quoted as ninja quotes for a shell. */
static int
add_response(struct naming *naming, const char *path, struct err *err)
{
    struct buf text;
    struct buf name;
    buf_init(&text, RESPONSE_MAX_BYTES);
    buf_init(&name, BUF_UNLIMITED);
    int status = file_read(FILE_HERE, path, &text, NULL, err);
    struct str rest = buf_view(&text);
    while (status == 0 && escape_next_line(&rest, &name)) {
        status = add_file(
            naming, arena_cstr(&naming->cli->arena, buf_view(&name)), err);
    }
    buf_release(&text);
    buf_release(&name);
    return status;
}

static int
compare_paths(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static int
find_files(struct naming *naming, const struct args *args, struct err *err)
{
    int status = 0;
    size_t kept = 0;
    for (size_t i = 1; i < args->len && status == 0; i++) {
        const char *word = args->words[i];
        status = word[0] == '@' ? add_response(naming, word + 1, err)
                                : add_file(naming, word, err);
    }
    if (naming->files.len > 0) {
        qsort(naming->files.items, naming->files.len, sizeof(struct str),
              compare_paths);
    }
    for (size_t i = 0; i < naming->files.len; i++) {
        if (i == 0 ||
            !str_equal(naming->files.items[i], naming->files.items[kept - 1])) {
            naming->files.items[kept++] = naming->files.items[i];
        }
    }
    naming->files.len = kept;
    return status;
}

/* ---- what comes of it */

static void
print_findings(struct cli *cli, const struct exec_result *result)
{
    struct buf text;
    struct report report = {
        .complete = true,
        .analyzers = &result->row,
        .analyzers_len = 1,
        .diagnostics = &result->findings,
        .color = cli->color,
    };
    buf_init(&text, BUF_UNLIMITED);
    report_append(report_find(STR("concise")), &report, &text);
    out_str(&cli->out, buf_view(&text));
    buf_release(&text);
}

/* An edge that could not be answered leaves nothing that looks like an
   answer. */
static int
refuse(const struct values *values, const struct exec_result *result,
       struct err *err)
{
    struct str why = result->row.message;
    if (values->result) {
        file_remove(values->result);
    }
    if (result->interrupted) {
        return CLI_INTERRUPTED;
    }
    if (why.len == 0) {
        why = STR("some files have no answer");
    }
    return err_set(err, ERR_IO, "%.*s: %.*s", (int)result->row.name.len,
                   result->row.name.data, (int)why.len, why.data);
}

static int
finish(struct cli *cli, const struct values *values,
       const struct exec_options *options, const struct exec_result *result,
       struct err *err)
{
    struct buf text;
    print_findings(cli, result);
    if (result->interrupted || result->row.status == ANALYZER_BROKEN) {
        return refuse(values, result, err);
    }
    buf_init(&text, BUF_UNLIMITED);
    exec_write(options, result, &text);
    int written = values->result
                      ? file_update(values->result, text.data, text.len, err)
                      : 0;
    buf_release(&text);
    if (written < 0) {
        return -1;
    }
    return result->row.status == ANALYZER_FINDINGS ? CLI_FINDINGS : CLI_CLEAN;
}

static void
tell_account(struct cli *cli, const struct exec_result *result)
{
    struct report report = {.analyzers = &result->row,
                            .analyzers_len = 1,
                            .diagnostics = &result->findings};
    account_report(cli, &report);
    if (!result->quick) {
        account_misses(cli, &result->run.counts);
    }
}

static int
perform(struct cli *cli, const struct values *values,
        const struct naming *naming, struct str *analyzer, struct err *err)
{
    struct exec_result result;
    struct disk_options disk = {
        .root = cli->root,
        .conf = &cli->conf,
        .jobs = cli->jobs,
        .log = &cli->log,
        .symbols = cli->symbols,
        .timeline = cli->timeline,
    };
    struct run_options run = {
        .disk = &disk,
        .base_disk = &disk,
        .environment = cli->environment,
        .cache_dir = cache_dir_path(&cli->arena, cli->root, &cli->conf),
        .owner = (unsigned)getpid(),
        .only = {.items = analyzer, .len = 1, .set = true},
    };
    struct exec_options options = {
        .run = &run,
        .stamps = naming->stamps,
        .files = naming->files.items,
        .len = naming->files.len,
    };
    if (exec_perform(&options, &result, err) != 0) {
        return -1;
    }
    int status = finish(cli, values, &options, &result, err);
    tell_account(cli, &result);
    exec_release(&result);
    return status;
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    const struct values *values = args->values;
    struct naming naming = {.cli = cli};
    struct str analyzer;
    if (cli_expect_words(args, 2, (size_t)-1, "an analyzer and its files",
                         err) != 0 ||
        cli_load(cli, err) != 0 ||
        (values->stamps && path_absolute(&cli->arena, values->stamps,
                                         &naming.stamps, err) != 0)) {
        return -1;
    }
    analyzer = str_from(args->words[0]);
    int status = find_files(&naming, args, err);
    if (status == 0) {
        status = perform(cli, values, &naming, &analyzer, err);
    }
    VEC_RELEASE(&naming.files);
    return status;
}

static const struct opt options[] = {
    {.name = "output",
     .letter = 'o',
     .kind = OPT_TEXT,
     .value = "RESULT",
     OPT_AT(struct values, result),
     .help = "write the findings there, as JSON"},
    {.name = "stamps",
     .kind = OPT_TEXT,
     .value = "DIR",
     OPT_AT(struct values, stamps),
     .help = "files below DIR are stamp files, and stand for their sources"},
    {0},
};

static const struct cmd_example examples[] = {
    {"depstamp exec syntax -o money.json shop/money.py",
     "one edge: run or replay, result in a file"},
    {0},
};

const struct cmd cmd_exec = {
    .name = "exec",
    .usage = "ANALYZER FILE… | @LIST",
    .words = conf_presets,
    .argument = "FILE",
    .help = "one edge of a build: run an analyzer over files, or replay it",
    .details =
        "Prints what is found. Exit status: 0 clean, 1 findings, 2 trouble.\n"
        "@LIST names a file with one name per line, quoted as for a shell.\n",
    .options = options,
    .values_size = sizeof(struct values),
    .examples = examples,
    .run = run,
};
