/* SPDX-License-Identifier: MIT */
/* What all formats share: paths, places, texts. */
#include "tests/unit/run/format_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/conf/conf.h"

/* One record of ruff's. */
static const char *
record(struct format_case *test, const char *path, const char *message)
{
    return arena_printf(&test->arena,
                        "{\"filename\":\"%s\",\"message\":\"%s\"}\n", path,
                        message);
}

static void
assert_path(struct format_case *test, const char *raw, const char *expected)
{
    assert_int_equal(format_case_read(test, "ruff", record(test, raw, "m")), 0);
    assert_int_equal(test->result.diagnostics.len, 1);
    assert_string_equal(
        arena_cstr(&test->arena, test->result.diagnostics.items[0].path),
        expected);
}

static void
assert_message(struct format_case *test, const char *raw, const char *expected)
{
    assert_int_equal(format_case_read(test, "ruff", record(test, "a.py", raw)),
                     0);
    assert_string_equal(
        arena_cstr(&test->arena, test->result.diagnostics.items[0].message),
        expected);
}

static void
every_name_is_a_format_and_a_word_of_the_configuration(void **state)
{
    size_t len = 0;

    (void)state;
    for (; format_names[len]; len++) {
        assert_non_null(format_find(str_from(format_names[len])));
        assert_string_equal(format_names[len], conf_formats[len]);
        if (len > 0)
            assert_true(strcmp(format_names[len - 1], format_names[len]) < 0);
    }
    assert_null(conf_formats[len]);
    assert_null(format_find(STR("")));
    assert_null(format_find(STR("ruf")));
}

static void
empty_output_is_no_finding(void **state)
{
    struct format_case *test = *state;

    test->input.pattern = STR("(?<path>.)(?<line>.)");
    for (size_t i = 0; format_names[i]; i++) {
        assert_int_equal(format_case_read(test, format_names[i], ""), 0);
        assert_int_equal(test->result.diagnostics.len, 0);
        assert_int_equal(format_case_read(test, format_names[i], "\n"), 0);
        assert_int_equal(test->result.diagnostics.len, 0);
    }
}

static void
paths_are_relative_to_the_root(void **state)
{
    struct format_case *test = *state;

    assert_path(test, "pkg/a.py", "pkg/a.py");
    assert_path(test, "./pkg/a.py", "pkg/a.py");
    assert_path(test, "././pkg//a.py", "pkg/a.py");
    assert_path(test, "pkg/../pkg/a.py", "pkg/a.py");
    assert_path(test, "/project/pkg/a.py", "pkg/a.py");
    assert_path(test, "/project/./pkg/../a.py", "a.py");
    assert_path(test, "../project/a.py", "a.py");
    assert_path(test, "", "");
}

static void
paths_outside_of_the_root_stay_absolute(void **state)
{
    struct format_case *test = *state;

    assert_path(test, "/other/a.py", "/other/a.py");
    assert_path(test, "../other/a.py", "/other/a.py");
    assert_path(test, "/projects/a.py", "/projects/a.py");
    assert_path(test, "/../../x.py", "/x.py");
}

static void
a_root_with_a_slash_at_its_end_is_the_same(void **state)
{
    struct format_case *test = *state;

    test->input.root = STR("/project/");
    assert_path(test, "/project/pkg/a.py", "pkg/a.py");
    assert_message(test, "see /project/a.py", "see a.py");
    test->input.root = STR("/");
    assert_path(test, "/project/a.py", "project/a.py");
    assert_message(test, "see /a.py", "see /a.py");
}

