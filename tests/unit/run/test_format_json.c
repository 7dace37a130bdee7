/* SPDX-License-Identifier: MIT */
/* Formats in JSON: what each of them has of its own. */
#include "tests/unit/run/format_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void
assert_reads(struct format_case *test, const char *format, const char *output,
             const char *expected)
{
    if (format_case_read(test, format, output) != 0)
        fail_msg("%s: %s", output, test->err.text);
    assert_string_equal(format_case_show(test, 0), expected);
}

static void
assert_refuses(struct format_case *test, const char *format, const char *output,
               const char *message)
{
    assert_int_equal(format_case_read(test, format, output), -1);
    assert_int_equal(test->err.code, ERR_FORMAT);
    assert_string_equal(test->err.text, message);
    assert_int_equal(test->result.diagnostics.len, 0);
}

static void
what_is_no_json_is_refused_with_its_line(void **state)
{
    struct format_case *test = *state;

    assert_refuses(test, "ruff", "{\"message\":\"m\"}\n\n{\"mess",
                   "tool printed what is not JSON (line 3): premature end of "
                   "input near '\"mess'");
    assert_refuses(test, "pyright", "{\n\"generalDiagnostics\": [\n}",
                   "tool printed what is not JSON (line 3): unexpected token "
                   "near '}'");
    assert_refuses(test, "pylint", "Traceback",
                   "tool printed what is not JSON (line 1): neither { nor [");
    assert_refuses(test, "ruff", "{\"message\":\"m\",\"message\":\"m\"}",
                   "tool printed what is not JSON (line 1): duplicate object "
                   "key near '\"message\"'");
    assert_refuses(test, "gitlab", "{}", "tool printed JSON without a list");
    assert_refuses(test, "pylint", "{\"messages\":{}}",
                   "tool printed JSON without a list of messages");
}

static void
members_have_types_and_some_are_needed(void **state)
{
    struct format_case *test = *state;

    assert_refuses(test, "ruff", "{\"filename\":\"a.py\"}",
                   "tool printed a finding whose `message` is missing");
    assert_refuses(test, "ruff", "{\"filename\":1,\"message\":\"m\"}",
                   "tool printed a finding whose `filename` is no text");
    assert_refuses(test, "ruff",
                   "{\"message\":\"m\",\"location\":{\"row\":\"1\"}}",
                   "tool printed a finding whose `location.row` is no whole "
                   "number");
    assert_refuses(test, "ruff",
                   "{\"message\":\"m\",\"location\":{\"row\":1.0}}",
                   "tool printed a finding whose `location.row` is no whole "
                   "number");
    assert_refuses(test, "ruff", "[1]",
                   "tool printed a finding that is no object: ``");
    assert_reads(test, "ruff",
                 "{\"filename\":null,\"message\":\"m\",\"location\":null,"
                 "\"code\":null}",
                 ":0:0-0:0 - error m");
}

#define MYPY(more)                                                             \
    "{\"file\":\"a.py\",\"message\":\"m\",\"severity\":\"error\"," more "}\n"

static void
mypy_counts_from_zero_and_its_parser_from_one(void **state)
{
    struct format_case *test = *state;

    assert_reads(test, "mypy",
                 MYPY("\"line\":1,\"column\":0,\"end_line\":1,\"end_column\":"
                      "3,\"code\":\"misc\",\"hint\":null"),
                 "a.py:1:1-1:4 misc error m");
    assert_reads(test, "mypy",
                 MYPY("\"line\":1,\"column\":7,\"end_line\":1,\"end_column\":"
                      "8,\"code\":\"syntax\""),
                 "a.py:1:7-1:8 syntax error m");
    assert_reads(test, "mypy", MYPY("\"line\":-1,\"column\":-1"),
                 "a.py:0:0-0:0 - error m");
    assert_reads(test, "mypy",
                 MYPY("\"line\":2,\"column\":-1,\"hint\":\"try x\\nor y\""),
                 "a.py:2:0-0:0 - error m\ntry x\nor y");
}

