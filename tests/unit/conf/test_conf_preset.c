/* SPDX-License-Identifier: MIT */
#include "core/conf/conf_preset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/conf/conf.h"

static void
assert_text(struct str text, const char *expected)
{
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.data, expected, text.len);
}

/* The items with a space between. */
static void
assert_list(const struct conf_list *list, const char *expected)
{
    struct buf out;

    buf_init(&out, BUF_UNLIMITED);
    for (size_t i = 0; i < list->len; i++) {
        buf_text(&out, i > 0 ? " " : "");
        buf_str(&out, list->items[i]);
    }
    assert_string_equal(buf_cstr(&out), expected);
    buf_release(&out);
}

static void
assert_refused(const char *text, const char *expected)
{
    struct conf conf;
    struct err err = {0};

    assert_int_equal(conf_parse("f", str_from(text), NULL, &conf, &err), -1);
    assert_string_equal(err.text, expected);
    assert_int_equal(err.code, ERR_FORMAT);
}

/* The only row of `text`, complete; the caller releases. */
static struct conf
load(const char *text, struct conf_analyzer *complete)
{
    struct conf conf;
    struct err err = {0};

    if (conf_parse("f", str_from(text), NULL, &conf, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(conf.analyzers_len, 1);
    conf_analyzer_complete(&conf.arena, &conf.analyzers[0], complete);
    return conf;
}

static bool
has_file(const char *name)
{
    for (size_t i = 0; i < conf_preset_files_len; i++)
        if (strcmp(conf_preset_files[i].name, name) == 0)
            return true;
    return false;
}

static void
each_preset_has_a_file_and_each_file_is_a_preset(void **state)
{
    size_t builtins = 0;

    (void)state;
    for (size_t i = 0; i < conf_presets_len; i++) {
        bool builtin = strcmp(conf_presets[i], "syntax") == 0 ||
                       strcmp(conf_presets[i], "imports") == 0;
        builtins += builtin;
        assert_int_equal(has_file(conf_presets[i]), !builtin);
    }
    assert_int_equal(builtins, 2);
    assert_int_equal(conf_preset_files_len + builtins, conf_presets_len);
    assert_null(conf_presets[conf_presets_len]);
}

static void
names_of_presets_and_formats_are_sorted(void **state)
{
    (void)state;
    for (size_t i = 1; i < conf_presets_len; i++)
        assert_true(strcmp(conf_presets[i - 1], conf_presets[i]) < 0);
    for (size_t i = 1; conf_formats[i]; i++)
        assert_true(strcmp(conf_formats[i - 1], conf_formats[i]) < 0);
}

static bool
list_has(const struct conf_list *list, const char *item)
{
    for (size_t i = 0; i < list->len; i++)
        if (str_equal(list->items[i], str_from(item)))
            return true;
    return false;
}

static void
each_preset_is_a_complete_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < conf_preset_files_len; i++) {
        struct arena arena;
        struct conf_analyzer row;
        arena_init(&arena);
        conf_preset(&arena, str_from(conf_preset_files[i].name), &row);
        assert_text(row.row.name, conf_preset_files[i].name);
        assert_text(row.preset, conf_preset_files[i].name);
        assert_true(conf_analyzer_gives(&row, "level"));
        assert_true(conf_analyzer_gives(&row, "output"));
        assert_true(conf_analyzer_gives(&row, "identity"));
        assert_true(list_has(&row.command, "{files}"));
        assert_true(list_has(&row.command, "{args}"));
        assert_true(str_equal(row.command.items[0], row.version.items[0]));
        /* Under these, tools put escapes even into a pipe. */
        assert_true(list_has(&row.env_unset, "FORCE_COLOR"));
        assert_true(list_has(&row.env_unset, "CLICOLOR_FORCE"));
        for (int status = 0; status < 256; status++)
            assert_false(conf_status_is(&row.clean, status) &&
                         conf_status_is(&row.findings, status));
        arena_release(&arena);
    }
}

