/* SPDX-License-Identifier: MIT */
#include "core/cli/why.h"
#include "core/graph/reach.h"
#include "core/sys/path.h"

enum format { FORMAT_TEXT, FORMAT_JSON };

static const char *const formats[] = {"text", "json", NULL};

struct values {
    struct base_values base; /* first: see BASE_OPTIONS */
    const char *on;
    const char *analyzer;
    int format; /* enum format */
};

bool
why_lists(const struct comparison *comparison, file_id file)
{
    for (size_t i = 0; i < comparison->affected.len; i++) {
        if (comparison->affected.items[i] == file) {
            return true;
        }
    }
    return false;
}

/* FILE against BASE. */
static int
why_affected(struct cli *cli, const struct values *values, const char *path,
             struct err *err)
{
    struct base_options options;
    struct base base;
    struct changed_units units = {0};
    file_id file;
    if (comparing_options(&values->base, NULL, 0, &options, err) != 0 ||
        comparing_run(cli, &options, &base, err) != 0) {
        return -1;
    }
    if (cli_find_file(cli, base.after, path, &file, err) != 0) {
        base_release(&base);
        return -1;
    }
    struct why_answer answer = {
        .state = base.after,
        .path = base.after->tree.files.items[file].path,
        .level = base.keys_after.level,
        .label = base.label,
        .affected = why_lists(&base.comparison, file),
    };
    if (answer.affected) {
        comparison_explain(&base.comparison, file, &cli->arena, &answer.chain,
                           &answer.cause);
        changed_units_init(&units, &base.comparison, file);
        changed_units_of(&units, file, answer.chain.items[answer.chain.len - 1],
                         &answer.units);
    }
    why_print(cli, &answer, values->format == FORMAT_JSON);
    changed_units_release(&units);
    VEC_RELEASE(&answer.units);
    VEC_RELEASE(&answer.chain);
    base_release(&base);
    return CLI_CLEAN;
}

/* The shortest chain of edges from one file to another, if there is one. */
static bool
find_chain(struct state *state, file_id from, file_id to,
           struct file_list *chain)
{
    struct keys keys;
    struct reach reach;
    keys_compute(state, key_kind(LEVEL_CONTENT, PRECISION_FILE), NULL, &keys);
    reach_find(&keys.graph, from, &reach);
    bool found = reach.from[to] != NO_NODE || from == to;
    for (node_id node = to; found; node = reach.from[node]) {
        VEC_PUSH(chain, node);
        if (node == from) {
            break;
        }
    }
    for (size_t i = 0; i < chain->len / 2; i++) {
        file_id swap = chain->items[i];
        chain->items[i] = chain->items[chain->len - 1 - i];
        chain->items[chain->len - 1 - i] = swap;
    }
    reach_release(&reach);
    keys_release(&keys);
    return found;
}

static int
find_any_file(struct cli *cli, struct state *state, const char *path,
              file_id *file, struct err *err)
{
    struct str relative;
    if (path_below_root(&cli->arena, cli->root, path, &relative, err) != 0) {
        return -1;
    }
    *file = tree_find_file(&state->tree, relative);
    return *file != NO_FILE ? 0
                            : err_set(err, ERR_ABSENT,
                                      "%s is no file of this project", path);
}

/* FILE on OTHER. */
static int
why_depends(struct cli *cli, const struct values *values, const char *path,
            struct err *err)
{
    struct state *state;
    struct disk_report report;
    file_id file;
    file_id other;
    if (cli_disk_state(cli, &state, &report, err) != 0) {
        return -1;
    }
    state_resolve(state);
    if (cli_find_file(cli, state, path, &file, err) != 0 ||
        find_any_file(cli, state, values->on, &other, err) != 0) {
        state_free(state);
        return -1;
    }
    struct why_answer answer = {.state = state,
                                .path = state->tree.files.items[file].path,
                                .level = LEVEL_CONTENT,
                                .on = values->on};
    answer.affected = find_chain(state, file, other, &answer.chain);
    if (answer.affected) {
        answer.cause.path = state->tree.files.items[other].path;
        answer.cause.what = "dependency";
        ties_find(state, file, other, &cli->arena, &answer.ties);
    }
    why_print(cli, &answer, values->format == FORMAT_JSON);
    VEC_RELEASE(&answer.ties);
    VEC_RELEASE(&answer.chain);
    state_free(state);
    return CLI_CLEAN;
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    const struct values *values = args->values;
    const struct base_values *base = &values->base;
    if (cli_expect_words(args, 1, 1, "FILE", err) != 0 ||
        cli_load(cli, err) != 0) {
        return -1;
    }
    bool has_base = base->since || base->staged || base->from_ref ||
                    base->to_ref || base->baseline;
    if ((values->on != NULL) + has_base + (values->analyzer != NULL) > 1) {
        return err_set(err, ERR_USAGE,
                       "give one of a base, --on and --analyzer");
    }
    if (values->analyzer) {
        return why_analyzer(cli, values->analyzer, args->words[0],
                            values->format == FORMAT_JSON, err);
    }
    return values->on ? why_depends(cli, values, args->words[0], err)
                      : why_affected(cli, values, args->words[0], err);
}

static const struct opt options_table[] = {
    BASE_OPTIONS,
    LEVEL_OPTION,
    {.name = "on",
     .kind = OPT_TEXT,
     .value = "OTHER",
     OPT_AT(struct values, on),
     .help = "show how FILE depends on OTHER instead"},
    {.name = "analyzer",
     .kind = OPT_TEXT,
     .value = "A",
     .words = conf_presets,
     OPT_AT(struct values, analyzer),
     .help = "show why A's last answer for FILE does not hold"},
    {.name = "format",
     .kind = OPT_WORD,
     .words = formats,
     .value = "FORMAT",
     OPT_AT(struct values, format),
     .help = "text or json"},
    {0},
};

static const struct cmd_example examples[] = {
    {"depstamp why tests/test_tax.py",
     "the shortest chain to something that changed"},
    {"depstamp why tests/test_orders.py --on shop/money.py",
     "how one file depends on another"},
    {0},
};

const struct cmd cmd_why = {
    .name = "why",
    .usage = "FILE [BASE | --analyzer A | --on OTHER]",
    .argument = "FILE",
    .help = "explain why a file is affected, or depends on another",
    .options = options_table,
    .values_size = sizeof(struct values),
    .examples = examples,
    .run = run,
};
