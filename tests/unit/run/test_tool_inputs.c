/* SPDX-License-Identifier: MIT */
#include "core/run/tool_inputs.h"

#include <string.h>

#include "core/sys/file.h"
#include "core/sys/path.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The project lies in `p`, so that there is something above it. */
static struct str
project(struct arena *arena, const char *scratch)
{
    return path_join(arena, str_from(scratch), STR("p"));
}

static void
put(const char *name, const char *text)
{
    struct err err;
    if (file_replace(name, text, strlen(text), &err) != 0) {
        fail_msg("%s", err.text);
    }
}

/* An analyzer from one row of YAML. */
struct fixture {
    struct arena arena;
    struct conf conf;
    struct analyzer analyzer;
    struct str root;
    char *const *environment;
};

static void
open_fixture(struct fixture *fixture, const char *scratch, const char *row)
{
    struct buf text;
    struct err err;
    *fixture = (struct fixture){0};
    arena_init(&fixture->arena);
    buf_init(&text, BUF_UNLIMITED);
    buf_printf(&text, "analyzers: {a: {command: [x, '{files}'], %s}}", row);
    if (conf_parse("f", buf_view(&text), NULL, &fixture->conf, &err) != 0) {
        fail_msg("%s", err.text);
    }
    buf_release(&text);
    fixture->analyzer.row = fixture->conf.analyzers[0];
    fixture->analyzer.kind.level = LEVEL_CODE;
    fixture->root = project(&fixture->arena, scratch);
    put("p/a/b/c.py", "");
    put("p/a/d.py", "");
}

static void
close_fixture(struct fixture *fixture)
{
    conf_release(&fixture->conf);
    arena_release(&fixture->arena);
}

/* A copy that may be put into an environment. */
static char *
variable(struct fixture *fixture, const char *text)
{
    return arena_cstr(&fixture->arena, str_from(text));
}

static struct digest
common(const struct fixture *fixture)
{
    struct tool_inputs *inputs =
        tool_inputs_new(fixture->root, fixture->environment, HASH_XXH3);
    struct digest digest;
    tool_inputs_common(inputs, &fixture->analyzer, &digest);
    tool_inputs_free(inputs);
    return digest;
}

static struct digest
of(const struct fixture *fixture, const char *folder)
{
    struct tool_inputs *inputs =
        tool_inputs_new(fixture->root, fixture->environment, HASH_XXH3);
    struct digest digest;
    tool_inputs_of(inputs, &fixture->analyzer, str_from(folder), &digest);
    tool_inputs_free(inputs);
    return digest;
}

/* Writing `text` into `name` changes what is common to all files. */
static void
assert_common_follows(const struct fixture *fixture, const char *name,
                      bool follows)
{
    struct digest before = common(fixture);
    put(name, "1");
    struct digest there = common(fixture);
    put(name, "2");
    struct digest other = common(fixture);
    assert_int_equal(digest_equal(&before, &there), !follows);
    assert_int_equal(digest_equal(&there, &other), !follows);
    assert_int_equal(unlink(name), 0);
    struct digest after = common(fixture);
    assert_true(digest_equal(&before, &after));
}

static void
inputs_count_by_their_content_and_by_being_there(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, *state, "inputs: [x.ini, conf/y.toml]");
    assert_common_follows(&fixture, "p/x.ini", true);
    assert_common_follows(&fixture, "p/conf/y.toml", true);
    assert_common_follows(&fixture, "p/a/x.ini", false);
    assert_common_follows(&fixture, "x.ini", false);
    close_fixture(&fixture);
}

static void
globs_count_all_that_they_match(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, *state, "inputs: ['conf/*.ini', '**/*.toml']");
    assert_common_follows(&fixture, "p/conf/y.ini", true);
    assert_common_follows(&fixture, "p/conf/deep/y.ini", false);
    assert_common_follows(&fixture, "p/y.ini", false);
    assert_common_follows(&fixture, "p/y.toml", true);
    assert_common_follows(&fixture, "p/a/b/y.toml", true);
    assert_common_follows(&fixture, "y.toml", false);
    assert_common_follows(&fixture, "p/.git/y.toml", false);
    close_fixture(&fixture);
}

