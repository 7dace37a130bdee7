/* SPDX-License-Identifier: MIT */
#include "core/base/json.h"
#include "core/cli/doctor.h"

enum { DOCTOR_VERSION = 1, TOPIC_WIDTH = 11 };

struct values {
    int format;
};

static const char *const formats[] = {"text", "json", NULL};
enum { FORMAT_JSON = 1 };

static const char *const state_names[] = {[DOCTOR_FINE] = "fine",
                                          [DOCTOR_NOTE] = "note",
                                          [DOCTOR_PROBLEM] = "problem"};

static const struct {
    const char *topic;
    void (*look)(struct doctor *doctor);
    bool without_conf; /* it can look although settings are wrong */
} rooms[] = {
    {"depstamp", doctor_program, true},     {"settings", doctor_settings, true},
    {"files", doctor_files, false},         {"git", doctor_git, false},
    {"analyzers", doctor_analyzers, false}, {"cache", doctor_cache, false},
    {"hosts", doctor_hosts, false},
};

void
doctor_say(struct doctor *doctor, enum doctor_state state, const char *text,
           const char *cure)
{
    struct doctor_line line = {
        .topic = doctor->topic, .text = text, .cure = cure, .state = state};
    VEC_PUSH(&doctor->lines, line);
}

/* ---- printing */

static size_t
count_problems(const struct doctor *doctor)
{
    size_t problems = 0;
    for (size_t i = 0; i < doctor->lines.len; i++) {
        problems += doctor->lines.items[i].state == DOCTOR_PROBLEM;
    }
    return problems;
}

static void
print_text(const struct doctor *doctor, struct out *out)
{
    static const char *const marks[] = {[DOCTOR_FINE] = "",
                                        [DOCTOR_NOTE] = "note: ",
                                        [DOCTOR_PROBLEM] = "PROBLEM: "};
    const char *topic = NULL;
    size_t problems = count_problems(doctor);
    for (size_t i = 0; i < doctor->lines.len; i++) {
        const struct doctor_line *line = &doctor->lines.items[i];
        out_printf(out, "%-*s%s%s\n", TOPIC_WIDTH,
                   line->topic == topic ? "" : line->topic, marks[line->state],
                   line->text);
        topic = line->topic;
        if (line->cure) {
            out_printf(out, "%*s-> %s\n", TOPIC_WIDTH + 2, "", line->cure);
        }
    }
    if (problems == 0) {
        out_text(out, "\nno problems found\n");
    } else {
        out_printf(out, "\n%zu problem%s found\n", problems,
                   problems == 1 ? "" : "s");
    }
}

static void
print_json(const struct doctor *doctor, struct out *out)
{
    struct buf text;
    struct json json;
    buf_init(&text, BUF_UNLIMITED);
    json_init(&json, &text);
    json_object(&json);
    json_key_number(&json, "version", DOCTOR_VERSION);
    json_key_number(&json, "problems", (int64_t)count_problems(doctor));
    json_key(&json, "checks");
    json_array(&json);
    for (size_t i = 0; i < doctor->lines.len; i++) {
        const struct doctor_line *line = &doctor->lines.items[i];
        json_object(&json);
        json_key_text(&json, "topic", line->topic);
        json_key_text(&json, "state", state_names[line->state]);
        json_key_text(&json, "text", line->text);
        json_key_text(&json, "cure", line->cure);
        json_close(&json);
    }
    json_close(&json);
    json_close(&json);
    out_str(out, buf_view(&text));
    buf_release(&text);
}

/* ---- the command */

/* What a scan warns of is a problem to be listed. */
static void
hear(void *context, enum log_level level, const char *text)
{
    struct doctor *doctor = context;
    if (level != LOG_DEBUG) {
        doctor_say(doctor, level == LOG_NOTE ? DOCTOR_NOTE : DOCTOR_PROBLEM,
                   arena_printf(&doctor->cli->arena, "%s", text), NULL);
    }
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    const struct values *values = args->values;
    struct doctor doctor = {.cli = cli};
    struct log log = cli->log;
    if (cli_expect_words(args, 0, 0, "nothing", err) != 0) {
        return -1;
    }
    cli->log = (struct log){.write = hear, .context = &doctor};
    for (size_t i = 0; i < sizeof(rooms) / sizeof(*rooms); i++) {
        if (rooms[i].without_conf || doctor.has_conf) {
            doctor.topic = rooms[i].topic;
            rooms[i].look(&doctor);
        }
    }
    cli->log = log;
    (values->format == FORMAT_JSON ? print_json : print_text)(&doctor,
                                                              &cli->out);
    int status = count_problems(&doctor) > 0 ? CLI_FINDINGS : CLI_CLEAN;
    VEC_RELEASE(&doctor.lines);
    return status;
}

static const struct opt options[] = {
    {.name = "format",
     .kind = OPT_WORD,
     .words = formats,
     .value = "FORMAT",
     OPT_AT(struct values, format),
     .help = "text or json"},
    {0},
};

static const struct cmd_example examples[] = {
    {"depstamp doctor", "what a bug report needs, and what is wrong here"},
    {0},
};

const struct cmd cmd_doctor = {
    .name = "doctor",
    .help = "look for what is wrong here, and say how to mend it",
    .details = "Changes nothing.  Exit status 1 if there is a problem.\n",
    .options = options,
    .examples = examples,
    .values_size = sizeof(struct values),
    .run = run,
};
