/* SPDX-License-Identifier: MIT */
#include "core/run/report.h"

#include "core/run/report_parts.h"

const char *const analyzer_status_names[ANALYZER_STATUSES] = {
    [ANALYZER_CLEAN] = "clean",
    [ANALYZER_FINDINGS] = "findings",
    [ANALYZER_BROKEN] = "broken",
    [ANALYZER_SKIPPED] = "skipped",
};

/* Sorted, as report_names is.  A "#" that is escaped has the same width in
   reports for people. */
static const struct report_format formats[] = {
    {.name = "concise",
     .findings = report_concise,
     .end = report_text_end,
     .limited = true,
     .guard = "♯"},
    {.name = "full",
     .findings = report_full,
     .end = report_text_end,
     .limited = true,
     .guard = "♯"},
    {.name = "github",
     .begin = report_github_begin,
     .findings = report_github,
     .guard = "♯"},
    {.name = "gitlab", .begin = report_gitlab, .guard = "\\u0023"},
    {.name = "html",
     .begin = report_html_begin,
     .findings = report_html,
     .end = report_html_end,
     .guard = "\\u0023"},
    {.name = "json",
     .begin = report_json_begin,
     .findings = report_json,
     .end = report_json_end,
     .guard = "\\u0023"},
    {.name = "junit", .begin = report_junit, .guard = "&#35;"},
    {.name = "sarif", .begin = report_sarif, .guard = "\\u0023", .whole = true},
    {.name = "text",
     .findings = report_full,
     .end = report_text_end,
     .limited = true,
     .guard = "♯"},
};

const char *const report_names[] = {"concise", "full", "github", "gitlab",
                                    "html",    "json", "junit",  "sarif",
                                    "text",    NULL};

const struct report_format *
report_find(struct str name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
        if (str_equal(name, str_from(formats[i].name)))
            return &formats[i];
    return NULL;
}

int
report_check(const struct report_format *format, const struct report *report,
             bool partial, struct err *err)
{
    if (!format->whole || report->complete || partial)
        return 0;
    return err_set(err, ERR_USAGE,
                   "%s needs a complete report, since its readers take what "
                   "is missing for mended; run without a base, or say "
                   "--allow-partial",
                   format->name);
}
