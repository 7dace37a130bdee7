/* SPDX-License-Identifier: MIT */
#include "core/run/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/run/identity_case.h"

/* ---- what runs it */

static void
a_module_is_found_by_its_python(void **state)
{
    struct question question = {
        *state, "p",
        "command: [.venv/bin/python3, -m, lint], version: [lint, --version]",
        false};
    make_project(*state, "p");
    struct digest first = digest_of(question);
    assert_false(was_asked(question));
    put("p", PACKAGES "lint_plugin-0.1.dist-info/METADATA", "", 0600);
    assert_follows(question, true, true, &first);
}

static void
what_runs_something_else_is_asked_each_time(void **state)
{
    struct question question = {
        *state, "p", "command: [uv, run, lint], version: [lint, --version]",
        false};
    struct answer answer;
    make_project(*state, "p");
    put(".", "path/uv", "#!/bin/sh\necho \"uv $*\"\n", 0700);
    find(question, &answer);
    assert_int_equal(answer.status, 0);
    assert_true(
        str_equal(answer.identity.version, STR("uv run lint --version")));
    assert_true(str_ends_with(answer.identity.program, STR("/path/uv")));
    struct digest first = answer.identity.digest;
    arena_release(&answer.arena);
    assert_true(was_asked(question));
    put("p", PACKAGES "lint_plugin-0.1.dist-info/METADATA", "", 0600);
    struct digest second = digest_of(question);
    assert_false(digest_equal(&first, &second));
}

static void
a_link_to_a_program_of_another_name_is_asked_each_time(void **state)
{
    struct question question = {
        *state, "p", "command: [lint], version: [lint, --version]", false};
    make_project(*state, "p");
    put(".", "path/other", "", 0700);
    assert_int_equal(symlink("/bin/echo", "path/lint"), 0);
    assert_true(was_asked(question));
    assert_true(was_asked(question));
}

static void
a_program_of_node_is_its_package(void **state)
{
    struct question question = {
        *state, "p", "command: [lint], version: [lint, --version]", false};
    make_project(*state, "p");
    put(".", "path/node", "#!/bin/sh\necho node lint 1\n", 0700);
    put(".", "lib/lint/bin/lint", "#!/usr/bin/env node\n", 0700);
    put(".", "lib/lint/package.json", "{\"version\": \"1\"}", 0600);
    assert_int_equal(symlink("../lib/lint/bin/lint", "path/lint"), 0);
    assert_true(was_asked(question));
    assert_false(was_asked(question));
    put(".", "lib/lint/package.json", "{\"version\": \"2\"}", 0600);
    assert_true(was_asked(question));
    assert_false(was_asked(question));
}

static void
path_comes_before_the_projects_environment(void **state)
{
    struct question question = {*state, "p", NULL, false};
    struct answer answer;
    make_project(*state, "p");
    put(".", "path/lint", "#!/bin/sh\necho shell 3\n", 0700);
    find(question, &answer);
    assert_true(str_ends_with(answer.identity.program, STR("/path/lint")));
    assert_true(str_equal(answer.identity.version, STR("shell 3")));
    arena_release(&answer.arena);
}

static void
without_a_version_command_the_programs_bytes_count(void **state)
{
    struct question question = {*state, "p", "command: [tools/check]", false};
    put("p", "tools/check", "#!/bin/sh\nexit 1\n", 0700);
    struct digest first = digest_of(question);
    struct digest second = digest_of(question);
    assert_true(digest_equal(&first, &second));
    put("p", "tools/check", "#!/bin/sh\nexit 2\n", 0700);
    struct digest third = digest_of(question);
    assert_false(digest_equal(&first, &third));
}

static void
a_version_is_asked_for_without_colours(void **state)
{
    struct question question = {*state, "p",
                                "command: [lint], version: [lint, -v], "
                                "env_unset: ['FORCE_*'], env_set: [A=b]",
                                false};
    struct answer answer;
    make_project(*state, "p");
    put("p", ".venv/bin/said", "echo \"<$FORCE_COLOR><$A>\"", 0600);
    find(question, &answer);
    assert_true(str_equal(answer.identity.version, STR("<><b>")));
    arena_release(&answer.arena);
}

/* ---- trouble */

static void
assert_refused(struct question question, enum err_code code,
               const char *expected)
{
    struct answer answer;
    find(question, &answer);
    assert_int_equal(answer.status, -1);
    assert_string_equal(answer.err.text, expected);
    assert_int_equal(answer.err.code, code);
    arena_release(&answer.arena);
}

static void
an_absent_tool_is_named_with_where_it_was_looked_for(void **state)
{
    make_project(*state, "p");
    assert_refused((struct question){*state, "p", "preset: mypy", false},
                   ERR_ABSENT,
                   "mypy is not installed (looked for `mypy` on PATH and in "
                   ".venv/bin)");
    assert_refused((struct question){*state, "p", "command: [x/y]", false},
                   ERR_ABSENT, "y is not installed (looked for `x/y` there)");
}

static void
a_tool_that_does_not_answer_is_named_with_what_it_said(void **state)
{
    struct question question = {*state, "p", NULL, false};
    make_project(*state, "p");
    put("p", ".venv/bin/said",
        "echo Traceback >&2\necho 'ImportError: no x' >&2\nexit 3", 0600);
    assert_refused(question, ERR_IO,
                   "lint --version exited with 3: ImportError: no x");
    put("p", ".venv/bin/said", "echo lint 1.0", 0600);
    assert_true(was_asked(question));
    assert_false(was_asked(question));
}

static void
what_is_built_in_needs_no_program(void **state)
{
    struct digest syntax =
        digest_of((struct question){*state, "p", "preset: syntax", false});
    struct digest imports =
        digest_of((struct question){*state, "p", "preset: imports", false});
    assert_false(digest_equal(&syntax, &imports));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_module_is_found_by_its_python),
        SCRATCH_TEST(what_runs_something_else_is_asked_each_time),
        SCRATCH_TEST(a_link_to_a_program_of_another_name_is_asked_each_time),
        SCRATCH_TEST(a_program_of_node_is_its_package),
        SCRATCH_TEST(path_comes_before_the_projects_environment),
        SCRATCH_TEST(without_a_version_command_the_programs_bytes_count),
        SCRATCH_TEST(a_version_is_asked_for_without_colours),
        SCRATCH_TEST(an_absent_tool_is_named_with_where_it_was_looked_for),
        SCRATCH_TEST(a_tool_that_does_not_answer_is_named_with_what_it_said),
        SCRATCH_TEST(what_is_built_in_needs_no_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
