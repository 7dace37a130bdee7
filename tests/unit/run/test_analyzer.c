/* SPDX-License-Identifier: MIT */
#include "core/run/analyzer.h"

#include <string.h>

#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What came of choosing analyzers under some settings. */
struct choice {
    struct arena arena;
    struct conf conf;
    struct analyzer_list list;
    struct err err;
    int status;
};

/* `names` with a space between; NULL: none were named. */
static void
choose(struct choice *choice, const char *root, const char *settings,
       const char *names)
{
    struct str items[8];
    struct conf_list list = {.items = items};
    struct str rest = str_from(names ? names : "");
    *choice = (struct choice){0};
    arena_init(&choice->arena);
    if (conf_parse("f.yaml", str_from(settings), NULL, &choice->conf,
                   &choice->err) != 0) {
        fail_msg("%s", choice->err.text);
    }
    while (names && rest.data) {
        items[list.len++] = str_split(&rest, ' ');
    }
    choice->status = analyzers_select(
        &choice->arena,
        &(struct analyzer_project){&choice->conf, str_from(root)}, &list,
        &choice->list, &choice->err);
}

static void
release(struct choice *choice)
{
    VEC_RELEASE(&choice->list);
    conf_release(&choice->conf);
    arena_release(&choice->arena);
}

static void
assert_chosen(const struct choice *choice, const char *expected)
{
    struct buf names;
    assert_int_equal(choice->status, 0);
    buf_init(&names, BUF_UNLIMITED);
    for (size_t i = 0; i < choice->list.len; i++) {
        buf_text(&names, i > 0 ? " " : "");
        buf_str(&names, choice->list.items[i].name);
    }
    assert_string_equal(buf_cstr(&names), expected);
    buf_release(&names);
}

static void
put(const char *name, const char *text)
{
    struct err err;
    assert_int_equal(file_replace(name, text, strlen(text), &err), 0);
}

/* ---- which ones */

static void
without_rows_those_that_the_project_configures_run(void **state)
{
    struct choice choice;
    choose(&choice, *state, "", NULL);
    assert_chosen(&choice, "syntax");
    release(&choice);
    put("ruff.toml", "");
    put("mypy.ini", "");
    choose(&choice, *state, "", NULL);
    assert_chosen(&choice, "syntax mypy ruff");
    release(&choice);
}

static void
rows_run_in_their_order_and_nothing_else(void **state)
{
    struct choice choice;
    put("ruff.toml", "");
    choose(&choice, *state,
           "analyzers: {types: {preset: mypy}, own: {command: [x]}}", NULL);
    assert_chosen(&choice, "types own");
    release(&choice);
    choose(&choice, *state, "analyzers: {}", NULL);
    assert_chosen(&choice, "");
    release(&choice);
}

static void
names_are_rows_presets_and_what_is_built_in(void **state)
{
    struct choice choice;
    choose(&choice, *state, "analyzers: {own: {command: [x]}}",
           "imports own ruff own syntax");
    assert_chosen(&choice, "imports own ruff syntax");
    assert_int_equal(choice.list.items[0].builtin, BUILTIN_IMPORTS);
    assert_int_equal(choice.list.items[1].builtin, BUILTIN_NONE);
    assert_int_equal(choice.list.items[3].builtin, BUILTIN_SYNTAX);
    assert_null(choice.list.items[3].format);
    assert_non_null(choice.list.items[2].format);
    release(&choice);
}

static void
a_row_named_like_a_preset_is_the_users(void **state)
{
    struct choice choice;
    choose(&choice, *state, "analyzers: {mypy: {args: [--strict]}}", "mypy");
    assert_chosen(&choice, "mypy");
    assert_int_equal(choice.list.items[0].row.args.len, 1);
    assert_int_equal(choice.list.items[0].kind.level, LEVEL_DECLARED);
    release(&choice);
}

static void
an_unknown_name_is_answered_with_the_nearest(void **state)
{
    struct choice choice;
    choose(&choice, *state, "analyzers: {licence: {command: [x]}}", "licenze");
    assert_int_equal(choice.status, -1);
    assert_int_equal(choice.err.code, ERR_USAGE);
    assert_string_equal(choice.err.text,
                        "unknown analyzer `licenze`; did you mean `licence`?");
    release(&choice);
    choose(&choice, *state, "", "banana");
    assert_string_equal(
        choice.err.text,
        "unknown analyzer `banana`; describe it under `analyzers`");
    release(&choice);
}

/* ---- what they are */

static void
options_and_settings_raise_the_level(void **state)
{
    struct choice choice;
    choose(&choice, *state,
           "analyzers: {a: {preset: mypy, args: [--no-local-partial-types]},"
           " b: {command: [uv, run, pylint, --load-plugins=x, '{files}'],"
           " level: code}}",
           NULL);
    assert_int_equal(choice.status, 0);
    assert_int_equal(choice.list.items[0].kind.level, LEVEL_CODE);
    assert_string_equal(choice.list.items[0].because,
                        "args: --no-local-partial-types");
    assert_int_equal(choice.list.items[1].kind.level, LEVEL_CONTENT);
    release(&choice);
}

static void
a_broken_pattern_names_its_place(void **state)
{
    struct choice choice;
    choose(&choice, *state,
           "gitignore: true\n"
           "analyzers:\n"
           "  odd: {command: [x], output: regex, pattern: '('}\n",
           NULL);
    assert_int_equal(choice.status, -1);
    assert_int_equal(choice.err.code, ERR_FORMAT);
    assert_non_null(
        strstr(choice.err.text, "f.yaml:3:47: `pattern` of `odd`: "));
    release(&choice);
}