static void
the_real_path_of_the_root_is_the_root(void **state)
{
    struct format_case *test = *state;
    char folder[] = "/tmp/format-XXXXXX";
    const char *link;

    assert_non_null(mkdtemp(folder));
    link = arena_printf(&test->arena, "%s-link", folder);
    assert_int_equal(symlink(folder, link), 0);
    test->input.root = str_from(link);
    assert_path(test, arena_printf(&test->arena, "%s/a.py", folder), "a.py");
    assert_path(test, arena_printf(&test->arena, "%s/a.py", link), "a.py");
    assert_message(test, arena_printf(&test->arena, "in %s/a.py", folder),
                   "in a.py");
    unlink(link);
    rmdir(folder);
}

static void
the_root_is_taken_out_of_messages(void **state)
{
    struct format_case *test = *state;

    assert_message(test, "got `/project/pkg/a.py`", "got `pkg/a.py`");
    assert_message(test, "/project/a.py and /project/b.py", "a.py and b.py");
    assert_message(test, "in /project", "in .");
    assert_message(test, "in /project/", "in .");
    assert_message(test, "in '/project', here", "in '.', here");
    assert_message(test, "/projects/a.py", "/projects/a.py");
    assert_message(test, "/x/project/a.py", "/x/project/a.py");
    assert_message(test, "/project.py /project-b", "/project.py /project-b");
    assert_message(test, "  trimmed  ", "trimmed");
}

static void
texts_are_plain_utf8(void **state)
{
    struct format_case *test = *state;

    assert_message(test, "a\\u0000b",
                   "a\xef\xbf\xbd"
                   "b");
    assert_message(test, "a\\ud800b",
                   "a\xef\xbf\xbd"
                   "b");
    assert_message(test, "\\udc80\\udc81", "\xef\xbf\xbd\xef\xbf\xbd");
    assert_message(test, "\\ud83d\\ude00", "\xf0\x9f\x98\x80");
    assert_message(test, "\\\\ud800", "\\ud800");
    assert_message(test, "\\\\\\ud800", "\\\xef\xbf\xbd");
    assert_message(test, "\\ud800\\ud83d\\ude00",
                   "\xef\xbf\xbd\xf0\x9f\x98\x80");
    assert_int_equal(format_case_read(test, "gcc", "a.py:1:1: \xff\xc3(\n"), 0);
    assert_string_equal(
        arena_cstr(&test->arena, test->result.diagnostics.items[0].message),
        "\xef\xbf\xbd\xef\xbf\xbd(");
}

static void
a_path_with_a_nul_is_refused(void **state)
{
    struct format_case *test = *state;

    assert_int_equal(
        format_case_read(test, "ruff", record(test, "a\\u0000.py", "m")), -1);
    assert_int_equal(test->err.code, ERR_FORMAT);
}

static void
a_name_that_the_tool_cannot_write_is_trouble(void **state)
{
    struct format_case *test = *state;

    assert_path(test, "a\\udcff.py", "a\xef\xbf\xbd.py");
    assert_string_equal(arena_cstr(&test->arena, test->result.trouble),
                        "it cannot write the name of a file");
    assert_path(test, "\xc3\xa9.py", "\xc3\xa9.py");
    assert_int_equal(test->result.trouble.len, 0);
}

/* One record of pyright's: UTF-16 code units from 0. */
static void
assert_units(struct format_case *test, const char *place, const char *expected)
{
    const char *output = arena_printf(
        &test->arena,
        "{\"generalDiagnostics\":[{\"severity\":\"error\",\"message\":\"m\","
        "%s}]}",
        place);

    assert_int_equal(format_case_read(test, "pyright", output), 0);
    assert_string_equal(format_case_show(test, 0), expected);
}

#define RANGE(path, line, from, to)                                            \
    "\"file\":\"" path "\",\"range\":{\"start\":{\"line\":" line               \
    ",\"character\":" from "},\"end\":{\"line\":" line ",\"character\":" to    \
    "}}"

