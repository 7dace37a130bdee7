/* SPDX-License-Identifier: MIT */
#include "core/base/json.h"
#include "core/cli/disk_state.h"
#include "core/plan/manifest.h"
#include "core/sys/site.h"

static void
print(struct cli *cli, struct state *state, const struct cli_files *files)
{
    struct manifest_writer writer;
    struct json json;
    struct buf text;
    struct site *site = site_find(cli->root.data, cli->environment);
    state_resolve(state);
    manifest_writer_init(&writer, state, site);
    buf_init(&text, BUF_UNLIMITED);
    json_init(&json, &text);
    json_array(&json);
    for (size_t i = 0; i < files->len; i++) {
        manifest_write(&writer, files->ids[i], &json);
    }
    json_close(&json);
    buf_byte(&text, '\n');
    cli_print(cli, &text);
    buf_release(&text);
    manifest_writer_release(&writer);
    site_free(site);
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    struct state *state;
    struct disk_report report;
    if (cli_expect_words(args, 1, SIZE_MAX, "FILE…", err) != 0 ||
        cli_disk_state(cli, &state, &report, err) != 0) {
        return -1;
    }
    struct cli_files files;
    int status = cli_find_files(cli, state, args, &files, err);
    if (status == 0) {
        print(cli, state, &files);
    }
    state_free(state);
    return status == 0 ? CLI_CLEAN : -1;
}

static const struct cmd_example examples[] = {
    {"depstamp manifest shop/export/pdf.py",
     "imports, what they resolve to, keys and stamps"},
    {"depstamp manifest shop/*.py", "an array of several"},
    {0},
};

const struct cmd cmd_manifest = {
    .name = "manifest",
    .usage = "FILE…",
    .argument = "FILE",
    .help = "print what files import, resolve to and depend on, as JSON",
    .examples = examples,
    .run = run,
};