static void
upwards_looks_into_the_root_and_above(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, *state, "upwards: [x.ini]");
    assert_common_follows(&fixture, "p/x.ini", true);
    assert_common_follows(&fixture, "x.ini", true);
    assert_common_follows(&fixture, "p/a/x.ini", false);
    close_fixture(&fixture);
}

static void
the_home_folder_has_settings_too(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, *state, "inputs: ['~/.x.ini', '~/.config/y/z']");
    char *home = arena_printf(&fixture.arena, "HOME=%s/home", (char *)*state);
    char *xdg =
        arena_printf(&fixture.arena, "XDG_CONFIG_HOME=%s/xdg", (char *)*state);
    char *environment[] = {home, NULL, NULL};
    fixture.environment = environment;
    assert_common_follows(&fixture, "home/.x.ini", true);
    assert_common_follows(&fixture, "home/.config/y/z", true);
    environment[1] = xdg;
    assert_common_follows(&fixture, "home/.config/y/z", false);
    assert_common_follows(&fixture, "xdg/y/z", true);
    close_fixture(&fixture);
}

static void
files_that_the_command_names_count(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, *state,
                 "args: [--config=x.ini, -c, y.ini, --z, w.ini]");
    assert_common_follows(&fixture, "p/x.ini", true);
    assert_common_follows(&fixture, "p/y.ini", true);
    assert_common_follows(&fixture, "p/w.ini", true);
    assert_common_follows(&fixture, "p/v.ini", false);
    close_fixture(&fixture);
}

static void
a_variable_counts_if_the_tool_sees_it(void **state)
{
    struct fixture fixture;
    static const char *const names[] = {"A", "T_X", "T_GONE", "T_OURS", "B"};
    const bool counts[] = {true, true, false, false, false};
    open_fixture(&fixture, *state,
                 "env: [A, 'T_*'], env_unset: [T_GONE], env_set: [T_OURS=x]");
    char *environment[6] = {NULL};
    for (size_t i = 0; i < 5; i++) {
        environment[i] = arena_printf(&fixture.arena, "%s=1", names[i]);
    }
    fixture.environment = environment;
    struct digest before = common(&fixture);
    for (size_t i = 0; i < 5; i++) {
        char *kept = environment[i];
        environment[i] = arena_printf(&fixture.arena, "%s=2", names[i]);
        struct digest after = common(&fixture);
        assert_int_equal(digest_equal(&before, &after), !counts[i]);
        environment[i] = kept;
    }
    char *swapped[] = {environment[4], environment[1], environment[0], NULL};
    fixture.environment = swapped;
    struct digest after = common(&fixture);
    assert_true(digest_equal(&before, &after));
    close_fixture(&fixture);
}

static void
a_variable_that_names_a_file_stands_for_its_content(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, *state, "env: [RC]");
    char *environment[] = {
        arena_printf(&fixture.arena, "RC=%s/rc", (char *)*state), NULL};
    fixture.environment = environment;
    assert_common_follows(&fixture, "rc", true);
    close_fixture(&fixture);
}

static void
files_that_settings_name_count(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, *state, "upwards: [x.toml]");
    put("p/x.toml", "extend = 'conf/y.toml'\nexclude = ['a/d.py']\n");
    assert_common_follows(&fixture, "p/conf/y.toml", true);
    assert_common_follows(&fixture, "p/conf/z.toml", false);
    put("p/conf/y.toml", "extend = '../w.toml'");
    assert_common_follows(&fixture, "p/w.toml", true);
    put("p/w.toml", "extend = 'x.toml'");
    assert_common_follows(&fixture, "p/a/d.pyi", false);
    close_fixture(&fixture);
}

static void
the_row_itself_counts(void **state)
{
    static const char *const rows[] = {
        "args: [a]",        "args: [a, b]",   "args: [ab]",
        "output: mypy",     "stream: stderr", "env_set: [A=b]",
        "findings: [1, 2]", "drop: [E1]",     "per_batch: whole",
        "level: code",
    };
    struct digest digests[10];
    (void)state;
    for (size_t i = 0; i < 10; i++) {
        struct fixture fixture;
        open_fixture(&fixture, *state, rows[i]);
        digests[i] = common(&fixture);
        close_fixture(&fixture);
        for (size_t k = 0; k < i; k++) {
            assert_false(digest_equal(&digests[i], &digests[k]));
        }
    }
}