/* levels.md decides; an accident here would replay stale answers. */
static void
presets_have_the_levels_that_were_found(void **state)
{
    static const struct {
        const char *name;
        enum conf_level level;
    } expected[] = {
        {"ruff", CONF_LEVEL_NAMES},
        {"ruff-format", CONF_LEVEL_NONE},
        {"flake8", CONF_LEVEL_NONE},
        {"bandit", CONF_LEVEL_NONE},
        {"black", CONF_LEVEL_NONE},
        {"pylint", CONF_LEVEL_CODE},
        {"mypy", CONF_LEVEL_DECLARED},
        {"pyright", CONF_LEVEL_INFERRED},
        {"ty", CONF_LEVEL_INFERRED},
        {"pyrefly", CONF_LEVEL_CODE},
        {"syntax", CONF_LEVEL_CONTENT},
        {"imports", CONF_LEVEL_CONTENT},
        {"pylint-project", CONF_LEVEL_CONTENT},
    };

    (void)state;
    assert_int_equal(sizeof(expected) / sizeof(*expected), conf_presets_len);
    for (size_t i = 0; i < conf_presets_len; i++) {
        struct arena arena;
        struct conf_analyzer row;
        arena_init(&arena);
        conf_preset(&arena, str_from(expected[i].name), &row);
        assert_int_equal(row.level, expected[i].level);
        arena_release(&arena);
    }
}

static void
pylint_statuses_are_bits(void **state)
{
    struct arena arena;
    struct conf_analyzer row;

    (void)state;
    arena_init(&arena);
    conf_preset(&arena, STR("pylint"), &row);
    for (int status = 1; status < 256; status++) {
        bool broken = (status & 1) || status >= 32;
        assert_int_equal(conf_status_is(&row.findings, status), !broken);
    }
    arena_release(&arena);
}

static void
what_a_row_leaves_out_is_its_presets(void **state)
{
    struct conf_analyzer row;
    struct conf conf = load("analyzers: {types: {preset: mypy, level: code, "
                            "args: [--strict], clean: [0, 3]}}",
                            &row);

    (void)state;
    assert_text(row.row.name, "types");
    assert_text(row.preset, "mypy");
    assert_int_equal(row.level, CONF_LEVEL_CODE);
    assert_list(&row.args, "--strict");
    assert_list(&row.clean, "0 3");
    assert_list(&row.version, "mypy --version");
    assert_text(row.output, "mypy");
    assert_int_equal(row.per_batch, CONF_BATCH_WHOLE);
    assert_true(conf_analyzer_gives(&row, "upwards"));
    assert_false(conf_analyzer_gives(&conf.analyzers[0], "upwards"));
    conf_release(&conf);
}

static void
what_a_row_adds_takes_nothing_away(void **state)
{
    struct conf_analyzer row;
    struct conf conf = load("analyzers: {mypy: {inputs: [uv.lock], "
                            "upwards: [mypy.ini], "
                            "env_set: [MYPYPATH=stubs, A=b]}}",
                            &row);

    (void)state;
    assert_list(&row.inputs, "~/.config/mypy/config ~/.mypy.ini uv.lock");
    assert_list(&row.upwards, ".mypy.ini pyproject.toml setup.cfg mypy.ini");
    assert_list(&row.env_set, "MYPYPATH=stubs A=b");
    conf_release(&conf);
}

static void
a_row_without_a_preset_has_defaults(void **state)
{
    struct conf_analyzer row;
    struct conf conf = load("analyzers: {a: {command: [x]}}", &row);

    (void)state;
    assert_list(&row.clean, "0");
    assert_list(&row.findings, "1");
    assert_list(&row.identity, "python");
    assert_text(row.output, "gcc");
    assert_int_equal(row.per_batch, CONF_BATCH_CHUNK);
    assert_int_equal(row.batch_by, CONF_BATCH_BY_ANY);
    assert_int_equal(row.level, CONF_LEVEL_CONTENT);
    assert_false(row.writes);
    conf_release(&conf);
}

