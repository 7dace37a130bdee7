/* SPDX-License-Identifier: MIT */
#include "core/run/detect.h"

#include <string.h>

#include "core/run/analyzer.h"
#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* With one file of this text, exactly these presets are found. */
static void
assert_detected(const char *root, const char *file, const char *text,
                const char *expected)
{
    struct arena arena;
    struct conf_list names;
    struct buf found;
    struct err err;
    arena_init(&arena);
    buf_init(&found, BUF_UNLIMITED);
    assert_int_equal(file_replace(file, text, strlen(text), &err), 0);
    analyzer_detect(&arena, str_from(root), &names);
    for (size_t i = 0; i < names.len; i++) {
        buf_text(&found, i > 0 ? " " : "");
        buf_str(&found, names.items[i]);
    }
    assert_string_equal(buf_cstr(&found), expected);
    assert_int_equal(unlink(file), 0);
    buf_release(&found);
    arena_release(&arena);
}

static void
without_settings_nothing_is_found(void **state)
{
    assert_detected(*state, "README", "", "");
    assert_detected(*state, "pyproject.toml", "[project]\nname = 'ruff'\n", "");
    assert_detected(*state, "setup.cfg", "[metadata]\nname = mypy\n", "");
}

static void
a_file_of_its_own_is_enough(void **state)
{
    assert_detected(*state, "ruff.toml", "", "ruff");
    assert_detected(*state, ".mypy.ini", "", "mypy");
    assert_detected(*state, ".pylintrc", "", "pylint");
    assert_detected(*state, "pyrightconfig.json", "{}", "pyright");
    assert_detected(*state, "ty.toml", "", "ty");
    assert_detected(*state, "pyrefly.toml", "", "pyrefly");
    assert_detected(*state, ".flake8", "", "flake8");
    assert_detected(*state, ".bandit", "", "bandit");
}

static void
tables_of_pyproject_are_found_in_any_form(void **state)
{
    static const char *const ruff[] = {
        "[tool.ruff]\n",
        "[ tool.ruff ] # empty\r\n",
        "[tool.ruff.lint]\nselect = ['E']\n",
        "[tool]\nruff.line-length = 80\n",
        "[tool]\nruff = {line-length = 80}\n",
        "tool.ruff.line-length = 80\n",
        "[[tool.ruff.overrides]]\n",
    };
    for (size_t i = 0; i < sizeof(ruff) / sizeof(*ruff); i++) {
        assert_detected(*state, "pyproject.toml", ruff[i], "ruff");
    }
    assert_detected(*state, "pyproject.toml", "[tool.ruff.format]\n",
                    "ruff ruff-format");
    assert_detected(*state, "pyproject.toml",
                    "[tool.ty.rules]\n[tool.black]\n[tool.mypy]\n",
                    "black mypy ty");
    assert_detected(*state, "pyproject.toml",
                    "[tool.typer]\n[tool.ruffian]\n[tools.mypy]\n", "");
}

static void
sections_of_setup_cfg_and_tox_ini_are_found(void **state)
{
    assert_detected(*state, "setup.cfg", "[flake8]\nmax-line-length = 99\n",
                    "flake8");
    assert_detected(*state, "setup.cfg", "[mypy-django.*]\n", "mypy");
    assert_detected(*state, "tox.ini", "[pylint.master]\n[flake8]\n",
                    "flake8 pylint");
    assert_detected(*state, "tox.ini", "[testenv:mypy]\n", "");
}

static void
hooks_of_pre_commit_are_found(void **state)
{
    assert_detected(*state, ".pre-commit-config.yaml",
                    "repos:\n"
                    "- repo: somewhere/ruff-pre-commit\n"
                    "  hooks:\n"
                    "    - id: ruff-check\n"
                    "      args: [--fix]\n"
                    "    - id: 'ruff-format' # last\n"
                    "- repo: local\n"
                    "  hooks: [{id: mypy, language: system}]\n",
                    "mypy ruff ruff-format");
    assert_detected(*state, ".pre-commit-config.yaml",
                    "# - id: ruff\n- uid: mypy\n- id: mypy-extra\n- id:\n", "");
}

static void
one_table_can_be_asked_for(void **state)
{
    struct arena arena;
    struct err err;
    const char *text = "[tool.bandit]\nskips = []\nx = 1\n";
    arena_init(&arena);
    assert_int_equal(file_replace("pyproject.toml", text, strlen(text), &err),
                     0);
    assert_true(detect_table(&arena, str_from(*state), "tool.bandit"));
    assert_false(detect_table(&arena, str_from(*state), "tool.ban"));
    assert_int_equal(unlink("pyproject.toml"), 0);
    assert_false(detect_table(&arena, str_from(*state), "tool.bandit"));
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_settings_nothing_is_found),
        cmocka_unit_test(a_file_of_its_own_is_enough),
        cmocka_unit_test(tables_of_pyproject_are_found_in_any_form),
        cmocka_unit_test(sections_of_setup_cfg_and_tox_ini_are_found),
        cmocka_unit_test(hooks_of_pre_commit_are_found),
        cmocka_unit_test(one_table_can_be_asked_for),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
