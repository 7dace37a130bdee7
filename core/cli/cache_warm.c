/* SPDX-License-Identifier: MIT */
/* cache_warm - `depstamp cache warm`. */
#include "core/base/human.h"
#include "core/cli/cache.h"
#include "core/plan/warm.h"

static int
warm(const struct cache_call *call, const char *revision, struct err *err)
{
    struct cli *cli = call->cli;
    struct buf text;
    size_t subjects;
    struct disk_options disk = {
        .root = cli->root,
        .conf = &cli->conf,
        .jobs = cli->jobs,
        .log = &cli->log,
        .symbols = cli->symbols,
        .timeline = cli->timeline,
    };
    if (warm_revision(&disk, revision, &subjects, err) != 0) {
        return -1;
    }
    buf_init(&text, BUF_UNLIMITED);
    buf_printf(&text, "%s: ", revision);
    human_counted(subjects, "file", &text);
    buf_byte(&text, '\n');
    out_str(&cli->out, buf_view(&text));
    buf_release(&text);
    return 0;
}

int
cache_warm(struct cache_call *call, struct err *err)
{
    int status = call->words_len == 0 ? warm(call, "HEAD", err) : 0;
    for (size_t i = 0; i < call->words_len && status == 0; i++) {
        status = warm(call, call->words[i], err);
    }
    return status == 0 ? CLI_CLEAN : -1;
}