static void
text_of_mypy_is_trouble(void **state)
{
    static const char last[] =
        "Found 1 error in 1 file (errors prevented further checking)\n";
    struct format_case *test = *state;

    test->input.other = STR("note: x\na.py: error: Cannot decode: no\n"
                            ": error: nothing\nusage: mypy\n");
    assert_reads(test, "mypy", last, "a.py:0:0-0:0 - error Cannot decode: no");
    assert_int_equal(test->result.diagnostics.len, 1);
    assert_string_equal(
        arena_cstr(&test->arena, test->result.trouble),
        "Found 1 error in 1 file (errors prevented further checking)");
    assert_refuses(test, "mypy", "Traceback (most recent call last):\n",
                   "tool printed a line that is not JSON: "
                   "`Traceback (most recent call last):`");
    assert_int_equal(
        format_case_read(test, "mypy",
                         "mypy.ini: note: unused section(s): [mypy-x]\n"
                         "Success: no issues found\n"),
        0);
    assert_int_equal(test->result.diagnostics.len, 0);
    assert_int_equal(test->result.trouble.len, 0);
}

#define PYLINT(line, code, type, place)                                        \
    "{\"messages\":[{\"path\":\"a.py\",\"messageId\":\"" code                  \
    "\",\"symbol\":\"name\",\"message\":\"m\",\"type\":\"" type                \
    "\",\"line\":" line "," place "}],\"statistics\":{}}"

static void
pylint_counts_bytes_or_tokens(void **state)
{
    struct format_case *test = *state;

    assert_reads(test, "pylint",
                 PYLINT("1", "E0602", "error",
                        "\"column\":10,\"endLine\":1,\"endColumn\":11"),
                 "a.py:1:10-1:11 E0602 error m (name)");
    assert_reads(test, "pylint",
                 PYLINT("1", "W0511", "warning", "\"column\":7"),
                 "a.py:1:7-0:0 W0511 warning m (name)");
    assert_reads(test, "pylint",
                 PYLINT("1", "W1401", "warning", "\"column\":7"),
                 "a.py:1:8-0:0 W1401 warning m (name)");
    assert_reads(test, "pylint", PYLINT("1", "E0001", "error", "\"column\":0"),
                 "a.py:1:0-0:0 E0001 error m (name)");
    assert_reads(test, "pylint",
                 PYLINT("3", "C0116", "convention",
                        "\"column\":0,\"endLine\":3,\"endColumn\":5"),
                 "a.py:3:1-3:6 C0116 note m (name)");
}

static void
bandit_fails_for_files_apart(void **state)
{
    struct format_case *test = *state;

    assert_reads(test, "bandit",
                 "{\"errors\":[{\"filename\":\"./b.py\",\"reason\":\"r\"}],"
                 "\"results\":[{\"filename\":\"./a.py\",\"test_id\":\"B1\","
                 "\"issue_text\":\"m\",\"issue_severity\":\"HIGH\","
                 "\"line_number\":1,\"col_offset\":10,\"end_col_offset\":4,"
                 "\"line_range\":[1,2]}]}",
                 "a.py:1:10-2:2 B1 error m");
    assert_string_equal(format_case_show(test, 1), "b.py:0:0-0:0 - error r");
    assert_int_equal(test->result.failed.len, 1);
    assert_true(str_equal(test->result.failed.items[0], STR("b.py")));
    assert_refuses(test, "bandit", "{\"results\":[]}",
                   "tool printed JSON without a list of errors: ``");
}

static void
gitlab_has_positions_or_lines(void **state)
{
    struct format_case *test = *state;

    assert_reads(test, "gitlab",
                 "[{\"description\":\"c: m\",\"check_name\":\"c\","
                 "\"severity\":\"minor\",\"location\":{\"path\":\"a.py\","
                 "\"positions\":{\"begin\":{\"line\":1,\"column\":2},"
                 "\"end\":{\"line\":1,\"column\":3}}}}]",
                 "a.py:1:2-1:3 c warning m");
    assert_reads(test, "gitlab",
                 "[{\"description\":\"m\",\"severity\":\"info\","
                 "\"location\":{\"path\":\"a.py\",\"lines\":{\"begin\":2}}}]",
                 "a.py:2:0-0:0 - note m");
}

/* ---- SARIF */

#define SARIF(run) "{\"version\":\"2.1.0\",\"runs\":[{" run "}]}"
#define RESULT(more)                                                           \
    SARIF("\"results\":[{\"message\":{\"text\":\"m\"}," more "}]")
#define AT(uri)                                                                \
    "\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":"     \
    "\"" uri "\"}}}]"

