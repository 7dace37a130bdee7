/* SPDX-License-Identifier: MIT */
#include "plugins/bazel/action.h"

#include <stddef.h>
#include <stdlib.h>

#include "core/sys/file.h"
#include "core/sys/path.h"
#include "plugins/bazel/analyze.h"
#include "plugins/bazel/deps.h"
#include "plugins/bazel/index.h"

enum { PARAMETERS_MAX_BYTES = 256 << 20, REPORT_MAX_BYTES = 1 << 30 };

/* ---- words */

enum form {
    FORM_TEXT,
    FORM_TEXTS,
    FORM_FILES,
    FORM_VIEW,
    FORM_TARGET,
    FORM_SUBJECT,
    FORM_OF_TARGET, /* its offset is in struct action_target */
    FORM_OWN,
};

struct option {
    const char *name;
    enum form form;
    size_t offset; /* in struct action */
};

static const struct option options[] = {
    {"--name", FORM_TEXT, offsetof(struct action, name)},
    {"--row", FORM_TEXT, offsetof(struct action, row)},
    {"--level", FORM_TEXT, offsetof(struct action, level)},
    {"--tool", FORM_TEXT, offsetof(struct action, tool)},
    {"--human", FORM_TEXT, offsetof(struct action, human)},
    {"--machine", FORM_TEXT, offsetof(struct action, machine)},
    {"--exit-code", FORM_TEXT, offsetof(struct action, exit_code)},
    {"--unused", FORM_TEXT, offsetof(struct action, unused)},
    {"--out", FORM_TEXT, offsetof(struct action, out)},
    {"--stamps", FORM_TEXTS, offsetof(struct action, stamps)},
    {"--root", FORM_TEXTS, offsetof(struct action, roots)},
    {"--empty", FORM_TEXTS, offsetof(struct action, empty)},
    {"--source", FORM_FILES, offsetof(struct action, sources)},
    {"--dep", FORM_FILES, offsetof(struct action, deps)},
    {"--config", FORM_FILES, offsetof(struct action, configs)},
    {"--view", FORM_VIEW, offsetof(struct action, sources)},
    {"--installed", FORM_TEXTS, offsetof(struct action, installed)},
    {"--target", FORM_TARGET, offsetof(struct action, targets)},
    {"--subject", FORM_SUBJECT, offsetof(struct action, targets)},
    {"--needs", FORM_OF_TARGET, offsetof(struct action_target, needs)},
    {"--keep", FORM_OF_TARGET, offsetof(struct action_target, keep)},
    {"--owns", FORM_OF_TARGET, offsetof(struct action_target, places)},
    {"--own", FORM_OWN, offsetof(struct action, sources)},
};

enum { OPTIONS = sizeof(options) / sizeof(options[0]) };

static const struct option *
find_option(struct str word)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        if (str_equal(word, str_from(options[i].name))) {
            return &options[i];
        }
    }
    return NULL;
}

/* NUL-terminated, since most of them are names of files. */
static struct str
keep(struct action *action, struct str word)
{
    return arena_str(action->arena, word);
}

static int
take_file(struct action *action, struct action_files *files,
          const struct str *values, struct err *err)
{
    if (!path_is_clean(values[1])) {
        return err_set(err, ERR_USAGE, "`%.*s` is no place in a tree",
                       (int)values[1].len, values[1].data);
    }
    VEC_PUSH(files, (struct action_file){.path = keep(action, values[0]),
                                         .place = keep(action, values[1])});
    return 0;
}

static int
take_view(struct action *action, struct str value, struct err *err)
{
    if (action->sources.len == 0) {
        return err_set(err, ERR_USAGE, "--view comes behind its --source");
    }
    action->sources.items[action->sources.len - 1].view = keep(action, value);
    return 0;
}

