/* SPDX-License-Identifier: MIT */
#include "core/cli/cmd.h"
#include "core/sys/pool.h"
#include "plugins/bazel/action.h"
#include "plugins/bazel/worker.h"

struct values {
    bool persistent;
};

/* Words, and for each @LIST those of a file. */
static int
find_words(struct cli *cli, const struct args *args, struct action_texts *words,
           struct err *err)
{
    int status = 0;
    for (size_t i = 0; i < args->len && status == 0; i++) {
        const char *word = args->words[i];
        if (word[0] == '@') {
            status = action_read_words(&cli->arena, word + 1, words, err);
        } else {
            VEC_PUSH(words, str_from(word));
        }
    }
    return status;
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    const struct values *values = args->values;
    struct action_texts words = {0};
    struct buf output;
    if (values->persistent) {
        return worker_serve(cli->program, pool_default_jobs(), err);
    }
    if (cli_expect_words(args, 1, SIZE_MAX, "@LIST", err) != 0) {
        return -1;
    }
    int status = find_words(cli, args, &words, err);
    if (status == 0) {
        struct action_request request = {
            .program = cli->program,
            .words = words.items,
            .len = words.len,
        };
        buf_init(&output, BUF_UNLIMITED);
        status = action_perform(&request, &output);
        out_str(&cli->out, buf_view(&output));
        buf_release(&output);
    }
    VEC_RELEASE(&words);
    return status;
}

static const struct opt options[] = {
    {.name = "persistent_worker",
     .kind = OPT_FLAG,
     OPT_AT(struct values, persistent),
     .help = "perform what requests on standard input say, until it ends"},
    {0},
};

static const struct cmd_example examples[] = {
    {"depstamp worker -- index --level code --stamps s --source shop/tax.py "
     "tax.py",
     "what importers can see of a file, as a stamp"},
    {0},
};

const struct cmd cmd_worker = {
    .name = "worker",
    .usage = "@LIST | -- WORD…",
    .argument = "FILE",
    .help = "perform an action of a build by Bazel",
    .details =
        "What plugins/bazel calls.  @LIST names a parameter file: one "
        "word per line.\nWith --persistent_worker it speaks the protocol "
        "of Bazel's workers (protobuf).\n",
    .options = options,
    .values_size = sizeof(struct values),
    .examples = examples,
    .run = run,
};
