/* SPDX-License-Identifier: MIT */
/* Formats that are lines of text: gcc, flake8, black, files, regex. */
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
lines_of_compilers_have_many_shapes(void **state)
{
    static const char *const cases[][2] = {
        {"a.py:2: text", "a.py:2:0-0:0 - error text"},
        {"a.py:2:3: text", "a.py:2:3-0:0 - error text"},
        {"a.py:2:3-5: text", "a.py:2:3-0:0 - error text"},
        {"a.py:2:3:text", "a.py:2:3-0:0 - error text"},
        {"a.py:2:3: E501 line too long",
         "a.py:2:3-0:0 E501 error line too long"},
        {"a.py:2:3: E501: too long", "a.py:2:3-0:0 E501 error too long"},
        {"a.py:2:3: [E501] too long", "a.py:2:3-0:0 E501 error too long"},
        {"a.py:2:3: [no-any] too", "a.py:2:3-0:0 no-any error too"},
        {"a.py:2:3: F401 [*] `os`", "a.py:2:3-0:0 F401 error [*] `os`"},
        {"a.py:2:3: error: bad", "a.py:2:3-0:0 - error bad"},
        {"a.py:2:3: fatal error: bad", "a.py:2:3-0:0 - error bad"},
        {"a.py:2: warning: bad [-Wbad]", "a.py:2:0-0:0 -Wbad warning bad"},
        {"a.py:2: note: see  [misc]", "a.py:2:0-0:0 misc note see"},
        {"a.py:2:3: error[no-x] bad", "a.py:2:3-0:0 no-x error bad"},
        {"a.py:2:3: warning[x]: bad", "a.py:2:3-0:0 x warning bad"},
        {"a.py:2: info: SC2034: bad", "a.py:2:0-0:0 SC2034 note bad"},
        {"a.py:2: list[int] is bad", "a.py:2:0-0:0 - error list[int] is bad"},
        {"a.py:2: errors are bad", "a.py:2:0-0:0 - error errors are bad"},
        {"a.py:2: wants a [list]", "a.py:2:0-0:0 - error wants a [list]"},
        {"a.py: error: no parser  [misc]", "a.py:0:0-0:0 misc error no parser"},
        {"a.py:0:1: E902 gone", "a.py:0:0-0:0 E902 error gone"},
        {"a.py:2:3: text\r", "a.py:2:3-0:0 - error text"},
        {"a.py:2:3: see b.py:4:5: there",
         "a.py:2:3-0:0 - error see b.py:4:5: there"},
    };
    struct format_case *test = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_reads(test, "gcc", cases[i][0], cases[i][1]);
}

static void
of_several_ways_to_read_a_line_the_file_decides(void **state)
{
    struct format_case *test = *state;

    assert_reads(test, "gcc", "b:3:1: c.py:2:4: text",
                 "b:3:1: c.py:2:4-0:0 - error text");
    assert_reads(test, "flake8", "b:3:1: c.py:2:4: E1 text",
                 "b:3:1: c.py:2:4-0:0 E1 error text");
    assert_reads(test, "gcc", "gone:3:1: c.py:2:4: text",
                 "gone:3:1-0:0 - error c.py:2:4: text");
    test->input.line = NULL;
    assert_reads(test, "gcc", "b:3:1: c.py:2:4: text",
                 "b:3:1-0:0 - error c.py:2:4: text");
}

static void
talk_of_compilers_is_no_finding(void **state)
{
    struct format_case *test = *state;

    assert_reads(test, "gcc",
                 "In file included from x.h:\n"
                 "a.py:2:3: warning: bad\n"
                 "    2 | a.py:9:9: not this\n"
                 "      | ^~~\n\n1 warning generated.\n",
                 "a.py:2:3-0:0 - warning bad");
    assert_int_equal(test->result.diagnostics.len, 1);
    assert_refuses(test, "gcc", "Traceback (most recent call last):\n  x\n",
                   "tool printed no line like `path:line: message`: "
                   "`Traceback (most recent call last):`");
    test->input.status = 0;
    assert_int_equal(format_case_read(test, "gcc", "All is well.\n"), 0);
    assert_int_equal(test->result.diagnostics.len, 0);
}

