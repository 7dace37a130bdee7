/* SPDX-License-Identifier: MIT */
#include "core/run/analyzer.h"

#include "core/base/nearest.h"
#include "core/base/utf8.h"
#include "core/plan/effective.h"
#include "core/run/detect.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

/* ---- the tool behind a command */

/* Programs that run another one, named behind their own words. */
struct runner_row {
    const char *name;
    const char *word; /* what has to stand between, or NULL */
};

static const struct runner_row runners[] = {
    {"env", NULL},     {"nice", NULL},    {"time", NULL}, {"uvx", NULL},
    {"uv", "run"},     {"poetry", "run"}, {"pdm", "run"}, {"hatch", "run"},
    {"pipenv", "run"}, {"rye", "run"},    {"npx", NULL},  {"pixi", "run"},
    {"pipx", "run"},
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static bool
is_python(struct str name)
{
    return str_starts_with(name, STR("python")) ||
           str_starts_with(name, STR("pypy"));
}

static bool
item_is(const struct conf_list *command, size_t at, struct str word)
{
    return at < command->len && str_equal(command->items[at], word);
}

static bool
is_runner(const struct conf_list *command, size_t at, size_t *words)
{
    struct str name = path_name(command->items[at]);
    for (size_t i = 0; i < LENGTH(runners); i++) {
        const char *word = runners[i].word;
        if (str_equal(name, str_from(runners[i].name)) &&
            (!word || item_is(command, at + 1, str_from(word)))) {
            *words = word ? 2 : 1;
            return true;
        }
    }
    return false;
}

size_t
analyzer_tool_at(const struct conf_list *command)
{
    size_t at = 0;
    size_t words;
    while (at < command->len && is_runner(command, at, &words)) {
        size_t next = at + words;
        while (next < command->len && command->items[next].len > 0 &&
               command->items[next].data[0] == '-') {
            next++;
        }
        if (next >= command->len) {
            break;
        }
        at = next;
    }
    if (at + 2 < command->len && is_python(path_name(command->items[at])) &&
        item_is(command, at + 1, STR("-m"))) {
        at += 2;
    }
    return at;
}

/* ---- one analyzer */

static enum builtin
builtin_of(struct str preset)
{
    if (str_equal(preset, STR("syntax"))) {
        return BUILTIN_SYNTAX;
    }
    return str_equal(preset, STR("imports")) ? BUILTIN_IMPORTS : BUILTIN_NONE;
}

static const struct ignore *
exclude_of(struct arena *arena, const struct conf_list *patterns)
{
    struct buf text;
    if (patterns->len == 0) {
        return NULL;
    }
    buf_init(&text, BUF_UNLIMITED);
    for (size_t i = 0; i < patterns->len; i++) {
        buf_str(&text, patterns->items[i]);
        buf_byte(&text, '\n');
    }
    const struct ignore *rules =
        ignore_parse(arena, buf_view(&text), (struct str){0}, NULL);
    buf_release(&text);
    return rules;
}

/* Options stand in `args`, or in a command that the user wrote. */
static struct conf_list
options_of(struct arena *arena, const struct conf_analyzer *row)
{
    struct conf_list all = {0};
    all.items =
        ARENA_ARRAY(arena, struct str, row->command.len + row->args.len);
    for (size_t i = 1; i < row->command.len; i++) {
        all.items[all.len++] = row->command.items[i];
    }
    for (size_t i = 0; i < row->args.len; i++) {
        all.items[all.len++] = row->args.items[i];
    }
    return all;
}

static void
decide_level(struct arena *arena, struct str root, struct analyzer *analyzer)
{
    struct conf_list options = options_of(arena, &analyzer->row);
    struct str clean_root = arena_str(arena, root);
    struct effective_level effective =
        effective_level(arena, clean_root, analyzer->tool, &options,
                        (enum level)analyzer->row.level);
    analyzer->kind =
        key_kind(effective.level, (enum precision)analyzer->row.precision);
    analyzer->because = effective.because;
}

static int
check_pattern(const struct conf *conf, const struct conf_analyzer *row,
              struct err *err)
{
    struct str name = row->row.name;
    if (row->pattern.len == 0 || format_check_pattern(row->pattern, err) == 0) {
        return 0;
    }
    struct str file = conf->file;
    if (str_starts_with(file, STR("/"))) {
        file = path_name(file);
    }
    return err_context(err, "%.*s:%u:%u: `pattern` of `%.*s`", (int)file.len,
                       file.data, row->pattern_line, row->pattern_column,
                       (int)name.len, name.data);
}

static int
make(struct arena *arena, const struct analyzer_project *project,
     struct analyzer *analyzer, struct err *err)
{
    struct conf_analyzer *row = &analyzer->row;
    analyzer->name = row->row.name;
    analyzer->builtin = builtin_of(row->preset);
    analyzer->exclude = exclude_of(arena, &row->exclude);
    if (analyzer->builtin != BUILTIN_NONE) {
        /* A cycle goes through other files, but only by their imports. */
        analyzer->kind.level =
            analyzer->builtin == BUILTIN_SYNTAX ? LEVEL_NONE : LEVEL_NAMES;
        return 0;
    }
    analyzer->tool =
        path_name(row->command.items[analyzer_tool_at(&row->command)]);
    analyzer->format = format_find(row->output);
    if (!analyzer->format) {
        return err_set(err, ERR_USAGE, "there is no format `%.*s`",
                       (int)row->output.len, row->output.data);
    }
    decide_level(arena, project->root, analyzer);
    return check_pattern(project->conf, row, err);
}

bool
analyzer_wants(const struct analyzer *analyzer, struct str path)
{
    const struct conf_list *paths = &analyzer->row.paths;
    bool wanted = !paths->set;
    for (size_t i = 0; i < paths->len && !wanted; i++) {
        struct str glob = paths->items[i];
        struct str folder = str_ends_with(glob, STR("/"))
                                ? str_slice(glob, 0, glob.len - 1)
                                : glob;
        wanted = ignore_glob(glob, path) || path_is_below(path, folder);
    }
    return wanted &&
           !(analyzer->exclude && ignore_path(analyzer->exclude, path, false));
}

static bool
has_controls(struct str path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char byte = (unsigned char)path.data[i];
        if (byte < 0x20 || byte == 0x7f) {
            return true;
        }
    }
    return false;
}