static void
columns_become_code_points(void **state)
{
    struct format_case *test = *state;

    assert_units(test, RANGE("a.py", "0", "9", "10"),
                 "a.py:1:10-1:11 - error m");
    assert_units(test, RANGE("a.py", "1", "0", "2"), "a.py:2:1-2:2 - error m");
    assert_units(test, RANGE("a.py", "1", "5", "6"), "a.py:2:5-2:6 - error m");
    assert_units(test, RANGE("a.py", "1", "1", "6"), "a.py:2:1-2:6 - error m");
    assert_units(test, RANGE("a.py", "1", "50", "60"),
                 "a.py:2:50-2:60 - error m");
}

static void
a_byte_order_mark_is_no_column(void **state)
{
    struct format_case *test = *state;

    assert_units(test, RANGE("mark.py", "0", "5", "6"),
                 "mark.py:1:5-1:6 - error m");
    assert_units(test, RANGE("mark.py", "0", "0", "1"),
                 "mark.py:1:1-1:1 - error m");
    assert_units(test, RANGE("mark.py", "1", "4", "5"),
                 "mark.py:2:5-2:6 - error m");
}

static void
a_column_of_a_line_that_is_not_there_is_unknown(void **state)
{
    struct format_case *test = *state;

    assert_units(test, RANGE("gone.py", "0", "5", "6"),
                 "gone.py:1:0-0:0 - error m");
    assert_units(test, RANGE("a.py", "7", "5", "6"), "a.py:8:0-0:0 - error m");
    test->input.line = NULL;
    assert_units(test, RANGE("a.py", "0", "5", "6"), "a.py:1:0-0:0 - error m");
}

static void
places_that_cannot_be_are_refused(void **state)
{
    static const char *const numbers[] = {"-2", "4294967295", "4294967296",
                                          "9223372036854775807"};
    struct format_case *test = *state;

    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        const char *output =
            arena_printf(&test->arena,
                         "{\"filename\":\"a.py\",\"message\":\"m\","
                         "\"location\":{\"row\":%s,\"column\":1}}",
                         numbers[i]);
        assert_int_equal(format_case_read(test, "ruff", output), -1);
        assert_int_equal(test->err.code, ERR_FORMAT);
    }
}

static void
an_end_before_its_start_is_dropped(void **state)
{
    struct format_case *test = *state;
    static const char output[] = "{\"filename\":\"a.py\",\"message\":\"m\","
                                 "\"location\":{\"row\":2,\"column\":5},"
                                 "\"end_location\":{\"row\":2,\"column\":4}}\n"
                                 "{\"filename\":\"a.py\",\"message\":\"m\","
                                 "\"location\":{\"row\":2,\"column\":5},"
                                 "\"end_location\":{\"row\":1,\"column\":9}}\n";

    assert_int_equal(format_case_read(test, "ruff", output), 0);
    assert_string_equal(format_case_show(test, 0), "a.py:2:5-0:0 - error m");
    assert_string_equal(format_case_show(test, 1), "a.py:2:5-0:0 - error m");
}

static int
set_up(void **state)
{
    struct format_case *test = calloc(1, sizeof(*test));

    format_case_init(test);
    *state = test;
    return 0;
}

static int
tear_down(void **state)
{
    format_case_release(*state);
    free(*state);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_name_is_a_format_and_a_word_of_the_configuration),
        TEST(empty_output_is_no_finding),
        TEST(paths_are_relative_to_the_root),
        TEST(paths_outside_of_the_root_stay_absolute),
        TEST(a_root_with_a_slash_at_its_end_is_the_same),
        TEST(the_real_path_of_the_root_is_the_root),
        TEST(the_root_is_taken_out_of_messages),
        TEST(texts_are_plain_utf8),
        TEST(a_path_with_a_nul_is_refused),
        TEST(a_name_that_the_tool_cannot_write_is_trouble),
        TEST(columns_become_code_points),
        TEST(a_byte_order_mark_is_no_column),
        TEST(a_column_of_a_line_that_is_not_there_is_unknown),
        TEST(places_that_cannot_be_are_refused),
        TEST(an_end_before_its_start_is_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