static void
numbers_of_lines_have_an_end(void **state)
{
    struct format_case *test = *state;

    assert_reads(test, "gcc", "a.py:4294967294:1: x",
                 "a.py:4294967294:1-0:0 - error x");
    assert_refuses(test, "gcc", "a.py:99999999999:1: x",
                   "tool printed a place that cannot be one");
    assert_reads(test, "gcc", "a.py:99999999999999999999:1: x",
                 "a.py:99999999999999999999:1:0-0:0 - error x");
}

static void
flake8_has_nothing_but_findings(void **state)
{
    struct format_case *test = *state;

    assert_reads(test, "flake8", "a.py:1:11: F821 undefined name 'y'\n",
                 "a.py:1:10-0:0 F821 error undefined name 'y'");
    assert_reads(test, "flake8", "a.py:1:11: E225 missing whitespace\n",
                 "a.py:1:11-0:0 E225 error missing whitespace");
    assert_reads(test, "flake8", "./a.py:0:1: E902 gone\n",
                 "a.py:0:0-0:0 E902 error gone");
    assert_refuses(test, "flake8",
                   "a.py:1:1: E1 x\n... stopped while processing files\n",
                   "tool printed a line that is no finding: "
                   "`... stopped while processing files`");
    assert_reads(test, "flake8", "a.py:1:1: E1 x\n1     E1 x\n12\n",
                 "a.py:1:1-0:0 E1 error x");
    assert_int_equal(test->result.diagnostics.len, 1);
    assert_refuses(test, "flake8", "a.py:1:1: E1 x\n12 files\n",
                   "tool printed a line that is no finding: `12 files`");
    assert_refuses(test, "flake8", "a.py:1: E1 x\n",
                   "tool printed a line that is no finding: `a.py:1: E1 x`");
    assert_refuses(test, "flake8", "a.py:1:1: no code\n",
                   "tool printed a finding without a code: "
                   "`a.py:1:1: no code`");
}

static const char black_output[] =
    "would reformat b: c.py\n"
    "error: cannot parse: b:3:1: c.py:1:8\n"
    "    x = (1 +\n"
    "           ^\n"
    "TokenError: Unexpected EOF in multi-line statement\n"
    "error: cannot format b: c.py: unknown encoding: nope\n"
    "error: cannot format gone.py: INTERNAL ERROR: x\n"
    "error: cannot parse: /project/pkg/a.py\n"
    "\n"
    "Oh no! \xf0\x9f\x92\xa5\n"
    "1 file would be reformatted, would reformat nothing more.\n";

static void
black_has_lists_of_files(void **state)
{
    struct format_case *test = *state;

    assert_reads(test, "black", black_output,
                 "b: c.py:0:0-0:0 unformatted error File would be reformatted");
    assert_string_equal(format_case_show(test, 1),
                        "b:3:1: c.py:1:9-0:0 invalid-syntax error Unexpected "
                        "EOF in multi-line statement");
    assert_string_equal(format_case_show(test, 2),
                        "b: c.py:0:0-0:0 io error unknown encoding: nope");
    assert_string_equal(format_case_show(test, 3),
                        "gone.py:0:0-0:0 io error INTERNAL ERROR: x");
    assert_string_equal(format_case_show(test, 4),
                        "pkg/a.py:0:0-0:0 invalid-syntax error "
                        "cannot be parsed");
    assert_int_equal(test->result.diagnostics.len, 5);
}

static void
black_that_did_not_come_to_its_end_is_refused(void **state)
{
    struct format_case *test = *state;

    assert_refuses(test, "black", "would reformat a.py\n\nAborted!\n",
                   "tool printed no summary at its end: "
                   "`would reformat a.py??Aborted!?`");
    assert_int_equal(
        format_case_read(test, "black", "All done! \xe2\x9c\xa8\n1 file\n"), 0);
    assert_int_equal(test->result.diagnostics.len, 0);
}

static void
a_list_of_files_is_one_finding_each(void **state)
{
    struct format_case *test = *state;

    assert_reads(test, "files", "./a.py\r\n\n/project/pkg/a.py\n",
                 "a.py:0:0-0:0 - error the tool names it");
    assert_string_equal(format_case_show(test, 1),
                        "pkg/a.py:0:0-0:0 - error the tool names it");
    assert_int_equal(test->result.diagnostics.len, 2);
}