static void
a_built_in_analyzer_has_places_only(void **state)
{
    struct conf_analyzer row;
    struct conf conf = load("analyzers: {imports: {exclude: [docs/]}}", &row);

    (void)state;
    assert_list(&row.exclude, "docs/");
    assert_list(&row.command, "");
    conf_release(&conf);
    assert_refused("analyzers: {syntax: {level: none}}",
                   "f:1:22: `level` means nothing to `syntax`, which is built "
                   "in; it has `paths` and `exclude`");
    assert_refused("analyzers: {x: {preset: imports, command: [y]}}",
                   "f:1:34: `command` means nothing to `imports`, which is "
                   "built in; it has `paths` and `exclude`");
}

static void
a_status_is_a_number_or_a_range(void **state)
{
    static const char *const bad[] = {"256", "-1", "2-1", "1-256", "01",
                                      "1-",  "a",  "1,2", "1-2-3"};
    struct conf_analyzer row;
    struct conf conf =
        load("analyzers: {a: {command: [x], findings: [1, 7-9]}}", &row);

    (void)state;
    for (int status = 0; status < 256; status++)
        assert_int_equal(conf_status_is(&row.findings, status),
                         status == 1 || (status >= 7 && status <= 9));
    conf_release(&conf);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct buf text;
        struct buf expected;
        buf_init(&text, BUF_UNLIMITED);
        buf_init(&expected, BUF_UNLIMITED);
        buf_printf(&text, "analyzers: {a: {command: [x], clean: ['%s']}}",
                   bad[i]);
        buf_printf(&expected,
                   "f:1:39: `clean` must be exit statuses from 0 to 255, such "
                   "as 1 or 2-9, not `%s`",
                   bad[i]);
        assert_refused(buf_cstr(&text), buf_cstr(&expected));
        buf_release(&text);
        buf_release(&expected);
    }
}

static void
a_status_cannot_mean_two_things(void **state)
{
    (void)state;
    assert_refused("analyzers: {a: {command: [x], findings: [0-3]}}",
                   "f:1:41: status 0 is in both `clean` and `findings`");
    assert_refused("analyzers: {a: {command: [x], clean: [1]}}",
                   "f:1:38: status 1 is in both `clean` and `findings`");
}

static void
a_regular_expression_and_its_format_need_each_other(void **state)
{
    (void)state;
    assert_refused("analyzers: {a: {command: [x], output: regex}}",
                   "f:1:39: `output: regex` needs a `pattern` with groups "
                   "called path and line");
    assert_refused("analyzers: {a: {command: [x], pattern: y}}",
                   "f:1:40: `pattern` is for `output: regex` alone");
}

static void
variables_have_names(void **state)
{
    (void)state;
    assert_refused("analyzers: {a: {command: [x], env: [A B]}}",
                   "f:1:37: `env` must be names of variables, such as HOME or "
                   "TOOL_*, not `A B`");
    assert_refused("analyzers: {a: {command: [x], env_unset: ['*']}}",
                   "f:1:43: `env_unset` must be names of variables, such as "
                   "HOME or TOOL_*, not `*`");
    assert_refused("analyzers: {a: {command: [x], env_set: [A]}}",
                   "f:1:41: `env_set` must be NAME=value, not `A`");
    assert_refused("analyzers: {a: {command: [x], identity: [pyton]}}",
                   "f:1:42: `identity` must be python, environment or path, "
                   "not `pyton`; did you mean `python`?");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_preset_has_a_file_and_each_file_is_a_preset),
        cmocka_unit_test(names_of_presets_and_formats_are_sorted),
        cmocka_unit_test(each_preset_is_a_complete_row),
        cmocka_unit_test(presets_have_the_levels_that_were_found),
        cmocka_unit_test(pylint_statuses_are_bits),
        cmocka_unit_test(what_a_row_leaves_out_is_its_presets),
        cmocka_unit_test(what_a_row_adds_takes_nothing_away),
        cmocka_unit_test(a_row_without_a_preset_has_defaults),
        cmocka_unit_test(a_built_in_analyzer_has_places_only),
        cmocka_unit_test(a_status_is_a_number_or_a_range),
        cmocka_unit_test(a_status_cannot_mean_two_things),
        cmocka_unit_test(a_regular_expression_and_its_format_need_each_other),
        cmocka_unit_test(variables_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