static void
nearest_files_count_from_each_folder_up(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, *state, "nearest: [x.toml, y.toml]");
    struct digest none = of(&fixture, "a/b");
    put("p/a/x.toml", "1");
    struct digest deep = of(&fixture, "a/b");
    struct digest own = of(&fixture, "a");
    struct digest root = of(&fixture, "");
    assert_false(digest_equal(&none, &deep));
    assert_true(digest_equal(&deep, &own));
    assert_true(digest_equal(&root, &none));
    put("y.toml", "1");
    struct digest above = of(&fixture, "a/b");
    assert_false(digest_equal(&above, &deep));
    put("p/a/x.toml", "2");
    struct digest changed = of(&fixture, "a/b");
    assert_false(digest_equal(&above, &changed));
    struct digest shared = common(&fixture);
    put("p/x.toml", "3");
    struct digest same = common(&fixture);
    assert_true(digest_equal(&shared, &same));
    close_fixture(&fixture);
}

static void
the_same_file_in_another_folder_is_another_configuration(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, *state, "nearest: [x.toml]");
    put("p/a/x.toml", "1");
    struct digest below = of(&fixture, "a/b");
    assert_int_equal(unlink("p/a/x.toml"), 0);
    put("p/x.toml", "1");
    struct digest above = of(&fixture, "a/b");
    assert_false(digest_equal(&below, &above));
    close_fixture(&fixture);
}

static void
without_nearest_all_folders_are_the_same(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, *state, "upwards: [x.toml]");
    struct digest one = of(&fixture, "a/b");
    put("p/a/x.toml", "1");
    struct digest other = of(&fixture, "a");
    assert_true(digest_equal(&one, &other));
    close_fixture(&fixture);
}

static void
configuration_of_other_folders_can_count_too(void **state)
{
    struct str folders[] = {STR(""), STR("a"), STR("a/b")};
    struct digest digests[3];
    struct fixture fixture;
    open_fixture(&fixture, *state, "nearest: [x.toml]");
    for (int i = 0; i < 3; i++) {
        struct tool_inputs *inputs =
            tool_inputs_new(fixture.root, NULL, HASH_XXH3);
        fixture.analyzer.kind.level = i < 2 ? LEVEL_CODE : LEVEL_NAMES;
        tool_inputs_everywhere(inputs, &fixture.analyzer, folders, 3,
                               &digests[i]);
        put("p/a/b/x.toml", "");
        tool_inputs_free(inputs);
    }
    struct digest nothing = {0};
    assert_false(digest_equal(&digests[0], &digests[1]));
    assert_true(digest_equal(&digests[2], &nothing));
    close_fixture(&fixture);
}

static void
the_nearest_folder_groups_files(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, *state, "nearest: [x.toml]");
    put("p/a/x.toml", "");
    struct tool_inputs *inputs = tool_inputs_new(fixture.root, NULL, HASH_XXH3);
    const struct analyzer *analyzer = &fixture.analyzer;
    assert_true(
        str_equal(tool_inputs_nearest(inputs, analyzer, STR("a/b")), STR("a")));
    assert_true(
        str_equal(tool_inputs_nearest(inputs, analyzer, STR("a")), STR("a")));
    assert_true(
        str_equal(tool_inputs_nearest(inputs, analyzer, STR("")), STR("..")));
    tool_inputs_free(inputs);
    close_fixture(&fixture);
}

/* ---- the same at another place */

static void
fill(const char *root, const char *above)
{
    char name[64];
    snprintf(name, sizeof(name), "%s/x.ini", root);
    put(name, "root");
    snprintf(name, sizeof(name), "%s/a/y.toml", root);
    put(name, "folder");
    snprintf(name, sizeof(name), "%s/x.ini", above);
    put(name, "above");
    snprintf(name, sizeof(name), "%s/y.toml", above);
    put(name, "above");
}

