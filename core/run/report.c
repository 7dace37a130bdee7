/* SPDX-License-Identifier: MIT */
#include "core/run/report.h"

#include "core/run/report_parts.h"

const char *const analyzer_status_names[ANALYZER_STATUSES] = {
    [ANALYZER_CLEAN] = "clean",
    [ANALYZER_FINDINGS] = "findings",
    [ANALYZER_BROKEN] = "broken",
    [ANALYZER_SKIPPED] = "skipped",
};

struct report_format {
    const char *name;
    void (*write)(const struct report *report, struct buf *out);
    /* How a "#" is written that a CI system could take for the start of a
       command; a character of the same width in reports for people. */
    const char *guard;
    bool whole; /* readers take what is not in it for mended */
};

/* Sorted, as report_names is. */
static const struct report_format formats[] = {
    {"concise", report_concise, "♯", false},
    {"full", report_full, "♯", false},
    {"github", report_github, "♯", false},
    {"gitlab", report_gitlab, "\\u0023", false},
    {"json", report_json, "\\u0023", false},
    {"junit", report_junit, "&#35;", false},
    {"sarif", report_sarif, "\\u0023", true},
    {"text", report_full, "♯", false},
};

const char *const report_names[] = {"concise", "full", "github",
                                    "gitlab",  "json", "junit",
                                    "sarif",   "text", NULL};

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

/*
 * Runners look for "##[error]" and "##vso[…]" anywhere in a line that a job
 * prints.  Is that what starts at `at`, where a '#' is?
 */
static bool
is_command(struct str text, size_t at)
{
    size_t end = at + 2;

    if (at + 1 >= text.len || text.data[at + 1] != '#')
        return false;
    while (end < text.len && text.data[end] >= 'a' && text.data[end] <= 'z')
        end++;
    return end < text.len && text.data[end] == '[';
}

/* The first command at `from` or behind it; text.len if there is none. */
static size_t
find_command(struct str text, size_t from)
{
    while (from < text.len) {
        const char *hash = memchr(text.data + from, '#', text.len - from);
        if (!hash)
            return text.len;
        from = (size_t)(hash - text.data);
        if (is_command(text, from))
            return from;
        from++;
    }
    return text.len;
}

/* Only hostile texts get here; all others are written in place. */
static void
write_guarded(const struct report_format *format, struct str text,
              struct buf *out)
{
    size_t from = 0;

    while (from < text.len) {
        size_t to = find_command(text, from);
        buf_str(out, str_slice(text, from, to));
        if (to < text.len)
            buf_text(out, format->guard);
        from = to + 1;
    }
}

void
report_write(const struct report_format *format, const struct report *report,
             struct buf *out)
{
    size_t start = out->len;
    struct str text;

    format->write(report, out);
    text = str_slice(buf_view(out), start, out->len);
    if (find_command(text, 0) < text.len) {
        struct buf copy;
        buf_init(&copy, BUF_UNLIMITED);
        buf_str(&copy, text);
        out->len = start;
        write_guarded(format, buf_view(&copy), out);
        buf_release(&copy);
    }
}
