/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/run/report_case.h"

static const struct diagnostic unused_import = {
    .analyzer = {"ruff", 4},
    .path = {"a.py", 4},
    .line = 1,
    .column = 8,
    .end_line = 1,
    .end_column = 10,
    .code = {"F401", 4},
    .severity = SEVERITY_ERROR,
    .message = {"`os` unused", 11},
};

static int
set_up(void **state)
{
    static struct report_case test;

    report_case_init(&test);
    report_case_finding(&test, unused_import);
    report_case_analyzer(&test,
                         (struct report_analyzer){.name = STR("ruff"),
                                                  .status = ANALYZER_FINDINGS});
    *state = &test;
    return 0;
}

static int
tear_down(void **state)
{
    report_case_release(*state);
    return 0;
}

static bool
one_line(void *context, struct str path, uint32_t line, struct str *text)
{
    *text = str_from(context);
    return line == 1 && str_equal(path, STR("a.py"));
}

static void
json_is_that_of_the_contract(void **state)
{
    assert_string_equal(report_case_text(*state, "json"),
                        "{\n"
                        "  \"version\": 1,\n"
                        "  \"complete\": true,\n"
                        "  \"analyzers\": [\n"
                        "    {\n"
                        "      \"name\": \"ruff\",\n"
                        "      \"status\": \"findings\",\n"
                        "      \"analyzed\": 0,\n"
                        "      \"replayed\": 0,\n"
                        "      \"unknown\": 0,\n"
                        "      \"saved_ms\": 0,\n"
                        "      \"message\": null\n"
                        "    }\n"
                        "  ],\n"
                        "  \"diagnostics\": [\n"
                        "    {\n"
                        "      \"analyzer\": \"ruff\",\n"
                        "      \"path\": \"a.py\",\n"
                        "      \"line\": 1,\n"
                        "      \"column\": 8,\n"
                        "      \"end_line\": 1,\n"
                        "      \"end_column\": 10,\n"
                        "      \"code\": \"F401\",\n"
                        "      \"severity\": \"error\",\n"
                        "      \"message\": \"`os` unused\",\n"
                        "      \"url\": null\n"
                        "    }\n"
                        "  ]\n"
                        "}\n");
}

static void
concise_is_one_line(void **state)
{
    assert_string_equal(report_case_text(*state, "concise"),
                        "a.py:1:8: F401 `os` unused [ruff]\n");
}

static void
full_shows_the_source(void **state)
{
    struct report_case *test = *state;
    char source[] = "import os\r\n";
    void *sources[] = {source};

    test->report.line = one_line;
    test->report.sources = sources;
    assert_string_equal(report_case_text(test, "full"),
                        "error[F401]: `os` unused [ruff]\n"
                        " --> a.py:1:8\n"
                        "  |\n"
                        "1 | import os\n"
                        "  |        ^^\n"
                        "\n");
    test->report.color = true;
    assert_non_null(
        strstr(report_case_text(test, "full"), "\x1b[1;31m^^\x1b[0m\n"));
}

static void
github_is_a_command(void **state)
{
    assert_string_equal(report_case_text(*state, "github"),
                        "::error title=ruff F401,file=a.py,line=1,col=8,"
                        "endLine=1,endColumn=10"
                        "::a.py:1:8: F401 `os` unused\n");
}

static void
junit_is_a_failed_case(void **state)
{
    assert_string_equal(
        report_case_text(*state, "junit"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"depstamp\" tests=\"1\" failures=\"1\" "
        "errors=\"0\">\n"
        "  <testsuite name=\"ruff\" tests=\"1\" failures=\"1\" errors=\"0\" "
        "skipped=\"0\">\n"
        "    <testcase classname=\"a.py\" name=\"F401: `os` unused\">\n"
        "      <failure type=\"error\" message=\"`os` unused\">"
        "a.py:1:8: F401 `os` unused</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}

static void
assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("%s is not in %s", part, text);
}

static void
sarif_and_gitlab_know_a_finding_by_the_same_name(void **state)
{
    static const char fingerprint[] = "\"9ce8f599444ce862e1b80c4c19742a05\"";

    assert_has(report_case_text(*state, "sarif"), fingerprint);
    assert_has(report_case_text(*state, "gitlab"), fingerprint);
}

static void
an_analyzer_that_only_findings_name_is_in_every_report(void **state)
{
    struct report_case *test = *state;

    report_case_finding(test, (struct diagnostic){.analyzer = STR("nobody"),
                                                  .path = STR("b.py"),
                                                  .message = STR("m")});
    for (size_t i = 0; report_names[i]; i++)
        assert_has(report_case_text(test, report_names[i]), "nobody");
}

static void
an_empty_report_is_well_formed(void **state)
{
    struct report_case *test = *state;

    test->findings_len = test->analyzers_len = 0;
    assert_string_equal(report_case_text(test, "full"), "");
    assert_string_equal(report_case_text(test, "concise"), "");
    assert_string_equal(report_case_text(test, "github"), "");
    assert_string_equal(report_case_text(test, "gitlab"), "[]\n");
    assert_has(report_case_text(test, "sarif"), "\"runs\": []\n");
    assert_has(report_case_text(test, "junit"), "tests=\"0\"");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(json_is_that_of_the_contract, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(concise_is_one_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(full_shows_the_source, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(github_is_a_command, set_up, tear_down),
        cmocka_unit_test_setup_teardown(junit_is_a_failed_case, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            sarif_and_gitlab_know_a_finding_by_the_same_name, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            an_analyzer_that_only_findings_name_is_in_every_report, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(an_empty_report_is_well_formed, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
