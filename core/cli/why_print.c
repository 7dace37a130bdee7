/* SPDX-License-Identifier: MIT */
#include "core/base/json.h"
#include "core/cli/why.h"

enum { WHY_VERSION = 1 };

static struct str
chain_path(const struct why_answer *answer, size_t i)
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
json_steps(struct cli *cli, struct json *json, const struct why_answer *answer)
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
print_json(struct cli *cli, const struct why_answer *answer)
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
    if (answer->on) {
        ties_json(&json, &answer->ties);
    } else if (!answer->analyzer) {
        units_json(&json, answer->state, &answer->units);
    }
    json_close(&json);
    buf_byte(&text, '\n');
    cli_print(cli, &text);
    buf_release(&text);
}

static void
text_steps(struct cli *cli, const struct why_answer *answer)
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
        {"version", "another version, or other plugins"},
        {"configuration", "the configuration changed"},
        {"variable", "the variable changed"},
        {"level", "its options let it see more or less of other files"},
        {"unknown", "it was never analyzed"},
    };
    out_text(&cli->out, "  ");
    out_str(&cli->out, cause->path);
    out_text(&cli->out, cause->path.len > 0 ? ": " : "");
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
print_text(struct cli *cli, const struct why_answer *answer)
{
    out_str(&cli->out, answer->path);
    if (answer->on) {
        out_text(&cli->out,
                 answer->affected ? " depends on " : " does not depend on ");
        out_text(&cli->out, answer->on);
    } else if (answer->analyzer) {
        out_printf(&cli->out,
                   answer->affected ? " has to be analyzed by %s"
                                    : " has an answer of %s",
                   answer->analyzer);
    } else {
        out_printf(&cli->out, " is %saffected (level %s, compared with %s)",
                   answer->affected ? "" : "not ", level_name(answer->level),
                   answer->label);
    }
    out_text(&cli->out, answer->affected ? ":\n" : "\n");
    if (answer->affected) {
        text_steps(cli, answer);
        text_cause(cli, &answer->cause);
        units_text(cli, answer->state, answer->path, &answer->units);
        ties_text(cli, answer->path, &answer->ties);
    }
}

void
why_print(struct cli *cli, const struct why_answer *answer, bool json)
{
    if (json) {
        print_json(cli, answer);
    } else {
        print_text(cli, answer);
    }
}