static void
a_copy_at_another_place_is_configured_equally(void **state)
{
    struct fixture fixture;
    struct digest digests[2][2];
    static const char *const roots[] = {"one/p", "deep/er/two/deep/p"};
    fill("one/p", "one");
    fill("deep/er/two/deep/p", "deep/er/two");
    for (int i = 0; i < 2; i++) {
        open_fixture(&fixture, *state,
                     "upwards: [x.ini], nearest: [y.toml], env: [V], "
                     "inputs: [x.ini, 'a/*']");
        fixture.root =
            path_join(&fixture.arena, str_from(*state), str_from(roots[i]));
        char *environment[] = {
            arena_printf(&fixture.arena, "V=%s/lib:/usr/lib:%s",
                         fixture.root.data, fixture.root.data),
            NULL};
        fixture.environment = environment;
        digests[i][0] = common(&fixture);
        digests[i][1] = of(&fixture, "a");
        close_fixture(&fixture);
    }
    assert_true(digest_equal(&digests[0][0], &digests[1][0]));
    assert_true(digest_equal(&digests[0][1], &digests[1][1]));
}

/* ---- for people */

static void
each_input_is_a_line(void **state)
{
    struct fixture fixture;
    struct buf out;
    char text[DIGEST_TEXT_MAX];
    struct digest one;
    open_fixture(&fixture, *state,
                 "upwards: [x.ini], nearest: [y.toml], inputs: [b.txt], "
                 "env: [V]");
    char *environment[] = {variable(&fixture, "V=1"), NULL};
    fixture.environment = environment;
    put("p/a/y.toml", "1");
    put("x.ini", "1");
    hash_bytes(HASH_XXH3, "1", 1, &one);
    digest_text(HASH_XXH3, &one, text);
    struct tool_inputs *inputs =
        tool_inputs_new(fixture.root, environment, HASH_XXH3);
    buf_init(&out, BUF_UNLIMITED);
    tool_inputs_list(inputs, &fixture.analyzer, STR("a/b"), &out);
    const char *row = strstr(buf_cstr(&out), "(row) xxh3:");
    assert_non_null(row);
    const char *rest = strchr(row, '\n') + 1;
    assert_string_equal(rest, arena_printf(&fixture.arena,
                                           "../x.ini %s\n"
                                           "a/b/y.toml absent\n"
                                           "a/y.toml %s\n"
                                           "b.txt absent\n"
                                           "x.ini absent\n"
                                           "y.toml absent\n",
                                           text, text));
    assert_int_equal(strncmp(buf_cstr(&out), "$V xxh3:", 8), 0);
    buf_release(&out);
    tool_inputs_free(inputs);
    close_fixture(&fixture);
}

static void
what_cannot_be_read_is_not_absent(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, *state, "inputs: [x.ini]");
    struct digest before = common(&fixture);
    assert_int_equal(mkdir("p/x.ini", 0700), 0);
    struct digest folder = common(&fixture);
    assert_true(digest_equal(&before, &folder));
    assert_int_equal(rmdir("p/x.ini"), 0);
    assert_int_equal(symlink("nowhere", "p/x.ini"), 0);
    struct digest dangling = common(&fixture);
    assert_true(digest_equal(&before, &dangling));
    assert_int_equal(unlink("p/x.ini"), 0);
    assert_int_equal(symlink("a/d.py", "p/x.ini"), 0);
    struct digest link = common(&fixture);
    assert_false(digest_equal(&before, &link));
    close_fixture(&fixture);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(inputs_count_by_their_content_and_by_being_there),
        SCRATCH_TEST(globs_count_all_that_they_match),
        SCRATCH_TEST(upwards_looks_into_the_root_and_above),
        SCRATCH_TEST(the_home_folder_has_settings_too),
        SCRATCH_TEST(files_that_the_command_names_count),
        SCRATCH_TEST(a_variable_counts_if_the_tool_sees_it),
        SCRATCH_TEST(a_variable_that_names_a_file_stands_for_its_content),
        SCRATCH_TEST(files_that_settings_name_count),
        SCRATCH_TEST(the_row_itself_counts),
        SCRATCH_TEST(nearest_files_count_from_each_folder_up),
        SCRATCH_TEST(the_same_file_in_another_folder_is_another_configuration),
        SCRATCH_TEST(without_nearest_all_folders_are_the_same),
        SCRATCH_TEST(configuration_of_other_folders_can_count_too),
        SCRATCH_TEST(the_nearest_folder_groups_files),
        SCRATCH_TEST(a_copy_at_another_place_is_configured_equally),
        SCRATCH_TEST(each_input_is_a_line),
        SCRATCH_TEST(what_cannot_be_read_is_not_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