static void
groups_of_an_expression_are_what_is_known(void **state)
{
    struct format_case *test = *state;

    test->input.pattern =
        STR("^(?<severity>\\w+) in (?<path>.+) at (?<line>\\d+)\\.(?<column>"
            "\\d+)-(?<end_line>\\d+)\\.(?<end_column>\\d+):\\R\\s+(?<code>\\S+)"
            " (?<message>.*)$");
    assert_reads(test, "regex",
                 "Checking\nwarning in a.py at 1.2-2.3:\n\tX-1 bad thing\n"
                 "note in b.py at 1.2-1.3:\n\tX-2 x\nDone\n",
                 "a.py:1:2-2:3 X-1 warning bad thing");
    assert_string_equal(format_case_show(test, 1), "b.py:1:2-1:3 X-2 note x");
    assert_int_equal(test->result.diagnostics.len, 2);
}

static void
alternatives_may_have_groups_of_one_name(void **state)
{
    struct format_case *test = *state;

    test->input.pattern = STR("^(?:(?<path>\\S+) line (?<line>\\d+)|"
                              "(?<line>\\d+) of (?<path>\\S+))$");
    assert_reads(test, "regex", "a.py line 2\n3 of b.py\n",
                 "a.py:2:0-0:0 - error ");
    assert_string_equal(format_case_show(test, 1), "b.py:3:0-0:0 - error ");
}

static void
an_expression_that_matches_nothing_is_refused(void **state)
{
    struct format_case *test = *state;

    test->input.pattern = STR("(?<path>x)(?<line>y)");
    assert_refuses(test, "regex", "  Traceback\n",
                   "tool printed nothing that the row's pattern matches: "
                   "`Traceback`");
    test->input.pattern = STR("(?<path>x)(?<line>.)");
    assert_refuses(test, "regex", "xy",
                   "tool printed a place that is no "
                   "number: `y`");
    test->input.pattern = STR("(?<path>)(?<line>)");
    assert_int_equal(format_case_read(test, "regex", "\xc3\xa9\xff"), 0);
    test->input.status = 0;
    test->input.pattern = STR("(?<path>x)(?<line>y)");
    assert_int_equal(format_case_read(test, "regex", "fine\n"), 0);
}

static void
an_expression_may_not_take_for_ever(void **state)
{
    struct format_case *test = *state;

    test->input.pattern =
        STR("(?<path>(a|a|aa)+)[^b]\\b(?<line>(c|cc)*)d\\w?$");
    assert_refuses(
        test, "regex",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaad"
        " daa\n",
        "the regular expression tries out too much on what tool "
        "printed");
}

static void
assert_bad_pattern(const char *pattern, const char *message)
{
    struct err err = {0};

    assert_int_equal(format_check_pattern(str_from(pattern), &err), -1);
    assert_int_equal(err.code, ERR_FORMAT);
    assert_string_equal(err.text, message);
}

static void
expressions_are_checked_before_they_are_used(void **state)
{
    struct err err = {0};

    (void)state;
    assert_int_equal(
        format_check_pattern(STR("(?P<path>.+):(?<line>\\d+)"), &err), 0);
    assert_bad_pattern("", "the regular expression has no group (?<path>...)");
    assert_bad_pattern("(?<path>x)",
                       "the regular expression has no group (?<line>...)");
    assert_bad_pattern("(?<path>x)(?<line>\\d",
                       "not a regular expression (at byte 21): "
                       "missing closing parenthesis");
    assert_bad_pattern("\xff", "not a regular expression (at byte 1): UTF-8 "
                               "error: illegal byte (0xfe or 0xff)");
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
        TEST(lines_of_compilers_have_many_shapes),
        TEST(of_several_ways_to_read_a_line_the_file_decides),
        TEST(talk_of_compilers_is_no_finding),
        TEST(numbers_of_lines_have_an_end),
        TEST(flake8_has_nothing_but_findings),
        TEST(black_has_lists_of_files),
        TEST(black_that_did_not_come_to_its_end_is_refused),
        TEST(a_list_of_files_is_one_finding_each),
        TEST(groups_of_an_expression_are_what_is_known),
        TEST(alternatives_may_have_groups_of_one_name),
        TEST(an_expression_that_matches_nothing_is_refused),
        TEST(an_expression_may_not_take_for_ever),
        TEST(expressions_are_checked_before_they_are_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