static void
assert_tool(const char *root, const char *command, const char *tool)
{
    struct choice choice;
    struct buf settings;
    buf_init(&settings, BUF_UNLIMITED);
    buf_printf(&settings, "analyzers: {a: {command: [%s]}}", command);
    choose(&choice, root, buf_cstr(&settings), NULL);
    assert_int_equal(choice.status, 0);
    if (!str_equal(choice.list.items[0].tool, str_from(tool))) {
        fail_msg("[%s] is %.*s", command, (int)choice.list.items[0].tool.len,
                 choice.list.items[0].tool.data);
    }
    release(&choice);
    buf_release(&settings);
}

static void
the_tool_is_what_other_programs_run(void **state)
{
    assert_tool(*state, "mypy", "mypy");
    assert_tool(*state, "tools/mypy, '{files}'", "mypy");
    assert_tool(*state, "python3, -m, mypy", "mypy");
    assert_tool(*state, "/usr/bin/python3.12, -m, mypy", "mypy");
    assert_tool(*state, "python, tools/lint.py", "python");
    assert_tool(*state, "python, -m", "python");
    assert_tool(*state, "uv, run, mypy, '{files}'", "mypy");
    assert_tool(*state, "uv, run, --frozen, python, -m, mypy", "mypy");
    assert_tool(*state, "uv, sync", "uv");
    assert_tool(*state, "uv, run", "uv");
    assert_tool(*state, "nice, poetry, run, pylint", "pylint");
    assert_tool(*state, "npx, pyright", "pyright");
}

/* ---- where they work */

static void
paths_are_globs_and_folders(void **state)
{
    static const struct {
        const char *path;
        bool wanted;
    } cases[] = {
        {"src/a.py", true},        {"src/deep/b.py", true},
        {"srca/a.py", false},      {"a.py", false},
        {"lib/a.pyi", true},       {"lib/deep/a.pyi", false},
        {"lib/a.py", false},       {"tests/t.py", true},
        {"tests/old/t.py", false}, {"src/skip/a.py", false},
    };
    struct choice choice;
    choose(&choice, *state,
           "analyzers: {a: {command: [x], paths: [src, lib/*.pyi, tests/],"
           " exclude: [skip/, /tests/old]}}",
           NULL);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        if (analyzer_wants(&choice.list.items[0], str_from(cases[i].path)) !=
            cases[i].wanted) {
            fail_msg("%s", cases[i].path);
        }
    }
    release(&choice);
}

static void
without_paths_all_files_are_wanted(void **state)
{
    struct choice choice;
    choose(&choice, *state, "analyzers: {a: {command: [x]}}", NULL);
    assert_true(analyzer_wants(&choice.list.items[0], STR("a/b.py")));
    release(&choice);
    choose(&choice, *state, "analyzers: {a: {command: [x], paths: []}}", NULL);
    assert_false(analyzer_wants(&choice.list.items[0], STR("a/b.py")));
    release(&choice);
}

static void
bandit_is_told_of_the_projects_settings(void **state)
{
    struct choice choice;
    put("pyproject.toml", "[tool.bandit]\nskips = ['B101']\n");
    choose(&choice, *state, "", NULL);
    assert_chosen(&choice, "syntax bandit");
    assert_int_equal(choice.list.items[1].row.args.len, 2);
    assert_true(str_equal(choice.list.items[1].row.args.items[1],
                          STR("pyproject.toml")));
    release(&choice);
    choose(&choice, *state, "analyzers: {bandit: }", NULL);
    assert_int_equal(choice.list.items[0].row.args.len, 0);
    release(&choice);
}

static void
each_preset_has_a_format_that_there_is(void **state)
{
    struct choice choice;
    for (size_t i = 0; i < conf_presets_len; i++) {
        choose(&choice, *state, "", conf_presets[i]);
        assert_int_equal(choice.status, 0);
        assert_int_equal(choice.list.items[0].format == NULL,
                         choice.list.items[0].builtin != BUILTIN_NONE);
        release(&choice);
    }
}

static void
settings_know_the_formats_that_there_are(void **state)
{
    size_t i = 0;
    (void)state;
    for (; format_names[i] && conf_formats[i]; i++) {
        assert_string_equal(format_names[i], conf_formats[i]);
    }
    assert_null(format_names[i]);
    assert_null(conf_formats[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(without_rows_those_that_the_project_configures_run),
        SCRATCH_TEST(rows_run_in_their_order_and_nothing_else),
        SCRATCH_TEST(names_are_rows_presets_and_what_is_built_in),
        SCRATCH_TEST(a_row_named_like_a_preset_is_the_users),
        SCRATCH_TEST(an_unknown_name_is_answered_with_the_nearest),
        SCRATCH_TEST(options_and_settings_raise_the_level),
        SCRATCH_TEST(a_broken_pattern_names_its_place),
        SCRATCH_TEST(the_tool_is_what_other_programs_run),
        SCRATCH_TEST(paths_are_globs_and_folders),
        SCRATCH_TEST(without_paths_all_files_are_wanted),
        SCRATCH_TEST(bandit_is_told_of_the_projects_settings),
        SCRATCH_TEST(each_preset_has_a_format_that_there_is),
        SCRATCH_TEST(settings_know_the_formats_that_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