static struct action_target *
last_target(struct action *action, struct err *err)
{
    if (action->targets.len == 0) {
        (void)err_set(err, ERR_USAGE, "there is no target in front");
        return NULL;
    }
    return &action->targets.items[action->targets.len - 1];
}

static int
take_of_target(struct action *action, size_t offset, struct str value,
               struct err *err)
{
    struct action_target *target = last_target(action, err);
    if (!target) {
        return -1;
    }
    struct action_texts *texts =
        (struct action_texts *)(void *)((char *)target + offset);
    VEC_PUSH(texts, keep(action, value));
    return 0;
}

static int
take_own(struct action *action, const struct str *values, struct err *err)
{
    struct action_target *target = last_target(action, err);
    if (!target || take_file(action, &action->sources, values, err) != 0) {
        return -1;
    }
    VEC_PUSH(&target->places,
             action->sources.items[action->sources.len - 1].place);
    return 0;
}

static int
take_values(struct action *action, const struct option *option,
            const struct str *values, struct err *err)
{
    void *target = (char *)action + option->offset;
    switch (option->form) {
    case FORM_TEXT:
        *(struct str *)target = keep(action, values[0]);
        return 0;
    case FORM_TEXTS:
        VEC_PUSH((struct action_texts *)target, keep(action, values[0]));
        return 0;
    case FORM_FILES:
        return take_file(action, target, values, err);
    case FORM_VIEW:
        return take_view(action, values[0], err);
    case FORM_TARGET:
    case FORM_SUBJECT:
        VEC_PUSH(&action->targets,
                 (struct action_target){
                     .label = keep(action, values[0]),
                     .is_subject = option->form == FORM_SUBJECT,
                 });
        return 0;
    case FORM_OF_TARGET:
        return take_of_target(action, option->offset, values[0], err);
    case FORM_OWN:
        return take_own(action, values, err);
    }
    return -1;
}

/* Takes the values from the front of what is left; how many, or -1. */
static int
take_option(struct action *action, const struct str *left, size_t len,
            struct err *err)
{
    const struct option *option = find_option(left[0]);
    bool pair =
        option && (option->form == FORM_FILES || option->form == FORM_OWN);
    size_t values = pair ? 2 : 1;
    if (!option || len <= values) {
        return err_set(err, ERR_USAGE, "%s `%.*s`",
                       option ? "nothing behind" : "no option",
                       (int)left[0].len, left[0].data);
    }
    int status = take_values(action, option, &left[1], err);
    return status == 0 ? (int)values + 1 : -1;
}

static int
take_words(struct action *action, const struct action_request *request,
           struct err *err)
{
    size_t at = 1;
    if (request->len == 0) {
        return err_set(err, ERR_USAGE, "nothing to do: no words");
    }
    action->what = keep(action, request->words[0]);
    while (at < request->len) {
        int taken =
            take_option(action, &request->words[at], request->len - at, err);
        if (taken < 0) {
            return -1;
        }
        at += (size_t)taken;
    }
    return 0;
}

int
action_read_words(struct arena *arena, const char *path,
                  struct action_texts *words, struct err *err)
{
    struct buf text;
    buf_init(&text, PARAMETERS_MAX_BYTES);
    int status = file_read(FILE_HERE, path, &text, NULL, err);
    struct str rest = arena_str(arena, buf_view(&text));
    while (status == 0 && rest.len > 0) {
        VEC_PUSH(words, str_split(&rest, '\n'));
    }
    buf_release(&text);
    return status;
}

/* ---- check */

static int
perform_check(struct action *action, struct buf *output, struct err *err)
{
    struct buf code;
    if (action->human.len == 0 || action->exit_code.len == 0 ||
        action->out.len == 0) {
        return err_set(err, ERR_USAGE,
                       "check needs --human, --exit-code and --out");
    }
    buf_init(&code, 64);
    buf_init(output, REPORT_MAX_BYTES);
    int status = file_read(FILE_HERE, action->exit_code.data, &code, NULL, err);
    if (status == 0) {
        status = file_read(FILE_HERE, action->human.data, output, NULL, err);
    }
    if (status == 0) {
        status = file_replace(action->out.data, "", 0, err);
    }
    if (status == 0 && !str_equal(str_trim(buf_view(&code)), STR("0"))) {
        status = 1;
    }
    buf_release(&code);
    return status;
}

