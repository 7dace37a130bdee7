/* SPDX-License-Identifier: MIT */
#include "core/cli/disk_state.h"
#include "core/plan/order.h"
#include "core/plan/stamps.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

struct values {
    const char *level;
    const char *precision;
    const char *out;
    const char *baseline;
    bool all;
};

static void
all_subjects(struct cli *cli, const struct state *state,
             struct cli_files *files)
{
    struct order order;
    order_init(&order, &state->tree);
    files->ids = ARENA_ARRAY(&cli->arena, file_id, order.len + 1);
    for (size_t i = 0; i < order.len; i++) {
        file_id file = order.files[i];
        if (state->tree.files.items[file].flags & FILE_SUBJECT) {
            files->ids[files->len++] = file;
        }
    }
    order_release(&order);
}

static void
print_keys(struct cli *cli, const struct keys *keys,
           const struct cli_files *files)
{
    char text[DIGEST_TEXT_MAX];
    for (size_t i = 0; i < files->len; i++) {
        file_id file = files->ids[i];
        struct str path = keys->state->tree.files.items[file].path;
        digest_text(keys->algorithm, &keys->keys[file], text);
        out_printf(&cli->out, "%s  ", text);
        out_str(&cli->out, path_quote(&cli->arena, path));
        out_byte(&cli->out, '\n');
    }
}

static int
write_baseline(const struct keys *keys, const char *path, struct err *err)
{
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    baseline_write(keys, &text);
    int status = file_update(path, text.data, text.len, err);
    buf_release(&text);
    return status < 0 ? -1 : 0;
}

static int
write_keys(struct cli *cli, const struct values *values,
           const struct keys *keys, const struct cli_files *files,
           struct err *err)
{
    if (values->baseline) {
        return write_baseline(keys, values->baseline, err);
    }
    if (values->out) {
        struct stamp_files stamps = {.files = files->ids,
                                     .len = files->len,
                                     .out = values->out,
                                     .all = values->all};
        return stamps_write(keys, &stamps, err) < 0 ? -1 : 0;
    }
    print_keys(cli, keys, files);
    return 0;
}

static int
check_words(const struct values *values, const struct args *args,
            struct err *err)
{
    if (values->baseline && values->out) {
        return err_set(err, ERR_USAGE, "give --out or -o, not both");
    }
    if (values->baseline && !values->all) {
        return err_set(err, ERR_USAGE, "a baseline is of all files: --all");
    }
    if (values->all && args->len > 0) {
        return err_set(err, ERR_USAGE, "give files or --all, not both");
    }
    if (!values->all && args->len == 0) {
        return err_set(err, ERR_USAGE, "name files, or give --all");
    }
    return 0;
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    const struct values *values = args->values;
    struct state *state;
    struct disk_report report;
    struct cli_files files = {0};
    enum level level = LEVEL_CONTENT;
    enum precision precision = PRECISION_FILE;
    if (check_words(values, args, err) != 0 ||
        (values->level && level_parse(values->level, &level, err) != 0) ||
        (values->precision &&
         precision_parse(values->precision, &precision, err) != 0) ||
        cli_disk_state(cli, &state, &report, err) != 0) {
        return -1;
    }
    int status = 0;
    if (values->all) {
        all_subjects(cli, state, &files);
    } else {
        status = cli_find_files(cli, state, args, &files, err);
    }
    if (status == 0) {
        struct keys keys;
        state_resolve(state);
        keys_compute(state, key_kind(level, precision), NULL, &keys);
        status = write_keys(cli, values, &keys, &files, err);
        keys_release(&keys);
    }
    state_free(state);
    return status == 0 ? CLI_CLEAN : -1;
}

static const struct opt options[] = {
    {.name = "all",
     .kind = OPT_FLAG,
     OPT_AT(struct values, all),
     .help = "all files of the project"},
    {.name = "level",
     .kind = OPT_TEXT,
     .value = "LEVEL",
     .words = conf_levels,
     OPT_AT(struct values, level),
     .help = "what of a dependency counts: none, names, declared, "
             "inferred, code or content (default)"},
    {.name = "precision",
     .kind = OPT_TEXT,
     .value = "P",
     .words = conf_precisions,
     OPT_AT(struct values, precision),
     .help = "whether keys follow whole files (file, the default) or the "
             "names that are used (symbol)"},
    {.name = "out",
     .kind = OPT_TEXT,
     .value = "DIR",
     OPT_AT(struct values, out),
     .help = "write a stamp file per source, DIR/PATH.LEVEL"},
    {.name = "output",
     .letter = 'o',
     .kind = OPT_TEXT,
     .value = "BASELINE",
     OPT_AT(struct values, baseline),
     .help = "with --all: write a baseline for `affected --baseline`"},
    {0},
};

static const struct cmd_example examples[] = {
    {"depstamp stamp --level declared shop/money.py",
     "one key: what a type checker can see from this file"},
    {"depstamp stamp --all -o baseline.txt",
     "all keys, for `affected --baseline baseline.txt`"},
    {0},
};

const struct cmd cmd_stamp = {
    .name = "stamp",
    .usage = "FILE… | --all",
    .argument = "FILE",
    .help = "print keys, or write them to stamp files or a baseline",
    .options = options,
    .values_size = sizeof(struct values),
    .examples = examples,
    .run = run,
};
