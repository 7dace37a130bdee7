/* SPDX-License-Identifier: MIT */
#include "core/run/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/run/identity_case.h"

/* ---- remembering */

static void
what_was_asked_once_is_known(void **state)
{
    struct question question = {*state, "p", NULL, false};
    struct answer answer;
    make_project(*state, "p");
    find(question, &answer);
    assert_int_equal(answer.status, 0);
    assert_true(answer.identity.asked);
    assert_true(str_equal(answer.identity.version, STR("lint 1.0")));
    assert_true(
        str_ends_with(answer.identity.program, STR("/p/.venv/bin/lint")));
    struct digest first = answer.identity.digest;
    arena_release(&answer.arena);
    find(question, &answer);
    assert_false(answer.identity.asked);
    assert_true(str_equal(answer.identity.version, STR("lint 1.0")));
    assert_true(digest_equal(&answer.identity.digest, &first));
    arena_release(&answer.arena);
    assert_int_equal(times_asked(), 1);
}

static void
without_a_cache_it_is_asked_each_time(void **state)
{
    struct question question = {*state, "p", NULL, true};
    make_project(*state, "p");
    assert_true(was_asked(question));
    assert_true(was_asked(question));
    assert_false(file_exists("p/.depstamp"));
}

static void
a_damaged_file_is_asked_anew(void **state)
{
    struct question question = {*state, "p", NULL, false};
    make_project(*state, "p");
    struct digest first = digest_of(question);
    put("p", ".depstamp/tools", "depstamp-tools1\nrubbish", 0600);
    assert_follows(question, true, false, &first);
}

static void
a_replaced_program_is_asked_again(void **state)
{
    struct question question = {*state, "p", NULL, false};
    make_project(*state, "p");
    struct digest first = digest_of(question);
    put("p", ".venv/bin/lint", "#!/bin/sh\necho lint 2.0\n", 0700);
    struct answer answer;
    find(question, &answer);
    assert_true(answer.identity.asked);
    assert_true(str_equal(answer.identity.version, STR("lint 2.0")));
    assert_false(digest_equal(&answer.identity.digest, &first));
    arena_release(&answer.arena);
}

/* ---- what is installed beside it */

static void
a_new_plugin_makes_it_another_tool(void **state)
{
    struct question question = {*state, "p", NULL, false};
    make_project(*state, "p");
    struct digest first = digest_of(question);
    put("p", PACKAGES "lint_plugin-0.1.dist-info/METADATA", "", 0600);
    assert_follows(question, true, true, &first);
}

static void
a_new_interpreter_makes_it_another_tool(void **state)
{
    struct question question = {*state, "p", NULL, false};
    struct buf newer;
    make_project(*state, "p");
    struct digest first = digest_of(question);
    buf_init(&newer, BUF_UNLIMITED);
    buf_text(&newer, python);
    char *version = strstr(buf_cstr(&newer), "3.12.1");
    version[5] = '2';
    put("p", ".venv/bin/python3", buf_cstr(&newer), 0700);
    assert_follows(question, true, true, &first);
    buf_release(&newer);
}

static void
a_tool_without_plugins_is_its_version(void **state)
{
    struct question question = {
        *state, "p",
        "command: [lint], version: [lint, --version], identity: []", false};
    make_project(*state, "p");
    struct digest first = digest_of(question);
    put("p", PACKAGES "lint_plugin-0.1.dist-info/METADATA", "", 0600);
    assert_follows(question, true, false, &first);
    put("p", ".venv/bin/said", "echo lint 1.1", 0600);
    put("p", PACKAGES "lint_plugin-0.2.dist-info/METADATA", "", 0600);
    assert_follows(question, true, true, &first);
}

static void
sources_installed_as_such_count_by_their_content(void **state)
{
    struct question question = {*state, "p", NULL, false};
    struct buf line;
    make_project(*state, "p");
    buf_init(&line, BUF_UNLIMITED);
    buf_printf(&line, "%s/plugin/src\n", (char *)*state);
    put(".", "plugin/src/plug/__init__.py", "1", 0600);
    put("p", PACKAGES "__editable__.plug.pth", buf_cstr(&line), 0600);
    struct digest first = digest_of(question);
    assert_false(was_asked(question));
    put(".", "plugin/src/plug/__init__.py", "2", 0600);
    assert_follows(question, true, true, &first);
    put(".", "plugin/src/plug/__init__.py", "1", 0600);
    struct digest again = digest_of(question);
    assert_true(digest_equal(&first, &again));
    put(".", "plugin/src/plug/notes.txt", "", 0600);
    assert_follows(question, false, false, &first);
    put(".", "plugin/src/plug/more.py", "", 0600);
    assert_follows(question, true, true, &first);
    buf_release(&line);
}

static void
the_projects_environment_counts_where_it_is_looked_at(void **state)
{
    struct question question = {*state, "p",
                                "command: [other], version: [other, -v], "
                                "identity: [environment]",
                                false};
    make_project(*state, "p");
    put(".", "path/other", "#!/bin/sh\necho other 1\n", 0700);
    struct digest first = digest_of(question);
    put("p", PACKAGES "new.py", "", 0600);
    struct digest second = digest_of(question);
    assert_false(digest_equal(&first, &second));
}

/* ---- the same at another place */

static void
a_copy_at_another_place_is_the_same_tool(void **state)
{
    static const char said[] = "echo \"lint 1.0 from $0\"\npwd\n";
    struct digest digests[2];
    const char *const roots[] = {"p", "some/where/else"};
    for (int i = 0; i < 2; i++) {
        make_project(*state, roots[i]);
        put(roots[i], ".venv/bin/said", said, 0600);
        digests[i] =
            digest_of((struct question){*state, roots[i], NULL, false});
    }
    assert_true(digest_equal(&digests[0], &digests[1]));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(what_was_asked_once_is_known),
        SCRATCH_TEST(without_a_cache_it_is_asked_each_time),
        SCRATCH_TEST(a_damaged_file_is_asked_anew),
        SCRATCH_TEST(a_replaced_program_is_asked_again),
        SCRATCH_TEST(a_new_plugin_makes_it_another_tool),
        SCRATCH_TEST(a_new_interpreter_makes_it_another_tool),
        SCRATCH_TEST(a_tool_without_plugins_is_its_version),
        SCRATCH_TEST(sources_installed_as_such_count_by_their_content),
        SCRATCH_TEST(the_projects_environment_counts_where_it_is_looked_at),
        SCRATCH_TEST(a_copy_at_another_place_is_the_same_tool),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