static void
uris_are_paths(void **state)
{
    static const char *const cases[][2] = {
        {RESULT(AT("pkg/a.py")), "pkg/a.py:0:0-0:0 - warning m"},
        {RESULT(AT("sp%20ace%C3%A9.py")),
         "sp ace\xc3\xa9.py:0:0-0:0 - warning m"},
        {RESULT(AT("100%.py")), "100%.py:0:0-0:0 - warning m"},
        {RESULT(AT("a%2.py")), "a%2.py:0:0-0:0 - warning m"},
        {RESULT(AT("file:///project/a.py")), "a.py:0:0-0:0 - warning m"},
        {RESULT(AT("file://host/project/a.py")), "a.py:0:0-0:0 - warning m"},
        {RESULT(AT("file:/project/a.py")), "a.py:0:0-0:0 - warning m"},
        {RESULT(AT("file:///other/a.py")), "/other/a.py:0:0-0:0 - warning m"},
        {RESULT(AT("https://e/a.py")), ":0:0-0:0 - warning m"},
        {RESULT("\"locations\":[]"), ":0:0-0:0 - warning m"},
    };
    struct format_case *test = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_reads(test, "sarif", cases[i][0], cases[i][1]);
    assert_int_equal(format_case_read(test, "sarif", RESULT(AT("a%00.py"))),
                     -1);
}

#define BASED(bases)                                                           \
    SARIF("\"originalUriBaseIds\":{" bases                                     \
          "},\"results\":[{\"message\":{\"text\":\"m\"},\"locations\":[{"      \
          "\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"a.py\","      \
          "\"uriBaseId\":\"B\"}}}]}]")

static void
uris_have_bases(void **state)
{
    struct format_case *test = *state;

    assert_reads(test, "sarif",
                 BASED("\"B\":{\"uri\":\"file:///project/pkg/\"}"),
                 "pkg/a.py:0:0-0:0 - warning m");
    assert_reads(test, "sarif", BASED("\"B\":{\"uri\":\"file:///other\"}"),
                 "/other/a.py:0:0-0:0 - warning m");
    assert_reads(test, "sarif",
                 BASED("\"B\":{\"uri\":\"pkg/\",\"uriBaseId\":\"R.1\"},"
                       "\"R.1\":{\"uri\":\"file:///project/\"}"),
                 "pkg/a.py:0:0-0:0 - warning m");
    assert_reads(test, "sarif", BASED("\"B\":{}"), "a.py:0:0-0:0 - warning m");
    assert_reads(test, "sarif", BASED(""), "a.py:0:0-0:0 - warning m");
    /* A circle comes to an end. */
    assert_int_equal(format_case_read(test, "sarif",
                                      BASED("\"B\":{\"uri\":\"x/\","
                                            "\"uriBaseId\":\"B\"}")),
                     0);
}

#define RULES                                                                  \
    "\"tool\":{\"driver\":{\"rules\":[{\"id\":\"b\"},{\"id\":\"a\","           \
    "\"helpUri\":\"https://e/a\",\"defaultConfiguration\":{\"level\":"         \
    "\"error\"},\"messageStrings\":{\"k.1\":{\"text\":\"{0} of {1} {2} {\"}}}" \
    "]},\"extensions\":[{\"rules\":[{\"id\":\"x\"}]}]}"
#define RULED(result) SARIF(RULES ",\"results\":[{" result "}]")
#define TEXT "\"message\":{\"text\":\"m\"}"

static void
rules_say_what_results_leave_out(void **state)
{
    static const char *const cases[][2] = {
        {RULED(TEXT ",\"ruleId\":\"a\""), ":0:0-0:0 a error m"},
        {RULED(TEXT ",\"ruleId\":\"a/sub/sub\""), ":0:0-0:0 a/sub/sub error m"},
        {RULED(TEXT ",\"ruleId\":\"ab\""), ":0:0-0:0 ab warning m"},
        {RULED(TEXT ",\"ruleIndex\":1"), ":0:0-0:0 a error m"},
        {RULED(TEXT ",\"ruleIndex\":7"), ":0:0-0:0 - warning m"},
        {RULED(TEXT ",\"ruleIndex\":-1,\"ruleId\":\"a\""),
         ":0:0-0:0 a error m"},
        {RULED(TEXT ",\"rule\":{\"id\":\"a\"}"), ":0:0-0:0 a error m"},
        {RULED(TEXT ",\"rule\":{\"index\":0,\"toolComponent\":{\"index\":0}}"),
         ":0:0-0:0 x warning m"},
        {RULED(TEXT ",\"ruleId\":\"a\",\"level\":\"note\""),
         ":0:0-0:0 a note m"},
        {RULED(TEXT ",\"ruleId\":\"a\",\"level\":\"none\""),
         ":0:0-0:0 a note m"},
        {RULED("\"ruleId\":\"a\",\"message\":{\"id\":\"k.1\",\"arguments\":"
               "[\"1\",\"2\"]}"),
         ":0:0-0:0 a error 1 of 2 {2} {"},
        {RULED("\"message\":{\"markdown\":\"*m*\"}"), ":0:0-0:0 - warning *m*"},
    };
    struct format_case *test = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_reads(test, "sarif", cases[i][0], cases[i][1]);
    assert_reads(test, "sarif", cases[0][0], cases[0][1]);
    assert_true(
        str_equal(test->result.diagnostics.items[0].url, STR("https://e/a")));
}