bool
analyzer_can_name(const struct analyzer *analyzer, struct str path)
{
    const struct conf_list *texts = &analyzer->row.not_in_names;
    bool can = analyzer->builtin != BUILTIN_NONE ||
               (utf8_valid_len(path) == path.len && !has_controls(path));
    for (size_t i = 0; i < texts->len && can; i++) {
        struct str text = texts->items[i];
        can =
            text.len == 0 || !memmem(path.data, path.len, text.data, text.len);
    }
    return can;
}

/* ---- all of them */

static const struct conf_analyzer *
find_row(const struct conf *conf, struct str name)
{
    for (size_t i = 0; i < conf->analyzers_len; i++) {
        if (str_equal(conf->analyzers[i].row.name, name)) {
            return &conf->analyzers[i];
        }
    }
    return NULL;
}

static bool
is_preset(struct str name)
{
    for (size_t i = 0; i < conf_presets_len; i++) {
        if (str_equal(str_from(conf_presets[i]), name)) {
            return true;
        }
    }
    return false;
}

static int
refuse(const struct conf *conf, struct str name, struct err *err)
{
    struct nearest nearest = nearest_to(name);
    for (size_t i = 0; i < conf->analyzers_len; i++) {
        nearest_offer(&nearest, conf->analyzers[i].row.name);
    }
    for (size_t i = 0; i < conf_presets_len; i++) {
        nearest_offer(&nearest, str_from(conf_presets[i]));
    }
    if (nearest.best.len > 0) {
        return err_set(
            err, ERR_USAGE, "unknown analyzer `%.*s`; did you mean `%.*s`?",
            (int)name.len, name.data, (int)nearest.best.len, nearest.best.data);
    }
    return err_set(err, ERR_USAGE,
                   "unknown analyzer `%.*s`; describe it under `analyzers`",
                   (int)name.len, name.data);
}

static bool
is_listed(const struct analyzer_list *list, struct str name)
{
    for (size_t i = 0; i < list->len; i++) {
        if (str_equal(list->items[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* bandit reads files of settings only if it is told to. */
static void
add_settings(struct arena *arena, struct str root, struct conf_analyzer *row)
{
    if (!str_equal(row->preset, STR("bandit"))) {
        return;
    }
    struct str ini = path_join(arena, root, STR(".bandit"));
    bool has_table = detect_table(arena, root, "tool.bandit");
    if (!has_table && !file_exists(ini.data)) {
        return;
    }
    row->args.items = ARENA_ARRAY(arena, struct str, 2);
    row->args.items[0] = has_table ? STR("-c") : STR("--ini");
    row->args.items[1] = has_table ? STR("pyproject.toml") : STR(".bandit");
    row->args.len = 2;
}

static int
add(struct arena *arena, const struct analyzer_project *project,
    struct str name, struct analyzer_list *list, struct err *err)
{
    const struct conf *conf = project->conf;
    const struct conf_analyzer *row = find_row(conf, name);
    struct analyzer analyzer = {0};
    if (is_listed(list, name)) {
        return 0;
    }
    if (row) {
        conf_analyzer_complete(arena, row, &analyzer.row);
    } else if (is_preset(name)) {
        conf_preset(arena, name, &analyzer.row);
        add_settings(arena, project->root, &analyzer.row);
    } else {
        return refuse(conf, name, err);
    }
    if (make(arena, project, &analyzer, err) != 0) {
        return -1;
    }
    VEC_PUSH(list, analyzer);
    return 0;
}

/* Names of the rows, or of what the project configures. */
static struct conf_list
default_names(struct arena *arena, const struct analyzer_project *project)
{
    const struct conf *conf = project->conf;
    struct conf_list names = {0};
    struct conf_list detected;
    if (conf->analyzers_set) {
        names.items = ARENA_ARRAY(arena, struct str, conf->analyzers_len);
        for (size_t i = 0; i < conf->analyzers_len; i++) {
            names.items[names.len++] = conf->analyzers[i].row.name;
        }
        return names;
    }
    analyzer_detect(arena, project->root, &detected);
    names.items = ARENA_ARRAY(arena, struct str, detected.len + 1);
    names.items[names.len++] = STR("syntax");
    for (size_t i = 0; i < detected.len; i++) {
        names.items[names.len++] = detected.items[i];
    }
    return names;
}

int
analyzers_select(struct arena *arena, const struct analyzer_project *project,
                 const struct conf_list *names, struct analyzer_list *list,
                 struct err *err)
{
    struct conf_list defaults;
    if (!names || names->len == 0) {
        defaults = default_names(arena, project);
        names = &defaults;
    }
    for (size_t i = 0; i < names->len; i++) {
        if (add(arena, project, names->items[i], list, err) != 0) {
            return -1;
        }
    }
    return 0;
}
