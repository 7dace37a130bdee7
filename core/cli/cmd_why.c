/* SPDX-License-Identifier: MIT */
#include "core/base/json.h"
#include "core/cli/comparing.h"
#include "core/graph/reach.h"
#include "core/sys/path.h"

enum { WHY_VERSION = 1 };
enum format { FORMAT_TEXT, FORMAT_JSON };

static const char *const formats[] = {"text", "json", NULL};

struct values {
    struct base_values base; /* first: see BASE_OPTIONS */
    const char *on;
    int format; /* enum format */
};

/* The answer, however it was found. */
struct answer {
    struct state *state;
    struct str path;
    enum level level;
    bool affected;
    const char *label; /* what it was compared with */
    struct file_list chain;
    struct cause cause;
};

static struct str
chain_path(const struct answer *answer, size_t i)
{
    return answer->state->tree.files.items[answer->chain.items[i]].path;
}

static void
json_text_or_null(struct json *json, const char *key, struct str text)
{
    json_key(json, key);
    if (text.len > 0) {
        json_str(json, text);
    } else {
        json_null(json);
    }
}

static void
json_steps(struct cli *cli, struct json *json, const struct answer *answer)
{
    json_key(json, "steps");
    json_array(json);
    for (size_t i = 0; i + 1 < answer->chain.len; i++) {
        struct comparing_step step =
            comparing_step(answer->state, answer->chain.items[i],
                           answer->chain.items[i + 1], &cli->arena);
        json_object(json);
        json_key(json, "from");
        json_str(json, chain_path(answer, i));
        json_key(json, "to");
        json_str(json, chain_path(answer, i + 1));
        json_key(json, "line");
        if (step.line > 0) {
            json_number(json, step.line);
        } else {
            json_null(json);
        }
        json_key(json, "module");
        json_str(json, step.module);
        json_close(json);
    }
    json_close(json);
}

static void
print_json(struct cli *cli, const struct answer *answer)
{
    struct json json;
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    json_init(&json, &text);
    json_object(&json);
    json_key_number(&json, "version", WHY_VERSION);
    json_key(&json, "path");
    json_str(&json, answer->path);
    json_key_text(&json, "level", level_name(answer->level));
    json_key_bool(&json, "affected", answer->affected);
    json_steps(cli, &json, answer);
    json_key(&json, "cause");
    if (answer->cause.what) {
        json_object(&json);
        json_text_or_null(&json, "path", answer->cause.path);
        json_key_text(&json, "what", answer->cause.what);
        json_text_or_null(&json, "old", answer->cause.before);
        json_text_or_null(&json, "new", answer->cause.after);
        json_close(&json);
    } else {
        json_null(&json);
    }
    json_close(&json);
    buf_byte(&text, '\n');
    cli_print(cli, &text);
    buf_release(&text);
}

static void
text_steps(struct cli *cli, const struct answer *answer)
{
    for (size_t i = 0; i + 1 < answer->chain.len; i++) {
        struct comparing_step step =
            comparing_step(answer->state, answer->chain.items[i],
                           answer->chain.items[i + 1], &cli->arena);
        out_text(&cli->out, "  ");
        out_str(&cli->out, chain_path(answer, i));
        if (step.line > 0) {
            out_printf(&cli->out, ":%u", step.line);
        }
        out_text(&cli->out, step.uses ? " uses " : " imports ");
        if (step.name.len > 0) {
            out_str(&cli->out, step.name);
            out_text(&cli->out, " from ");
        }
        out_str(&cli->out, step.module);
        out_text(&cli->out, ": ");
        out_str(&cli->out, chain_path(answer, i + 1));
        out_byte(&cli->out, '\n');
    }
}

static void
text_change(struct cli *cli, const struct cause *cause)
{
    if (cause->before.len > 0 && cause->after.len > 0) {
        out_text(&cli->out, " (");
        out_str(&cli->out, cause->before);
        out_text(&cli->out, " became ");
        out_str(&cli->out, cause->after);
        out_byte(&cli->out, ')');
    }
}

static void
text_cause(struct cli *cli, const struct cause *cause)
{
    static const struct {
        const char *what;
        const char *text;
    } sentences[] = {
        {"content", "its content changed"},
        {"mode", "its executable bit changed"},
        {"added", "it is new"},
        {"deleted", "it is no more"},
        {"resolution", "an import leads elsewhere"},
        {"environment", "an input of every file changed"},
        {"dependency", "it depends on this file"},
    };
    out_text(&cli->out, "  ");
    out_str(&cli->out, cause->path);
    out_text(&cli->out, ": ");
    for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++) {
        if (str_equal(str_from(sentences[i].what), str_from(cause->what))) {
            out_text(&cli->out, sentences[i].text);
            text_change(cli, cause);
            out_byte(&cli->out, '\n');
            return;
        }
    }
    /* Declarations by name say more than stamps. */
    out_text(&cli->out, cause->what);
    out_byte(&cli->out, '\n');
}

static void
print_text(struct cli *cli, const struct values *values,
           const struct answer *answer)
{
    out_str(&cli->out, answer->path);
    if (values->on) {
        out_text(&cli->out,
                 answer->affected ? " depends on " : " does not depend on ");
        out_text(&cli->out, values->on);
    } else {
        out_printf(&cli->out, " is %saffected (level %s, compared with %s)",
                   answer->affected ? "" : "not ", level_name(answer->level),
                   answer->label);
    }
    out_text(&cli->out, answer->affected ? ":\n" : "\n");
    if (answer->affected) {
        text_steps(cli, answer);
        text_cause(cli, &answer->cause);
    }
}

static void
print(struct cli *cli, const struct values *values, const struct answer *answer)
{
    if (values->format == FORMAT_JSON) {
        print_json(cli, answer);
    } else {
        print_text(cli, values, answer);
    }
}

static bool
is_listed(const struct comparison *comparison, file_id file)
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
    file_id file;
    if (comparing_options(&values->base, NULL, 0, &options, err) != 0 ||
        comparing_run(cli, &options, &base, err) != 0) {
        return -1;
    }
    if (cli_find_file(cli, base.after, path, &file, err) != 0) {
        base_release(&base);
        return -1;
    }
    struct answer answer = {
        .state = base.after,
        .path = base.after->tree.files.items[file].path,
        .level = base.keys_after.level,
        .label = base.label,
        .affected = is_listed(&base.comparison, file),
    };
    if (answer.affected) {
        comparison_explain(&base.comparison, file, &cli->arena, &answer.chain,
                           &answer.cause);
    }
    print(cli, values, &answer);
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
    keys_compute(state, LEVEL_CONTENT, NULL, &keys);
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
    struct answer answer = {.state = state,
                            .path = state->tree.files.items[file].path,
                            .level = LEVEL_CONTENT};
    answer.affected = find_chain(state, file, other, &answer.chain);
    if (answer.affected) {
        answer.cause.path = state->tree.files.items[other].path;
        answer.cause.what = "dependency";
    }
    print(cli, values, &answer);
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
    if (values->on && has_base) {
        return err_set(err, ERR_USAGE, "give --on or a base, not both");
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
    {.name = "format",
     .kind = OPT_WORD,
     .words = formats,
     .value = "FORMAT",
     OPT_AT(struct values, format),
     .help = "text or json"},
    {0},
};

const struct cmd cmd_why = {
    .name = "why",
    .usage = "FILE [BASE | --on OTHER]",
    .help = "explain why a file is affected, or depends on another",
    .options = options_table,
    .values_size = sizeof(struct values),
    .run = run,
};
