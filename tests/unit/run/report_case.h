/* SPDX-License-Identifier: MIT */
/*
 * report_case - small reports for tests: findings as literals, one source,
 * and the text that a format makes of them.
 */
#ifndef TESTS_UNIT_RUN_REPORT_CASE_H
#define TESTS_UNIT_RUN_REPORT_CASE_H

#include "core/run/report.h"

struct report_case {
    struct diagnostic findings[8];
    size_t findings_len;
    struct report_analyzer analyzers[4];
    size_t analyzers_len;
    struct diagnostic_list list;
    struct report report;
    struct buf out;
};

static inline void
report_case_init(struct report_case *test)
{
    *test = (struct report_case){.report = {.complete = true}};
    buf_init(&test->out, BUF_UNLIMITED);
}

static inline struct diagnostic *
report_case_finding(struct report_case *test, struct diagnostic finding)
{
    test->findings[test->findings_len] = finding;
    return &test->findings[test->findings_len++];
}

static inline void
report_case_analyzer(struct report_case *test, struct report_analyzer row)
{
    test->analyzers[test->analyzers_len++] = row;
}

/* The report in this format, NUL-terminated; valid until the next one. */
static inline const char *
report_case_text(struct report_case *test, const char *format)
{
    test->list.items = test->findings;
    test->list.len = test->findings_len;
    test->report.diagnostics = &test->list;
    test->report.analyzers = test->analyzers;
    test->report.analyzers_len = test->analyzers_len;
    buf_clear(&test->out);
    report_append(report_find(str_from(format)), &test->report, &test->out);
    return buf_cstr(&test->out);
}

static inline void
report_case_release(struct report_case *test)
{
    buf_release(&test->out);
}

#endif