/* ---- collect */

/* By path, which is what comes behind the digest. */
static int
compare_lines(const void *a, const void *b)
{
    struct str x = *(const struct str *)a;
    struct str y = *(const struct str *)b;
    (void)str_split(&x, ' ');
    (void)str_split(&y, ' ');
    int order = str_compare(x, y);
    return order != 0
               ? order
               : str_compare(*(const struct str *)a, *(const struct str *)b);
}

static int
read_lines(struct action *action, struct action_texts *lines, struct err *err)
{
    for (size_t i = 0; i < action->stamps.len; i++) {
        if (action_read_words(action->arena, action->stamps.items[i].data,
                              lines, err) != 0) {
            return -1;
        }
    }
    return 0;
}

static int
perform_collect(struct action *action, struct err *err)
{
    struct action_texts lines = {0};
    struct buf text;
    if (action->out.len == 0) {
        return err_set(err, ERR_USAGE, "collect needs --out");
    }
    buf_init(&text, BUF_UNLIMITED);
    int status = read_lines(action, &lines, err);
    if (lines.len > 0) {
        qsort(lines.items, lines.len, sizeof(lines.items[0]), compare_lines);
    }
    for (size_t i = 0; i < lines.len; i++) {
        if (i == 0 || !str_equal(lines.items[i], lines.items[i - 1])) {
            buf_str(&text, lines.items[i]);
            buf_byte(&text, '\n');
        }
    }
    if (status == 0) {
        status = file_replace(action->out.data, buf_cstr(&text), text.len, err);
    }
    buf_release(&text);
    VEC_RELEASE(&lines);
    return status;
}

/* ---- all of it */

static int
dispatch(struct action *action, struct buf *output, struct err *err)
{
    if (str_equal(action->what, STR("index"))) {
        return index_perform(action, err);
    }
    if (str_equal(action->what, STR("analyze"))) {
        return analyze_perform(action, output, err);
    }
    if (str_equal(action->what, STR("check"))) {
        return perform_check(action, output, err);
    }
    if (str_equal(action->what, STR("collect"))) {
        return perform_collect(action, err);
    }
    if (str_equal(action->what, STR("deps"))) {
        return deps_perform(action, err);
    }
    return err_set(err, ERR_USAGE, "no action `%.*s`", (int)action->what.len,
                   action->what.data);
}

static void
release(struct action *action)
{
    for (size_t i = 0; i < action->targets.len; i++) {
        struct action_target *target = &action->targets.items[i];
        VEC_RELEASE(&target->needs);
        VEC_RELEASE(&target->keep);
        VEC_RELEASE(&target->places);
    }
    VEC_RELEASE(&action->targets);
    VEC_RELEASE(&action->installed);
    VEC_RELEASE(&action->stamps);
    VEC_RELEASE(&action->roots);
    VEC_RELEASE(&action->empty);
    VEC_RELEASE(&action->sources);
    VEC_RELEASE(&action->deps);
    VEC_RELEASE(&action->configs);
}

int
action_perform(const struct action_request *request, struct buf *output)
{
    struct err err = {.code = ERR_NONE};
    struct arena arena;
    arena_init(&arena);
    struct action action = {
        .arena = &arena,
        .program = request->program,
        .stop = request->stop,
    };
    int status = take_words(&action, request, &err);
    if (status == 0) {
        status = dispatch(&action, output, &err);
    }
    if (status < 0) {
        buf_printf(output, "depstamp: %s\n", err.text);
        status = 2;
    }
    release(&action);
    arena_release(&arena);
    return status;
}
