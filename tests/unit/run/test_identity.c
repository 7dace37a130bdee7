/* SPDX-License-Identifier: MIT */
#include "core/run/identity.h"

#include <stdio.h>
#include <string.h>

#include "core/sys/file.h"
#include "core/sys/path.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

/*
 * A Python that is a shell script: called by the first line of a tool it
 * says what the file `said` has, and notes in `asked` that it was.
 */
static const char python[] = "#!/bin/sh\n"
                             "if [ \"$1\" = -V ]; then\n"
                             "    echo Python 3.12.1\n"
                             "    exit\n"
                             "fi\n"
                             "here=$(dirname \"$0\")\n"
                             "echo x >>\"$here/asked\"\n"
                             ". \"$here/said\"\n";

#define PACKAGES ".venv/lib/python3.12/site-packages/"

static void
put(const char *root, const char *name, const char *text, int mode)
{
    struct buf path;
    struct err err;
    buf_init(&path, BUF_UNLIMITED);
    buf_printf(&path, "%s/%s", root, name);
    if (file_replace(buf_cstr(&path), text, strlen(text), &err) != 0) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(chmod(buf_cstr(&path), (mode_t)mode), 0);
    buf_release(&path);
}

/* A project in the folder `root` with a tool `lint` in its environment. */
static void
make_project(const char *scratch, const char *root)
{
    struct buf line;
    buf_init(&line, BUF_UNLIMITED);
    buf_printf(&line, "#!%s/%s/.venv/bin/python3\n", scratch, root);
    put(root, ".venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.12.1\n", 0600);
    put(root, ".venv/bin/python3", python, 0700);
    put(root, ".venv/bin/lint", buf_cstr(&line), 0700);
    put(root, ".venv/bin/said", "echo lint 1.0", 0600);
    put(root, PACKAGES "lint-1.0.dist-info/METADATA", "", 0600);
    put(root, PACKAGES "lint.py", "", 0600);
    buf_release(&line);
}

struct answer {
    struct arena arena;
    struct identity identity;
    struct err err;
    int status;
};

/* What the tool of one row is, for a run of its own. */
struct question {
    const char *scratch;
    const char *root;
    const char *row; /* NULL: lint, with its Python */
    bool forget;
};

static void
find(struct question question, struct answer *answer)
{
    const char *row = question.row ? question.row
                                   : "command: [lint], "
                                     "version: [lint, --version]";
    struct conf conf;
    struct analyzer_list list = {0};
    struct buf text;
    struct arena *arena = &answer->arena;
    *answer = (struct answer){0};
    arena_init(arena);
    buf_init(&text, BUF_UNLIMITED);
    buf_printf(&text, "analyzers: {a: {%s}}", row);
    if (conf_parse("f", buf_view(&text), NULL, &conf, &answer->err) != 0) {
        fail_msg("%s", answer->err.text);
    }
    struct str root =
        path_join(arena, str_from(question.scratch), str_from(question.root));
    if (analyzers_select(arena, &(struct analyzer_project){&conf, root}, NULL,
                         &list, &answer->err) != 0) {
        fail_msg("%s", answer->err.text);
    }
    char *environment[] = {
        arena_printf(arena, "PATH=%s/path:/usr/bin:/bin", question.scratch),
        arena_cstr(arena, STR("FORCE_COLOR=1")), NULL};
    struct str cache = path_join(arena, root, STR(".depstamp"));
    struct identity_options options = {.root = root,
                                       .cache_dir =
                                           question.forget ? NULL : cache.data,
                                       .environment = environment,
                                       .timeout_ms = 20000};
    struct identities *identities = identities_open(&options);
    answer->status = identity_find(identities, &list.items[0], arena,
                                   &answer->identity, &answer->err);
    identities_close(identities);
    VEC_RELEASE(&list);
    buf_release(&text);
    conf_release(&conf);
}

static struct digest
digest_of(struct question question)
{
    struct answer answer;
    find(question, &answer);
    if (answer.status != 0) {
        fail_msg("%s", answer.err.text);
    }
    struct digest digest = answer.identity.digest;
    arena_release(&answer.arena);
    return digest;
}

static bool
was_asked(struct question question)
{
    struct answer answer;
    find(question, &answer);
    assert_int_equal(answer.status, 0);
    arena_release(&answer.arena);
    return answer.identity.asked;
}

/* After `change`, is it asked again, and is it another one? */
static void
assert_follows(struct question question, bool asked, bool differs,
               const struct digest *before)
{
    struct answer answer;
    find(question, &answer);
    assert_int_equal(answer.status, 0);
    assert_int_equal(answer.identity.asked, asked);
    assert_int_equal(!digest_equal(&answer.identity.digest, before), differs);
    arena_release(&answer.arena);
    assert_false(was_asked(question));
}

static size_t
times_asked(void)
{
    struct buf notes;
    struct err err;
    buf_init(&notes, 1 << 20);
    if (file_read(FILE_HERE, "p/.venv/bin/asked", &notes, NULL, &err) != 0) {
        notes.len = 0;
    }
    size_t times = notes.len / 2;
    buf_release(&notes);
    return times;
}

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
    put(".", "path/manager", "\x7f", 0700);
    assert_int_equal(unlink("path/manager"), 0);
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
