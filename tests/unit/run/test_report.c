/* SPDX-License-Identifier: MIT */
#include "core/run/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/run/report_case.h"

static void
every_name_is_found_and_names_are_sorted(void **state)
{
    (void)state;
    for (size_t i = 0; report_names[i]; i++) {
        assert_non_null(report_find(str_from(report_names[i])));
        if (i > 0)
            assert_true(strcmp(report_names[i - 1], report_names[i]) < 0);
    }
    assert_null(report_find(STR("")));
    assert_null(report_find(STR("ful")));
    assert_null(report_find(STR("fullx")));
}

static void
only_sarif_needs_a_complete_report(void **state)
{
    struct report report = {.complete = false};
    struct err err;

    (void)state;
    for (size_t i = 0; report_names[i]; i++) {
        const struct report_format *format =
            report_find(str_from(report_names[i]));
        bool is_sarif = strcmp(report_names[i], "sarif") == 0;
        int expected = is_sarif ? -1 : 0;
        err_clear(&err);
        assert_int_equal(report_check(format, &report, false, &err), expected);
        assert_int_equal(err.code, is_sarif ? ERR_USAGE : ERR_NONE);
        assert_int_equal(report_check(format, &report, true, &err), 0);
    }
    report.complete = true;
    assert_int_equal(
        report_check(report_find(STR("sarif")), &report, false, &err), 0);
}

static void
a_report_goes_behind_what_is_there(void **state)
{
    struct report_case test;

    (void)state;
    report_case_init(&test);
    report_case_finding(&test, (struct diagnostic){.path = STR("a.py"),
                                                   .analyzer = STR("ty"),
                                                   .message = STR("##[x]")});
    assert_string_equal(report_case_text(&test, "concise"),
                        "a.py: \u266f#[x] [ty]\n");
    buf_clear(&test.out);
    buf_text(&test.out, "##[before]");
    report_write(report_find(STR("concise")), &test.report, &test.out);
    assert_string_equal(buf_cstr(&test.out),
                        "##[before]a.py: \u266f#[x] [ty]\n");
    report_case_release(&test);
}

static void
commands_of_runners_are_broken_up(void **state)
{
    static const char *const rows[][2] = {
        {"##[error]", "\u266f#[error]"},
        {"###[a]##vso[b]", "#\u266f#[a]\u266f#vso[b]"},
        {"##teamcity[c]", "\u266f#teamcity[c]"},
        {"## [a]", "## [a]"},
        {"#[a]", "#[a]"},
        {"##", "##"},
        {"##abc", "##abc"},
        {"##A[b]", "##A[b]"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct report_case test;
        char expected[100];
        report_case_init(&test);
        report_case_finding(
            &test, (struct diagnostic){.path = STR("a.py"),
                                       .analyzer = STR("ty"),
                                       .message = str_from(rows[i][0])});
        (void)snprintf(expected, sizeof(expected), "a.py: %s [ty]\n",
                       rows[i][1]);
        assert_string_equal(report_case_text(&test, "concise"), expected);
        report_case_release(&test);
    }
}

static void
a_full_buffer_stays_a_beginning(void **state)
{
    struct report_case test;
    char whole[2000];
    size_t len;

    (void)state;
    report_case_init(&test);
    report_case_finding(&test, (struct diagnostic){.path = STR("a.py"),
                                                   .analyzer = STR("ty"),
                                                   .message = STR("##[x]")});
    for (size_t i = 0; report_names[i]; i++) {
        len = (size_t)snprintf(whole, sizeof(whole), "%s",
                               report_case_text(&test, report_names[i]));
        assert_true(len < sizeof(whole));
        for (size_t max = 0; max <= len; max += 7) {
            struct buf out;
            buf_init(&out, max);
            report_write(report_find(str_from(report_names[i])), &test.report,
                         &out);
            assert_int_equal(out.full, max < len);
            assert_true(out.len <= max);
            buf_release(&out);
        }
    }
    report_case_release(&test);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_is_found_and_names_are_sorted),
        cmocka_unit_test(only_sarif_needs_a_complete_report),
        cmocka_unit_test(a_report_goes_behind_what_is_there),
        cmocka_unit_test(commands_of_runners_are_broken_up),
        cmocka_unit_test(a_full_buffer_stays_a_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