#define REGION(kind, numbers)                                                  \
    SARIF(kind "\"results\":[{" TEXT ",\"locations\":[{\"physicalLocation\":"  \
               "{\"artifactLocation\":{\"uri\":\"a.py\"},\"region\":{" numbers \
               "}}}]}]")

static void
regions_are_filled_in(void **state)
{
    static const char *const cases[][2] = {
        {REGION("", "\"startLine\":2"), "a.py:2:0-0:0 - warning m"},
        {REGION("", "\"startLine\":2,\"endColumn\":4"),
         "a.py:2:1-2:4 - warning m"},
        {REGION("", "\"startLine\":2,\"startColumn\":3,\"endLine\":3"),
         "a.py:2:3-3:0 - warning m"},
        {REGION("", "\"startLine\":2,\"startColumn\":6,\"endColumn\":7"),
         "a.py:2:6-2:7 - warning m"},
        {REGION("\"columnKind\":\"utf16CodeUnits\",",
                "\"startLine\":2,\"startColumn\":6,\"endColumn\":7"),
         "a.py:2:5-2:6 - warning m"},
        {REGION("", "\"charOffset\":2"), "a.py:0:0-0:0 - warning m"},
    };
    struct format_case *test = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_reads(test, "sarif", cases[i][0], cases[i][1]);
}

static void
what_is_no_failure_is_no_finding(void **state)
{
    static const char *const none[] = {
        RESULT("\"kind\":\"pass\""),
        RESULT("\"kind\":\"notApplicable\""),
        RESULT("\"suppressions\":[{\"kind\":\"inSource\"}]"),
        RESULT("\"suppressions\":[{\"status\":\"accepted\"}]"),
        RESULT("\"baselineState\":\"absent\""),
        SARIF("\"results\":[]"),
    };
    struct format_case *test = *state;

    for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
        assert_int_equal(format_case_read(test, "sarif", none[i]), 0);
        assert_int_equal(test->result.diagnostics.len, 0);
    }
    assert_reads(test, "sarif",
                 RESULT("\"suppressions\":[{\"status\":\"rejected\"}]"),
                 ":0:0-0:0 - warning m");
    assert_reads(test, "sarif", RESULT("\"suppressions\":[]"),
                 ":0:0-0:0 - warning m");
}

static void
a_run_that_did_not_look_is_not_believed(void **state)
{
    struct format_case *test = *state;

    assert_refuses(test, "sarif", SARIF("\"tool\":{}"),
                   "tool printed a run without results: ``");
    assert_refuses(test, "sarif", "{\"version\":\"2.0.0\",\"runs\":[]}",
                   "tool printed SARIF that is not of version 2.1.0: "
                   "`2.0.0`");
    assert_refuses(test, "sarif", SARIF("\"results\":[{}]"),
                   "tool printed a result without a message: ``");
    assert_int_equal(format_case_read(test, "sarif",
                                      SARIF("\"results\":[],\"invocations\":[{"
                                            "\"executionSuccessful\":false}]")),
                     0);
    assert_string_equal(arena_cstr(&test->arena, test->result.trouble),
                        "it says that it failed");
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
        TEST(what_is_no_json_is_refused_with_its_line),
        TEST(members_have_types_and_some_are_needed),
        TEST(mypy_counts_from_zero_and_its_parser_from_one),
        TEST(text_of_mypy_is_trouble),
        TEST(pylint_counts_bytes_or_tokens),
        TEST(bandit_fails_for_files_apart),
        TEST(gitlab_has_positions_or_lines),
        TEST(uris_are_paths),
        TEST(uris_have_bases),
        TEST(rules_say_what_results_leave_out),
        TEST(regions_are_filled_in),
        TEST(what_is_no_failure_is_no_finding),
        TEST(a_run_that_did_not_look_is_not_believed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
