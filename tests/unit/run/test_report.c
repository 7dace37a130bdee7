/* SPDX-License-Identifier: MIT */
#include "core/run/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

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
    report_append(report_find(STR("concise")), &test.report, &test.out);
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
    static char whole[1 << 16]; /* a page has its styles and script */
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
            report_append(report_find(str_from(report_names[i])), &test.report,
                          &out);
            assert_int_equal(out.full, max < len);
            assert_true(out.len <= max);
            buf_release(&out);
        }
    }
    report_case_release(&test);
}

/* More than are written at the same time, each with a source line. */
enum { MANY = 10000 };

static bool
source_line(void *context, struct str path, uint32_t line, struct str *text)
{
    (void)path;
    (void)line;
    *text = STR("x = ##[y]");
    ++*(size_t *)context;
    return true;
}

static void
write_many(const char *format, unsigned jobs, struct buf *out)
{
    size_t asked[4] = {0};
    void *sources[] = {&asked[0], &asked[1], &asked[2], &asked[3]};
    struct diagnostic *items = calloc(MANY, sizeof(*items));
    struct diagnostic_list list = {.items = items, .len = MANY};
    struct report report = {.diagnostics = &list,
                            .jobs = jobs,
                            .line = source_line,
                            .sources = sources};

    assert_non_null(items);
    for (uint32_t i = 0; i < MANY; i++)
        items[i] = (struct diagnostic){.path = STR("a.py"),
                                       .line = i + 1,
                                       .column = 1,
                                       .analyzer = STR("ty"),
                                       .message = STR("##[m]")};
    buf_init(out, BUF_UNLIMITED);
    report_append(report_find(str_from(format)), &report, out);
    free(items);
}

static void
threads_write_what_one_writes(void **state)
{
    (void)state;
    for (size_t i = 0; report_names[i]; i++) {
        struct buf one;
        struct buf four;
        write_many(report_names[i], 1, &one);
        write_many(report_names[i], 4, &four);
        assert_true(one.len > MANY * 20);
        assert_true(str_equal(buf_view(&one), buf_view(&four)));
        assert_null(strstr(buf_cstr(&one), "##["));
        buf_release(&one);
        buf_release(&four);
    }
}

static bool
take_little(void *context, struct str piece)
{
    size_t *taken = context;

    assert_true(piece.len > 0);
    return ++*taken < 3;
}

static void
what_wants_no_more_gets_no_more(void **state)
{
    struct diagnostic items[300];
    struct diagnostic_list list = {.items = items, .len = 300};
    struct report report = {.diagnostics = &list, .statistics = true};
    size_t taken = 0;
    struct report_sink sink = {take_little, &taken};

    (void)state;
    for (size_t i = 0; i < 300; i++)
        items[i] = (struct diagnostic){.message = STR("m")};
    report_write(report_find(STR("json")), &report, &sink);
    assert_int_equal(taken, 3);
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
        cmocka_unit_test(threads_write_what_one_writes),
        cmocka_unit_test(what_wants_no_more_gets_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
